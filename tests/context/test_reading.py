"""How a passage is read within a note: offsets, own negation, answers, years."""

import pytest

from nlp.context import Assessor, assess
from nlp.records import Context
from nlp.text.tokens import tokenise


def read(text: str, span: str, *, own_negation: bool = False, year: int | None = None) -> Context:
    """Assess the first `span` in `text`, the whole text being one passage."""
    tokens = tokenise(text)
    start = text.index(span)
    first, last = tokens.between(start, start + len(span))
    return Assessor.load().read(tokens, 0, len(tokens.norms), year=year).assess(first, last, own_negation=own_negation)


@pytest.mark.parametrize(
    ("text", "span", "wanted"),
    [
        ("The baby was not seen.", "not seen", "affirmed"),
        ("Mum declined the offer and did not attend.", "did not attend", "affirmed"),
        ("The baby was not seen.", "seen", "affirmed"),
        ("No missed appointments this year.", "missed appointments", "negated"),
        ("It is not true that he was not seen.", "was not seen", "negated"),
        ("There is no evidence that the child was not seen.", "was not seen", "negated"),
        ("She has never missed an appointment.", "missed an appointment", "negated"),
        ("If he is not brought on Friday we will refer.", "not brought", "hypothetical"),
        ("Previously not brought to three clinics.", "not brought", "historical"),
        ("No call from the HV and dad was not asked.", "not asked", "affirmed"),
        ("Nobody had asked the father.", "asked the father", "affirmed"),
        ("Child not asked if he is safe, as mum was in the room.", "not asked if he is safe", "affirmed"),
        ("Worker did not ask about Osian.", "did not ask about Osian", "affirmed"),
        ("DBS on Marcus not asked for.", "DBS on Marcus not asked for", "affirmed"),
        ("The team did not query closure.", "not query closure", "affirmed"),
        ("EPDS not done.", "EPDS not done", "affirmed"),
        ("Financial difficulties? No", "Financial difficulties", "negated"),
    ],
)
def test_a_wording_that_is_negative_itself(text: str, span: str, wanted: str) -> None:
    assert read(text, span, own_negation=True).assertion == wanted


def test_cues_are_spans_of_the_original_text() -> None:
    text = "Home visit 3 May.\n\nMum  denied ANY bruising.\nDad was drunk."
    start = text.index("bruising")
    context = assess(text, start, start + len("bruising"))
    assert context.assertion == "negated"
    cue = context.cues[0]
    assert text[cue.start : cue.end] == "denied"
    assert cue.says == "denied: 'denied'"


def test_a_passage_is_read_by_itself() -> None:
    tokens = tokenise("Mum denied drinking.\nDad smelt of alcohol.")
    first, last = tokens.between(21, 100)
    reading = Assessor.load().read(tokens, first, last)
    assert reading.assess(last - 2, last - 1).assertion == "affirmed"


@pytest.mark.parametrize(
    ("text", "span", "wanted"),
    [
        ("No fever. Patient has a cough.", "cough", "affirmed"),
        ("Seen by Dr. Low for possible sepsis.", "sepsis", "suspected"),
        ("Takes paracetamol b.i.d. without relief of pain.", "pain", "negated"),
        ("No injuries\nBruise to left arm", "Bruise", "affirmed"),
        ("no bruising, burns or other\nmarks seen", "marks", "negated"),
        ("Any drugs? No. Alcohol daily.", "drugs", "negated"),
        ("Any drugs? No. Alcohol daily.", "Alcohol", "affirmed"),
        ("", "", "affirmed"),
    ],
)
def test_the_sentence_round_a_span(text: str, span: str, wanted: str) -> None:
    start = text.index(span)
    assert assess(text, start, start + len(span)).assertion == wanted


def test_a_span_that_opens_with_a_negation_holds_its_own() -> None:
    text = "The patient had no bowel movement."
    assert assess(text, 16, 33).assertion == "affirmed"


@pytest.mark.parametrize(
    ("text", "year", "wanted"),
    [
        ("Assault on mother in 2013.", 2014, "affirmed"),
        ("Assault on mother in 2012.", 2014, "historical"),
        ("Assault on mother in 2009.", None, "historical"),
        ("Assault on mother in 2023.", None, "affirmed"),
        ("Assault on mother 12/03/2009.", None, "historical"),
        ("Assault on mother, room 2009b.", None, "affirmed"),
        ("Assault on mother 12/03/09.", 2024, "historical"),
        ("Assault on mother 12/03/24.", 2024, "affirmed"),
        ("Assault on mother 12.3.98.", 2024, "historical"),
        ("Assault on mother 12/03/09.", None, "affirmed"),
        ("Assault on mother since 2009.", None, "affirmed"),
    ],
)
def test_a_year_is_past_by_the_year_of_the_note(text: str, year: int | None, wanted: str) -> None:
    assert read(text, "Assault", year=year).assertion == wanted


def test_the_latest_year_in_a_long_note_is_taken_for_its_own() -> None:
    text = "Visit 04/05/2010. " + "All well at home today and the baby is feeding. " * 8 + "Assault in 2009."
    assert assess(text, text.index("Assault"), text.index("Assault") + 7).assertion == "historical"
    tokens = tokenise(text)
    first, last = tokens.between(text.index("Assault"), len(text))
    assert Assessor.load().read(tokens, first, last).assess(first, first + 1).assertion == "affirmed"


@pytest.mark.parametrize("text", ["?", "??", "no", ".", "[ ]", "?DV", "2009", "£", "…", "no no no no", "if", "said"])
def test_a_text_of_little_is_read_without_fault(text: str) -> None:
    for start in range(len(text)):
        assert assess(text, start, len(text)).assertion


def test_what_nobody_asks_for_is_looked_up_when_asked() -> None:
    context = read("Mum said dad hit her.", "hit")
    assert (context.attribution, context.subject, context.object) == ("self-report", "father", "mother")
    assert [cue.says for cue in context.cues] == ["said by: 'said'"]
    assert context.cues is context.cues


def test_the_assessor_is_loaded_once() -> None:
    assert Assessor.load() is Assessor.load()
