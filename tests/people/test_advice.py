"""A model's opinion of who somebody is counts where no word settles it, and nowhere else."""

import numpy as np
import pytest

from nlp.context import Assessor
from nlp.detect import read
from nlp.models.encoder import Scores, Told
from nlp.models.judge import looks
from nlp.models.outputs import COLUMN, KIND, OUTPUTS
from nlp.people import Survey, listed, survey
from nlp.people.advice import Advice, Look, Scale, Weights
from nlp.people.traits import Figure
from nlp.rules.compiled import load_book
from nlp.text.passages import split
from nlp.text.tokens import tokenise

BARE = "Keeley and Mason were in when I called. Mason had the telly on loud."
LIKE_A_CHILD, LIKE_A_MAN = Weights(0, 0, 0, 1, 0), Weights(0, 0, 0, 0, 1)
MODEL_ALONE: dict[Scale, Weights] = {
    "child": LIKE_A_CHILD, "unnamed_child": LIKE_A_CHILD, "man": LIKE_A_MAN, "unnamed_man": LIKE_A_MAN,
}  # fmt: skip
CHILD, MAN, NEITHER = Look(5, -5), Look(-5, 5), Look(-5, -5)


def surveyed(text: str) -> Survey:
    return survey(text, tokenise(text), split(text))


def figure(everybody: Survey, name: str) -> Figure:
    (found,) = [f for f in everybody.figures if name in everybody.bonds.names[f.root]]
    return found


def kinds_of(text: str, says: dict[str, Look]) -> dict[str, str]:
    everybody = surveyed(text)
    advice = Advice({figure(everybody, name).root: look for name, look in says.items()}, MODEL_ALONE)
    return {person.label: person.kind for person in listed(everybody, advice)}


@pytest.mark.parametrize(("look", "kind"), [(CHILD, "child"), (MAN, "man"), (NEITHER, "adult")])
def test_a_bare_name_is_whom_the_model_takes_it_for(look: Look, kind: str) -> None:
    assert kinds_of(BARE, {"mason": look})["Mason"] == kind


def test_of_whom_the_model_says_nothing_the_ledger_decides() -> None:
    everybody = surveyed(BARE)
    assert listed(everybody, Advice({}, MODEL_ALONE)) == listed(everybody)


def test_what_words_settle_no_model_changes() -> None:
    text = "Her partner Darren and her son Leo, 6, came to the door. Sister Demi was at school. Dr Amos Oyelaran wrote to us."
    settled = kinds_of(text, {})
    for look in (CHILD, MAN, NEITHER):
        assert kinds_of(text, dict.fromkeys(("darren", "leo", "amos"), look)) == settled


def test_a_grown_up_by_age_is_no_child_whatever_the_model_says() -> None:
    assert kinds_of("Mason (34) called round. Mason left at six.", {"mason": CHILD}).get("Mason") != "child"


def test_somebody_without_a_name_is_whom_the_model_takes_them_for() -> None:
    text = "Seen with Alfie (4). A lad was on the stairs and the baby slept."
    everybody = surveyed(text)
    baby = next(f for f in everybody.figures if "baby" in f.roles)
    with_baby, without = (listed(everybody, Advice({baby.root: look}, MODEL_ALONE)) for look in (CHILD, NEITHER))
    assert sum(p.kind == "child" for p in with_baby) == sum(p.kind == "child" for p in without) + 1


def test_looks_are_read_over_the_words_for_a_person_and_their_pronouns() -> None:
    text = "Mason was in.\nAlfie slept. He snored."
    reading = read(text, load_book(), Assessor.load())
    told = list[Told | None]()
    for passage in reading.passages:
        words = text[passage.start : passage.end]
        starts = [n for n, letter in enumerate(words) if not n or not words[n - 1].isalpha()]
        offsets = [(at, at + len(words[at:].split()[0].strip("."))) for at in starts if words[at].isalpha()]
        values = np.zeros((len(offsets) + 1, len(OUTPUTS)), np.float32)
        for row, (start, end) in enumerate(offsets):
            values[row, COLUMN[KIND["child"]]] = {"Alfie": 4, "He": 2, "Mason": -4}.get(words[start:end], 90)
        told.append(Told(offsets, np.zeros_like(values), values))
    scores = Scores(np.zeros((len(told), len(OUTPUTS)), np.float32), told)
    found = looks(reading, scores)
    assert found[figure(reading.survey, "mason").root].child == pytest.approx(-4)
    assert found[figure(reading.survey, "alfie").root].child == pytest.approx(3)  # "Alfie" and "He", never a word beside them


def test_a_model_made_before_people_were_asked_says_nothing_of_them() -> None:
    width = len(OUTPUTS) - len(KIND)
    nothing = np.zeros((2, width), np.float32)
    scores = Scores(np.zeros((1, len(OUTPUTS)), np.float32), [Told([(0, 5)], nothing, nothing)])
    assert scores.both([(0, 0, 5)], [COLUMN[name] for name in KIND.values()]) is None
    assert scores.of([(0, 0, 5)], 0) == 0
