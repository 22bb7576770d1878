"""A model by itself is measured on the gold passages, by thresholds of its own, and the shipped table has its line."""

import json
from collections.abc import Collection, Sequence

import numpy as np

from evaluation.alone import alone, scorers
from evaluation.authored import Authored, Labelled
from evaluation.evaluate import RESULTS
from evaluation.metrics import Answers
from nlp.indicators import INDICATORS
from nlp.models.encoder import Scores
from nlp.models.outputs import NOTHING, OUTPUTS

TEXT = "PLAN\nHe shouted at her. She went quiet. Bins out on Monday."
WHERE = [TEXT[: TEXT.index(" Bins")], TEXT[TEXT.index("Bins") :]]  # gold joins two sentences


class Shouting:
    """Says domestic abuse of what holds "shouted", a little of the rest, and cannabis of every heading it is asked of."""

    def read(self, role: str, passages: Sequence[str], wanted: Collection[int] | None = None) -> Scores:
        assert role == "school"
        logits = np.full((len(passages), len(OUTPUTS)), NOTHING, np.float32)
        for number in range(len(passages)) if wanted is None else wanted:
            logits[number, 0] = 2 if "shouted" in passages[number] else -1
            if passages[number] == "PLAN":
                logits[number, 1] = 9
        return Scores(logits, [None] * len(passages))


def test_a_gold_passage_has_the_best_of_the_passages_it_covers() -> None:
    ends = [len(WHERE[0]), len(TEXT)]
    parts = tuple(Labelled(end - len(words), end, {}, frozenset()) for words, end in zip(WHERE, ends, strict=True))
    item = Authored("n", "school", TEXT, parts, case_id="c")
    gold = np.zeros((2, len(INDICATORS)), bool)
    like = Answers(gold, gold, np.zeros(2, np.int64), gold.astype(float))
    answers = alone(Shouting(), dict.fromkeys(INDICATORS, 0.5), [item], like)
    assert answers.said[:, 0].tolist() == [True, False]
    assert not answers.said[:, 1:].any(), "a heading carries nothing"
    assert np.allclose(answers.chance[:, 0], 1 / (1 + np.exp([-2.0, 1.0])))


def test_each_model_of_a_profile_has_thresholds_of_its_own_and_a_line_in_the_table() -> None:
    limits = {name: of for name, _, of in scorers("full")}
    assert set(limits) == {"encoder", "linear"}
    assert all(set(of) == set(INDICATORS) and all(0 < x < 1 for x in of.values()) for of in limits.values())
    methods = json.loads((RESULTS / "test_full.json").read_text(encoding="utf-8"))["methods"]
    assert list(methods) == ["keywords", "rules", "linear", "encoder", "full"]
    f1 = {name: row["all"]["f1"] for name, row in methods.items()}
    assert f1["keywords"] < min(f1["rules"], f1["linear"]) <= max(f1["rules"], f1["linear"]) < f1["encoder"] < f1["full"]


def test_rules_have_no_model_to_measure() -> None:
    assert list(scorers("rules")) == []
