"""A sample file comes back as it was written, and a faulty line is named without its words."""

import io
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from evaluation.review.rows import SampleItem
from evaluation.review.sample_file import read_item, read_sample, write_sample
from nlp.errors import InputError

ITEM = SampleItem(
    id="n1:0-9:neglect", note_id="n1", case_id="c1", date="2021-03-04", role="health visitor", text="No food in.", before="", after="",
    indicator="neglect", confidence=0.8, explanation="why", stratum="flagged/neglect", inclusion_probability=0.25, seed=7,
    versions={"rules": "abc"}, flags=("neglect",), rules=("neglect.food",), groups={"age_band": "0-4"},
)  # fmt: skip


def test_a_sample_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "sample.jsonl"
    with path.open("w", encoding="utf-8") as out:
        assert write_sample([ITEM], out) == 1
    assert list(read_sample(path)) == [ITEM]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"inclusion_probability": 0}, "inclusion_probability"), ({"inclusion_probability": 1.2}, "inclusion_probability"),
        ({"confidence": 2}, "confidence"), ({"indicator": "nonsense"}, "indicator"), ({"queue": "mine"}, "queue"), ({"text": None}, "text"),
        ({"id": ""}, "id"),
    ],
)  # fmt: skip
def test_a_faulty_line_is_named_by_its_key_and_not_by_its_words(change: dict[str, object], named: str) -> None:
    with pytest.raises(InputError) as caught:
        read_item(json.dumps(asdict(ITEM) | change), "s.jsonl, line 3")
    assert "s.jsonl, line 3" in str(caught.value)
    assert named in str(caught.value)
    assert "No food" not in str(caught.value)


def test_two_items_with_one_id_are_refused(tmp_path: Path) -> None:
    out = io.StringIO()
    write_sample([ITEM, ITEM], out)
    path = tmp_path / "twice.jsonl"
    path.write_text(out.getvalue(), encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        list(read_sample(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_sample(tmp_path / "none.jsonl"))
