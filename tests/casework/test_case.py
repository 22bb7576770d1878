"""Properties that hold for every case: order, reading alone or together, notes that say nothing, speed."""

import time
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nlp
from evaluation.authored import authored
from nlp import Finding, Note, Review

FOREIGN = (
    "Wizyta domowa u rodziny Kowalskich. Leo (7) i jego ojciec Marek byli w domu, matka w pracy. Rozmawialiśmy o szkole i o tym, "
    "jak dziecko śpi w nocy. Marek powiedział, że wszystko jest w porządku i nie potrzebuje pomocy."
)


def _cases() -> list[list[Note]]:
    found: dict[str, list[Note]] = {}
    for item in authored("all"):
        if item.id.startswith("nr-"):
            found.setdefault(item.case_id, []).append(
                Note(text=item.text, id=item.id, case_id=item.case_id, date=item.date, role=item.role)
            )
    return list(found.values())


CASES = _cases()


def _over(reviews: Sequence[Review]) -> list[Finding]:
    return [f for review in reviews for f in review.findings if f.level == "case"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_order_in_which_notes_arrive_changes_nothing(pipeline: nlp.Pipeline, data: st.DataObject) -> None:
    notes = data.draw(st.sampled_from(CASES))
    shuffled = data.draw(st.permutations(notes))
    by_id = {r.id: r for r in pipeline.review_case(notes)}
    assert {r.id: r for r in pipeline.review_case(shuffled)} == by_id


def test_findings_over_a_case_come_on_its_last_note_by_date(pipeline: nlp.Pipeline) -> None:
    for notes in CASES[:12]:
        reviews = pipeline.review_case(list(reversed(notes)))
        last = max(notes, key=lambda n: (n.date, n.id))
        assert {r.id for r in reviews if _over([r])} <= {last.id}


def test_one_note_gives_no_finding_over_a_case(pipeline: nlp.Pipeline) -> None:
    for notes in CASES:
        assert _over(pipeline.review_case(notes[:1])) == []
        people, findings = pipeline.review_together(notes[:1])[1].people, pipeline.review_together(notes[:1])[1].findings
        assert people
        assert findings == ()


@pytest.mark.parametrize("text", ["", " \n", "ok", FOREIGN])
def test_a_note_that_cannot_be_read_makes_no_absence(pipeline: nlp.Pipeline, text: str) -> None:
    for notes in CASES[:8]:
        extra = Note(text=text, id="extra", case_id=notes[0].case_id, date="2030-01-01")
        assert _over(pipeline.review_case([notes[0], extra])) == []
        before = {(f.indicator, f.state) for f in _over(pipeline.review_case(notes)) if f.state == "not_found"}
        after = {(f.indicator, f.state) for f in _over(pipeline.review_case([*notes, extra])) if f.state == "not_found"}
        assert after <= before


def test_every_finding_over_a_case_is_a_question_with_evidence_from_its_notes(pipeline: nlp.Pipeline) -> None:
    found = 0
    for notes in CASES:
        texts = {n.id: n.text for n in notes}
        for finding in _over(pipeline.review_case(notes)):
            found += 1
            assert finding.explanation.endswith("?")
            assert finding.evidence
            assert finding.searched is not None
            assert set(finding.searched.notes) == set(texts)
            assert all(texts[e.note][e.start : e.end] == e.quote for e in finding.evidence)
    assert found > 20


def test_an_answer_in_a_later_note_closes_a_concern(pipeline: nlp.Pipeline) -> None:
    first = (
        "Called at the flat at ten. There was a strong smell of cannabis in the hall and a bag of weed on the arm of the sofa. "
        "The lounge curtains were blue and the television was on. He likes his trains and had two of them in his hands."
    )
    later = "The school hall was full for the harvest and Leo carried the bread with both of his hands, he looked for his mum."
    answer = "Rang MASH and made a referral about the cannabis; strategy discussion on Friday, the health visitor has been told as well."

    def open_over(*texts: str) -> list[str]:
        notes = [Note(text=t, id=str(n), case_id="c", date=f"2024-0{n + 1}-01") for n, t in enumerate(texts)]
        return [f.explanation for f in _over(pipeline.review_case(notes)) if f.state == "not_found"]

    (words,) = open_over(first, later)
    assert "31 days later" in words
    assert open_over(first, answer) == []
    assert open_over(later, later.replace("bread", "corn")) == []


def test_a_case_of_400_notes(pipeline: nlp.Pipeline) -> None:
    notes = [
        Note(
            text=note.text.replace(".", f". {number} ", 1),
            id=f"n{number}",
            case_id="c",
            date=(date(2018, 1, 1) + timedelta(3 * number)).isoformat(),
        )
        for number, note in enumerate((CASES[0] * 100)[:400])
    ]
    begun = time.perf_counter()
    reviews = pipeline.review_case(notes)
    print(f"a case of 400 notes, {sum(r.words for r in reviews):,} words: {time.perf_counter() - begun:.1f} s")
    assert len(reviews) == 400
