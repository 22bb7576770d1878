"""Loads the rules, and reads what they say of themselves, when it is imported.

The process that workers are copied from imports this module before it makes the first worker; a worker that replaces
another is then warm from its first note on. Where processes are not copied (Windows), each worker imports it itself.
The reasons of the rules are English of the right kind, and there are enough of them to fill every cache. The trained model is
not loaded here: what runs it does not outlive being copied. Each worker loads it for itself (`prepare`).
"""

import gc
from collections.abc import Iterator

import nlp
from api.work.catalogue import catalogue
from api.work.uploads import look
from nlp.wire import review_to

EXAMPLE = (
    "Home visit. Mum said she is scared of what Dad will do when he has been drinking. Strong smell of cannabis in the hall. "
    "Leo (7) was at school and not seen. Plan: telephone the health visitor on 3 March. Referral closed with no further action."
)
_LINES = 30


def texts() -> Iterator[str]:
    """Yield the texts that warm a worker, none of them anybody's."""
    yield EXAMPLE
    lines = [f"{rule['title']}. {rule['why']}" for rule in catalogue("rules")["rules"]]
    for at in range(0, len(lines), _LINES):
        yield "\n".join(lines[at : at + _LINES])


for _text in texts():
    review_to(nlp.load(profile="rules", threads=1).review(nlp.Note(text=_text)))
look("rules", [(EXAMPLE, "", "", "", "")], [], len(EXAMPLE))  # the page's templates
gc.collect()
gc.freeze()
