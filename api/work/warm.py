"""Loads the rules and reviews an invented text, when it is imported.

The process that workers are copied from imports this module before it makes the first worker; a worker that replaces
another is then warm from its first note on. Where processes are not copied (Windows), each worker imports it itself.
"""

import gc

import nlp
from nlp.wire import review_to

EXAMPLE = (
    "Home visit. Mum said she is scared of what Dad will do when he has been drinking. Strong smell of cannabis in the hall. "
    "Leo (7) was at school and not seen. Plan: telephone the health visitor on 3 March. Referral closed with no further action."
)

for _profile in ("full", "rules"):
    review_to(nlp.load(profile=_profile).review(nlp.Note(text=EXAMPLE)))
gc.collect()
gc.freeze()
