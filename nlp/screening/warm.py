"""Loads the rules when it is imported: the process that workers are copied from imports it, so that they share its memory.

The trained model is not loaded here: what runs it does not outlive being copied. Each worker loads it for itself.
"""

import gc

import nlp
from nlp.records import Note
from nlp.rules.compiled import load_book
from nlp.screening.records import Placed
from nlp.screening.reviewing import review_case

_NOTES = 8  # to a case
_case = [Placed(number, "", Note(text=f"{rule.title}. {rule.why}")) for number, rule in enumerate(load_book().rules[::3])]
for _at in range(0, len(_case), _NOTES):
    review_case(nlp.load(profile="rules", threads=1), _case[_at : _at + _NOTES], pseudonymise=True)
gc.collect()
gc.freeze()
