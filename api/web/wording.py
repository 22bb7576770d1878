"""The words of the review's pages: verdicts, reasons, ways of being there, each as a person reads it."""

from typing import NamedTuple

from markupsafe import Markup, escape

from evaluation.review.rows import Reason
from nlp.records import Assertion


class Verdict(NamedTuple):
    """A verdict as a button: what is sent, its key, its words."""

    value: str
    key: str
    words: str


_LATER = (Verdict("unsure", "u", "I cannot tell"), Verdict("defer", "p", "Put off until later"))
VERDICTS: dict[bool, tuple[Verdict, ...]] = {
    True: (Verdict("agree", "a", "Yes, worth reading again"), Verdict("disagree", "d", "No, not for this"), *_LATER),
    False: (Verdict("agree", "a", "No, nothing"), Verdict("disagree", "d", "Yes, what I chose below"), *_LATER),
}
"""By whether an indicator is asked about."""
SAID: dict[str, str] = {
    "agree": "worth reading again", "disagree": "not for this", "unsure": "cannot tell", "defer": "put off", "withdrawn": "taken back",
}  # fmt: skip
SAID_WITHOUT: dict[str, str] = {**SAID, "agree": "nothing here", "disagree": "something here"}
REASONS: dict[Reason, str] = {
    "negated": "It is denied, or was not so", "other_person": "It is about somebody else", "historical": "It is long past and settled",
    "hypothetical": "It is a plan, a risk or an “if”", "general_text": "It is general text, not about this family",
    "wrong_indicator": "It is worth reading, but for something else", "template": "It is a form, a heading or a template",
    "too_little": "There is too little to go by", "not_worth_reading_again": "It is there, but not worth reading again",
    "other": "Another reason",
}  # fmt: skip
ASSERTIONS: dict[Assertion, str] = {
    "affirmed": "It is said to be so", "suspected": "It is suspected", "historical": "It was so in the past", "negated": "It is denied",
    "hypothetical": "It is a plan, a risk or an “if”", "other": "It is about somebody else",
}  # fmt: skip


def marked(text: str, quote: str) -> Markup:
    """Return the passage with the quoted words marked, where they are in it."""
    at = text.find(quote) if quote else -1
    if at < 0:
        return escape(text)
    return escape(text[:at]) + Markup("<mark>") + escape(quote) + Markup("</mark>") + escape(text[at + len(quote) :])
