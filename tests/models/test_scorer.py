"""What reaches a model: no frame of a note, no passage twice, and headings only as neighbours."""

from collections.abc import Collection, Sequence

import numpy as np

from nlp.context import Assessor
from nlp.detect import Reading, read
from nlp.models.encoder import Scores, Told
from nlp.models.outputs import NOTHING, OUTPUTS
from nlp.models.scorer import Memory, Readers
from nlp.rules.compiled import load_book

HEADED = (
    "From: a.worker@example.org\nTo: duty team\nSubject: visit\n\nViews of father\nHe was at work when I called.\n"
    "Mum said he sleeps at his nan's now.\n\nKind regards\nP. Worker"
)
PASTED = "Mum told me that he keeps the bank card in his boot."


class Counting:
    """A scorer that gives every passage asked of it another score, and keeps what it was given."""

    def __init__(self) -> None:
        self.given = list[str]()
        self.asked = list[str]()

    def read(self, role: str, passages: Sequence[str], wanted: Collection[int] | None = None) -> Scores:
        assert role == "school"
        assert wanted is not None
        logits = np.full((len(passages), len(OUTPUTS)), NOTHING, np.float32)
        told: list[Told | None] = [None] * len(passages)
        for number in wanted:
            self.asked.append(passages[number])
            logits[number] = len(self.asked)
            nothing = np.zeros((1, len(OUTPUTS)), np.float32)
            told[number] = Told([(0, len(passages[number]))], nothing, nothing)
        self.given += passages
        return Scores(logits, told)


def reading_of(text: str) -> Reading:
    return read(text, load_book(), Assessor.load())


def read_with(scorer: Counting, *texts: str) -> list[Scores]:
    readings = [reading_of(text) for text in texts]
    memory = Memory(readings)
    return [Readers(scorer).read(reading, "school", memory)[0] for reading in readings]


def test_what_frames_a_note_is_never_given_and_a_heading_only_as_a_neighbour() -> None:
    scorer, reading = Counting(), reading_of(HEADED)
    kinds = {HEADED[p.start : p.end]: p.kind for p in reading.passages}
    assert {"header", "heading", "sign_off"} <= set(kinds.values()), "the note should hold each kind"
    (scores,) = read_with(scorer, HEADED)
    assert {kinds[text] for text in scorer.given} == {"heading", "sentence", "line"}
    assert {kinds[text] for text in scorer.asked} == {"sentence", "line"}
    for passage, logits, told in zip(reading.passages, scores.logits, scores.told, strict=True):
        assert (told is not None) == (logits[0] > NOTHING) == (passage.kind in ("sentence", "line"))


def test_pasted_text_is_read_once_in_a_case_and_has_the_scores_of_where_it_stood_first() -> None:
    scorer = Counting()
    first, second = read_with(scorer, f"Visit at four. {PASTED}", f"{PASTED} Nobody rang back.")
    assert scorer.asked.count(PASTED) == 1
    assert "Nobody rang back." in scorer.asked
    assert np.array_equal(second.logits[0], first.logits[1])
    assert second.told[0] is not None


def test_text_that_stands_twice_in_one_note_is_read_once() -> None:
    scorer = Counting()
    Readers(scorer).read(reading_of(f"{PASTED} Seen at home. {PASTED}"), "school")
    assert scorer.asked == [PASTED, "Seen at home."]


def test_a_few_words_alike_are_no_copy() -> None:
    scorer = Counting()
    read_with(scorer, "Seen at home. Well.", "Seen at home. Not well.")
    assert scorer.asked.count("Seen at home.") == 2


def test_what_a_case_leaves_behind_is_only_what_stands_again() -> None:
    readings = [reading_of(f"Visit at four o'clock in the rain. {PASTED}"), reading_of(PASTED)]
    memory = Memory(readings)
    for reading in readings:
        Readers(Counting()).read(reading, "school", memory)
    assert set(memory.rows) == {PASTED}
