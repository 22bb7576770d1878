"""The linear scorer: its sums are those it was fitted on, it forgets names, it refuses other weights, and it has learnt something."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from evaluation.authored import Authored, Labelled
from evaluation.metrics import average_precision
from nlp import memos
from nlp.errors import ModelError
from nlp.indicators import INDICATORS
from nlp.models import hashed
from nlp.models.artefact import ARTEFACTS, Artefact, open_artefact, shipped
from nlp.models.linear import PROFILE, SCALES, WEIGHTS, Linear, open_linear
from nlp.models.outputs import COLUMN, FLAGS, NOTHING
from nlp.records import SHOWN
from training import linear as training
from training.known import known
from training.splits import of_hands

TEXT = ["Mum was in bed at noon.", "", "The hall smelt of weed again, 3 times this month.", "Leo not seen."]


@pytest.fixture(scope="module")
def artefact() -> Artefact:
    folder = shipped(PROFILE)
    assert folder is not None
    return open_artefact(folder)


@pytest.fixture(scope="module")
def scorer(artefact: Artefact) -> Linear:
    return Linear(artefact)


def neutral(items: Sequence[Authored]) -> list[list[str]]:
    about = known(items)
    return [[passage.text for passage in about[item.id].neutral] for item in items]


def test_what_is_read_is_what_was_fitted(artefact: Artefact, scorer: Linear) -> None:
    content = artefact.json(SCALES)
    weights = np.fromfile(artefact.path(WEIGHTS), np.int8).reshape(hashed.ROWS, -1) * np.array(content["scales"])
    texts = [TEXT, ["One."], *neutral(list(of_hands({"notes_a"}))[:5])]
    wanted = training.table(texts) @ weights + np.array(content["biases"])
    columns = [COLUMN[name] for name in content["outputs"]]
    got = np.concatenate([scorer.read("", text).logits[:, columns] for text in texts])
    assert np.abs(got - wanted).max() < 1e-3
    assert np.ptp(got[:, 0]) > 1


def test_the_answer_hangs_on_the_note_alone(artefact: Artefact, scorer: Linear) -> None:
    for text in neutral(list(of_hands({"notes_b"}))[:20]):
        scorer.read("", text)
    assert np.array_equal(scorer.read("", TEXT).logits, Linear(artefact).read("school", TEXT).logits)
    other = scorer.read("", [TEXT[2], "He hit her."]).logits
    assert not np.array_equal(other[0], scorer.read("", TEXT).logits[2]), "the passages beside it should count"


def test_what_it_has_not_learnt_is_surely_not_and_no_passage_is_fine(scorer: Linear) -> None:
    assert (scorer.read("", TEXT).logits[:, COLUMN["told:affirmed"]] == NOTHING).all()
    assert scorer.read("", []).logits.shape == (0, len(COLUMN))


def test_words_of_notes_are_forgotten_but_for_common_ones(artefact: Artefact) -> None:
    linear = Linear(artefact)
    linear.read("", ["Zebedee went to the shop."])
    assert {"zebedee", "the"} <= set(linear.remembered)
    memos.forget()
    assert "zebedee" not in linear.remembered
    assert "the" in linear.remembered


def test_digits_are_alike(scorer: Linear) -> None:
    assert np.array_equal(scorer.read("", ["Late 3 times."]).logits, scorer.read("", ["Late 7 times."]).logits)


def test_another_version_is_refused() -> None:
    with pytest.raises(ModelError, match=r"linear scorer linear-0\+aaaaaaaa that the model was weighed with is not here"):
        open_linear("linear-0+aaaaaaaa")


def test_changed_weights_are_refused(artefact: Artefact, tmp_path: Path) -> None:
    for path in artefact.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = bytearray((tmp_path / WEIGHTS).read_bytes())
    weights[7] ^= 1
    (tmp_path / WEIGHTS).write_bytes(weights)
    with pytest.raises(ModelError, match=r"weights\.bin is not the one that was shipped"):
        open_artefact(tmp_path)


def test_it_is_small_and_the_full_model_is_weighed_with_it(artefact: Artefact) -> None:
    assert sum(path.stat().st_size for path in artefact.folder.iterdir()) < 10_000_000
    full = shipped("full")
    assert full is not None
    assert json.loads((full / "weighing.json").read_text(encoding="utf-8"))["linear"] == artefact.version
    assert artefact.folder.parent == ARTEFACTS


def test_it_ranks_passages_of_a_hand_it_never_saw(scorer: Linear) -> None:
    items = list(of_hands({"notes_m"}))
    odds = np.concatenate([scorer.read("", text).logits[:, FLAGS] for text in neutral(items)])
    gold = np.array([[p.labels.get(i) in SHOWN for i in INDICATORS] for item in items for p in item.passages])
    precision = average_precision(odds.ravel().astype(np.float64), gold.ravel())
    assert precision is not None
    assert precision > 0.3  # 0.03 by chance


def test_fitting_learns_from_labels_and_from_a_teacher() -> None:
    words = ["weed", "tea", "cake", "rain"]
    items = [_item(f"{n}", f"There was {words[n % 4]} at number {n}.", n % 4 == 0) for n in range(80)]
    about = known(items)
    probe = training.table([["There was weed again."], ["There was rain again."]])
    fitted = training.fit(items, about, {})
    told = probe @ fitted.weights + fitted.biases
    column = training.LEARNT.index("cannabis_use")
    assert told[0, column] > 0 > told[1, column]
    never = {item.id: np.zeros((1, len(COLUMN)), np.float32) for item in items}
    doubted = training.fit(items, about, never)
    assert (probe @ doubted.weights + doubted.biases)[0, column] < told[0, column]


def _item(name: str, text: str, smoked: bool) -> Authored:
    labels = {"cannabis_use": "affirmed"} if smoked else {}
    return Authored(name, "school", text, (Labelled(0, len(text), labels, frozenset()),))
