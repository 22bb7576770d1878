"""Agreed labels go back as a corpus file, names replaced where that is asked for; what is unclear stays out."""

from pathlib import Path

import pytest

from api.judging.export import export, pseudonymised
from api.store.rows import drawn
from api.store.store import Store
from evaluation.authored import read_file
from evaluation.review.labels import Labelled, labelled
from evaluation.review.rows import Decision, SampleItem
from nlp.errors import InputError
from tests.api.judging.made import gold
from tests.api.store.conftest import ITEM
from tests.evaluation.review.made import decision


def test_the_file_reads_as_corpus_with_the_labels_that_readers_agreed_on(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "passages_review.tsv"
    count, _ = export(store, out, pseudonymise=False)
    made = list(read_file(out))
    assert len(made) == count > 50
    labels = gold()
    truth = {" ".join(i.text.split()): labels[i.note_id, i.start] for i in drawn(store)}
    shown = {"affirmed", "suspected", "historical"}
    same = [{k for k, v in m.passages[0].labels.items() if v in shown} == {k for k, v in truth[m.text].items() if v in shown} for m in made]
    assert sum(same) / len(same) > 0.9


def test_names_are_replaced_the_same_way_within_a_case() -> None:
    rows = [
        Labelled(place=("c1", note, 0, 9), role="health visitor", text=text, before=before, after="", labels={})
        for note, text, before in (
            ("n1", "Tasha said Kyle shouted at her.", "Mum (Tasha) seen. Partner Kyle (24) was out."),
            ("n2", "Kyle was calm.", "Mum (Tasha) and partner Kyle (24) in."),
        )
    ]
    first, second = pseudonymised(rows)
    assert "Kyle" not in first.text + second.text
    assert "Tasha" not in first.text
    name = second.text.removesuffix(" was calm.")
    assert name in first.text


def one(item: SampleItem, *rows: Decision) -> tuple[dict[str, str] | None, list[str]]:
    found, left = labelled([item], rows)
    return (found[0].labels if found else None), list(left)


@pytest.mark.parametrize(
    ("changed", "labels"),
    [
        ({}, {"neglect": "affirmed"}),
        ({"verdict": "disagree", "reason": "negated"}, {"neglect": "negated"}),
        ({"verdict": "disagree", "reason": "template"}, {}),
        ({"verdict": "disagree", "reason": "historical"}, None),
        ({"verdict": "unsure"}, None),
        ({"wrong_assertion": True, "assertion": "suspected"}, {"neglect": "suspected"}),
        ({"wrong_assertion": True}, None),
        ({"missed": ("delay",)}, {"neglect": "affirmed", "delay": "affirmed"}),
    ],
)
def test_each_decision_becomes_a_label_or_is_left_out(changed: dict[str, object], labels: dict[str, str] | None) -> None:
    found, left = one(ITEM, decision(ITEM.id, **changed))
    assert found == labels
    assert bool(left) == (labels is None)


def test_a_passage_with_an_undecided_flag_is_left_out() -> None:
    from dataclasses import replace

    item = replace(ITEM, flags=("neglect", "delay"))
    assert one(item, decision(ITEM.id)) == (None, ["something else was shown there and not decided"])


def test_the_name_of_the_file_is_checked(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.tsv"):
        export(store, tmp_path / "labels.csv", pseudonymise=False)
