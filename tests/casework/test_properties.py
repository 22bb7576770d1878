"""What must hold for every case, over cases made of parts: people of several heritages, notes that talk of them, and what answers."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlp
from nlp import Finding, Note, Review

CHILD, MAN, OPEN = "absent_child_voice", "unassessed_adult_male", "no_follow_up"
CHILDREN = ("Leo", "Gwenllian", "Zuzanna", "Ifrah", "Temiloluwa", "Linh", "Zaynab", "Simranjit")
MEN = ("Darren", "Iestyn", "Zbigniew", "Abdirahman", "Babatunde", "Sukhdev", "Mehmet", "Tuan")
TALKED_OF = (
    "Telephone call from mother. She is worried about money. {child} ({age}) is at nursery and mum says {child} is fine. Review soon.",
    "Home visit. Mother said {child} ({age}) is no trouble. The flat was tidy and there was food in. Her partner {man} was upstairs.",
    "Mum came to the office about her benefits. Mum reported that {child} sleeps well. {child} ({age}) was at nursery. Form filled in.",
    "Mum's boyfriend {man} was out when I called. Mum said {child} ({age}) was in bed. The heating was on and the kitchen was clean.",
)
HEARD = (
    "Saw {child} ({age}) by herself at school. {child} told me, \"I like it at Nan's but I miss my cat and I feel sad at night.\"",
    "Spoke to {child} ({age}) alone in the book corner: {child} told me that home feels safe and that weekends are the best bit.",
)
MET = (
    "Met {man} at the office today. {man} told me about his part in the care of the children, and police checks on {man} came back clear.",
    "Spoke with {man} on his own about his past. {man} said that he does the school run. Checks on {man} were done with probation.",
)
FILLER = (
    "The library bus comes on Thursdays and parks outside the hall. The harvest was shown to parents and the choir sang at the end of it.",
    "Form sent for the uniform grant. The office is shut on Friday, and the phone line is answered by the desk downstairs until five.",
)
CONCERNS = {
    "cannabis_use": "There was a strong smell of cannabis in the hall. A bag of weed and a grinder lay on the arm of the sofa.",
    "child_injury": "There was a bruise on the left cheek. There was a second bruise, the shape of a hand, on the back of the arm.",
    "domestic_abuse": "He punched her in the face on Saturday. He has strangled her before and she is frightened of him.",
}
NOTHING = (
    "", " \n\t", "ok", "....", "%PDF-1.4 \x00\x01", "\ufffd" * 80,
    "Wizyta domowa u rodziny Kowalskich. Leo (7) i jego ojciec Marek byli w domu, matka w pracy. Rozmawialiśmy o szkole i o tym, jak śpi.",
    "Ymweliad cartref. Nid oedd Leo (7) yn y tŷ a dywedodd ei fam ei fod yn iawn. Roedd ei phartner yn y gwaith ac ni welwyd ef heddiw.",
    "Huisbezoek. Leo (7) was op school en zijn moeder zei dat het goed gaat. Haar partner Mark was er niet en is niet gezien. In mei weer.",
    "Visita al domicilio. Leo (7) estaba en la escuela y su madre dijo que todo va bien. Su pareja, Marcos, no estaba en casa. Volveremos.",
    "Ghar ka daura. Leo (7) school mein tha aur maa ne kaha ke woh theek hai. Us ka partner Imran ghar par nahin tha. Mai mein phir.",
    "Gặp mẹ tại nhà. Bé Leo (7) đang ở trường. Mẹ nói bé khỏe và ăn ngủ tốt. Bố dượng đi làm, chưa gặp được. Hẹn gặp lại tuần sau nhé.",
)  # fmt: skip


def case_of(texts: Sequence[str]) -> list[Note]:
    """Return notes a fortnight apart."""
    first = date(2024, 1, 8)
    return [
        Note(text=text, id=f"n{n}", case_id="c", date=(first + timedelta(14 * n)).isoformat(), role="social worker")
        for n, text in enumerate(texts)
    ]


def over(reviews: Sequence[Review]) -> list[Finding]:
    return [f for review in reviews for f in review.findings if f.level == "case"]


def missing(pipeline: nlp.Pipeline, notes: Sequence[Note], indicator: str, name: str) -> bool:
    """Return whether the case asks after the person called `name`."""
    found = over(pipeline.review_case(notes))
    return any(f.indicator == indicator and f.state == "not_found" and (f.person or "").startswith(name) for f in found)


@st.composite
def families(draw: st.DrawFn) -> tuple[dict[str, object], list[str]]:
    """A child, a man, and notes in which they are only talked of."""
    who = {"child": draw(st.sampled_from(CHILDREN)), "man": draw(st.sampled_from(MEN)), "age": draw(st.integers(3, 14))}
    talk = draw(st.permutations(TALKED_OF))[: draw(st.integers(2, 4))]
    filler = draw(st.lists(st.sampled_from(FILLER), max_size=2, unique=True))
    return who, draw(st.permutations([t.format(**who) for t in (*talk, *filler)]))


@settings(max_examples=20, deadline=None)
@given(family=families(), heard=st.sampled_from(HEARD), place=st.integers(0, 6))
def test_a_note_that_holds_the_childs_voice_turns_the_question_off(pipeline: nlp.Pipeline, family: tuple[dict[str, object], list[str]],
                                                                   heard: str, place: int) -> None:  # fmt: skip
    who, texts = family
    assert missing(pipeline, case_of(texts), CHILD, str(who["child"]))
    assert not missing(pipeline, case_of([*texts[:place], heard.format(**who), *texts[place:]]), CHILD, str(who["child"]))


@settings(max_examples=20, deadline=None)
@given(family=families(), met=st.sampled_from(MET), place=st.integers(0, 6))
def test_a_note_that_tells_of_the_man_turns_the_question_off(pipeline: nlp.Pipeline, family: tuple[dict[str, object], list[str]],
                                                             met: str, place: int) -> None:  # fmt: skip
    who, texts = family
    assert not missing(pipeline, case_of([*texts[:place], met.format(**who), *texts[place:]]), MAN, str(who["man"]))


def test_a_man_of_whom_no_note_tells_is_asked_after_over_the_case(pipeline: nlp.Pipeline) -> None:
    who = {"child": "Leo", "man": "Darren", "age": 7}
    assert missing(pipeline, case_of([TALKED_OF[1].format(**who), TALKED_OF[3].format(**who)]), MAN, "Darren")


@settings(max_examples=15, deadline=None)
@given(family=families(), concern=st.sampled_from(sorted(CONCERNS)), data=st.data())
def test_the_order_of_notes_changes_nothing_that_is_shown_over_a_case(
    pipeline: nlp.Pipeline, family: tuple[dict[str, object], list[str]], concern: str, data: st.DataObject
) -> None:
    notes = case_of([*family[1], CONCERNS[concern], family[1][0]])
    shuffled = data.draw(st.permutations(notes))
    reviews, result = pipeline.review_together(notes)
    others, again = pipeline.review_together(shuffled)
    assert {r.id: r for r in others} == {r.id: r for r in reviews}
    assert again.findings == result.findings
    assert again.open == result.open
    assert [(h.person.label, h.person.aliases, h.state) for h in again.holdings] == [(h.person.label, h.person.aliases, h.state)
                                                                                   for h in result.holdings]  # fmt: skip
    assert [(e.kind, e.day, e.note, e.start) for e in again.timeline] == [(e.kind, e.day, e.note, e.start) for e in result.timeline]


@settings(max_examples=15, deadline=None)
@given(family=families(), concern=st.sampled_from(sorted(CONCERNS)), place=st.integers(0, 3))
def test_removing_a_concern_removes_what_hangs_on_it(pipeline: nlp.Pipeline, family: tuple[dict[str, object], list[str]],
                                                     concern: str, place: int) -> None:  # fmt: skip
    texts = family[1]
    told = f"{FILLER[0]} {CONCERNS[concern]}"
    _, whole = pipeline.review_together(case_of([*texts[:place], told, *texts[place:], FILLER[1]]))
    _, less = pipeline.review_together(case_of([*texts[:place], FILLER[0], *texts[place:], FILLER[1]]))
    assert concern in whole.open
    assert concern not in less.open
    words = CONCERNS[concern].split(". ")[0]
    assert any(f.indicator == OPEN and any(words in e.quote or e.quote in words for e in f.evidence) for f in whole.findings)
    assert not any(f.indicator == OPEN for f in less.findings)


@settings(max_examples=25, deadline=None)
@given(family=families(), extra=st.lists(st.sampled_from(NOTHING), min_size=1, max_size=3), place=st.integers(0, 5))
def test_a_note_that_cannot_be_read_never_makes_an_absence(pipeline: nlp.Pipeline, family: tuple[dict[str, object], list[str]],
                                                           extra: list[str], place: int) -> None:  # fmt: skip
    texts = family[1]
    before = {(f.indicator, f.person) for f in over(pipeline.review_case(case_of(texts))) if f.state == "not_found"}
    reviews = pipeline.review_case(case_of([*texts[:place], *extra, *texts[place:]]))
    assert {(f.indicator, f.person) for f in over(reviews) if f.state == "not_found"} <= before
    for review in reviews[place : place + len(extra)]:
        assert not [f for f in review.findings if f.level == "note" and f.state == "not_found"]
    alone = pipeline.review_case(case_of([texts[0], *extra]))
    assert over(alone) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_note_alone_a_batch_and_several_processes_agree(pipeline: nlp.Pipeline, workers: int) -> None:
    made = []
    for n, child in enumerate(CHILDREN):
        who = {"child": child, "man": MEN[n], "age": n + 3}
        texts = [t.format(**who) for t in (*TALKED_OF, HEARD[n % 2], MET[n % 2])]
        made.append([Note(text=t, id=f"{n}-{k}", case_id=f"c{n}", date=f"2024-0{k + 1}-03") for k, t in enumerate(texts)])
    alone = [Note(text=text, id=f"a{n}") for n, text in enumerate((*NOTHING, *CONCERNS.values()))]
    expected = [r for notes in made for r in pipeline.review_case(notes)] + [pipeline.review(note) for note in alone]
    assert list(pipeline.stream([*(n for notes in made for n in notes), *alone], workers=workers)) == expected
