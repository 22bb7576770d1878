"""Loads the rules when it is imported: the process that workers are copied from imports it, so that they share its memory.

The trained model is not loaded here: what runs it does not outlive being copied. Each worker loads it for itself.
"""

import gc

import nlp
from nlp.records import Note
from nlp.rules.compiled import load_book
from nlp.screening import worker

for _rule in load_book().rules[:400]:
    nlp.load(profile="rules", threads=1).review_together([Note(text=f"{_rule.title}. {_rule.why}")])
assert worker.do  # noqa: S101  # imported for its memory
gc.collect()
gc.freeze()
