"""Findings over a note and a case, and what turns them off."""

import pytest

import nlp
from nlp import Finding, Note

VISIT = "Visit today, the children were in school uniform and the kitchen was warm; mum made tea and we sat at the table for half an hour."
OPEN = (
    "Called at the flat at ten. There was a strong smell of cannabis in the hall and a grinder on the arm of the sofa. "
    "The baby's bottle had mould in it. The lounge curtains were blue and the television was on. "
    "Dirty nappies on the floor in the kitchen and the sink full. He likes his trains and had two of them in his hands."
)


def _case(*texts: str, roles: tuple[str, ...] = ()) -> list[Finding]:
    """Return the findings over a case of notes a month apart."""
    given = roles or ("social worker",) * len(texts)
    notes = [
        Note(text=t, id=f"n{i}", case_id="c", date=f"2024-{i + 1:02}-10", role=r) for i, (t, r) in enumerate(zip(texts, given, strict=True))
    ]
    return [f for f in nlp.load(profile="rules").review_case(notes)[-1].findings if f.level == "case"]


def _indicators(*texts: str, roles: tuple[str, ...] = ()) -> set[str]:
    return {f.indicator for f in _case(*texts, roles=roles)}


def _open(text: str) -> list[Finding]:
    review = nlp.load(profile="rules").review(Note(text=text, id="a", date="2024-03-05"))
    return [f for f in review.findings if f.indicator == "no_follow_up"]


def test_a_note_with_concerns_and_nothing_done_is_asked_about_once() -> None:
    (finding,) = _open(OPEN)
    assert (finding.level, finding.state) == ("note", "not_found")
    assert finding.searched is not None
    assert finding.explanation.endswith("?")
    assert "cannabis use" in finding.explanation


@pytest.mark.parametrize(
    "answer",
    [
        "Rang MASH and made a referral at 11.",
        "Plan: joint visit with the HV on Thursday.",
        "Discussed with my manager, strategy discussion at 2.",
        "Ref'd to CSC.",
    ],
)
def test_a_sentence_that_answers_turns_it_off(answer: str) -> None:
    assert _open(f"{OPEN} {answer}") == []


def test_without_the_concern_there_is_no_finding() -> None:
    assert _open(VISIT) == []


def test_missed_contacts_that_nobody_looks_at_together() -> None:
    texts = (
        "Home visit, no access. Card left, curtains drawn and the car on the drive.",
        "Clinic: was not brought.",
        f"No answer at the door again. {VISIT}",
    )
    (finding,) = [f for f in _case(*texts) if f.indicator == "missed_contact"]
    assert finding.state == "found"
    assert [e.note for e in finding.evidence] == ["n0", "n1", "n2"]
    assert "missed_contact" not in _indicators(*texts[:2], f"No answer. Escalated the pattern of missed visits to my manager. {VISIT}")
    assert "missed_contact" not in _indicators(
        VISIT, VISIT.replace("tea", "coffee"), "No answer at the door, so I tried the shop where she works."
    )


def test_help_declined_twice() -> None:
    texts = (
        f"She declined the referral for counselling. {VISIT}",
        f"Offered the parenting course, turned down. {VISIT.replace('tea', 'toast')}",
    )
    assert "declined_support" in _indicators(*texts)
    assert "declined_support" not in _indicators(texts[0], VISIT)


def test_injuries_to_one_child_on_different_days_and_parts() -> None:
    first = f"Leo (4) had a bruise to his left cheek. {VISIT}"
    second = f"Leo has a burn on the back of his hand. {VISIT.replace('tea', 'toast')}"
    found = [f for f in _case(first, second) if f.indicator == "child_injury"]
    assert [f.person for f in found] == ["Leo"]
    assert "child_injury" not in _indicators(first, f"The bruise to Leo's cheek was looked at again. {VISIT.replace('tea', 'toast')}")
    assert "child_injury" not in _indicators(first, f"Mia (9) has a burn on the back of her hand. {VISIT.replace('tea', 'toast')}")


def test_a_step_down_of_which_the_record_says_that_it_gives_no_reasons() -> None:
    concern = f"He punched her in the face on Saturday and strangled her. {VISIT}"
    closed = f"The step down letter gives no reasons and nobody can find one in the file. {VISIT.replace('tea', 'toast')}"
    (finding,) = [f for f in _case(concern, closed) if f.indicator == "unexplained_step_down"]
    assert "gives no reasons" in finding.explanation
    assert [e.note for e in finding.evidence] == ["n1", "n0"]
    assert "unexplained_step_down" not in _indicators(VISIT, closed)


def test_a_concern_that_two_notes_tell_of_and_neither_answers() -> None:
    first = "The flat smelt of cannabis. A grinder and a bag of weed lay on the sofa. The father was not seen, nobody has asked who he is."
    again = "A smell of weed in the hall. Dad rolled a spliff at the table. He was not seen alone and his name is not known to us."
    found = [f for f in _case(first, again) if f.indicator == "no_follow_up" and "The same concern" in f.explanation]
    assert [[e.note for e in f.evidence] for f in found] == [["n0", "n1"]]
    assert not [f for f in _case(first, f"{again} Rang MASH.") if "The same concern" in f.explanation]


def test_a_contact_long_after_it_was_planned() -> None:
    late = "Visit. The kettle was on and we sat down at once; the boys were at football with their cousin and came in at six."
    (finding,) = [f for f in _case(f"{VISIT} Next visit 1 week.", late) if f.indicator == "delay"]
    assert "Next visit 1 week" in finding.explanation
    assert not [f for f in _case(f"{VISIT} Next visit 4 weeks.", late) if f.indicator == "delay"]


def test_evidence_names_its_note_and_quotes_it() -> None:
    texts = (
        "Home visit, no access. Card left, curtains drawn and the car on the drive.",
        "Clinic: was not brought.",
        f"No answer at the door again. {VISIT}",
    )
    for finding in _case(*texts):
        for evidence in finding.evidence:
            assert texts[int(evidence.note[1:])][evidence.start : evidence.end] == evidence.quote


def test_text_that_was_pasted_counts_once() -> None:
    line = "Home visit on the estate, no access, card left with the neighbour at number nine."
    assert "missed_contact" not in _indicators(f"{line} {VISIT}", f"{line} Mum well.", f"{line} Mum was in the garden.")
