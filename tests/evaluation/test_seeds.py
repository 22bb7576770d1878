"""What counts as found in the learning documents, on text of our own of their kind; the documents themselves are not in the project."""

import os
from pathlib import Path

import pytest

import nlp
from evaluation.seeds import check, seen

TEXT = (
    "Baby Q is the first child of Father and the third of Mother. Baby Q was not seen alone and nothing of the child's voice is recorded. "
    "Father was not assessed and no agency knew who he was. Mother said that Father was at work."
)
EXPECTED = {
    "people": [{"who": "the baby", "kind": "child", "any": ["baby q"]}, {"who": "father", "kind": "man", "any": ["father"]},
               {"who": "somebody who is not there", "kind": "man", "any": ["grandfather"]}],
    "flags": ["absent_child_voice", "cannabis_use"], "asked": ["unassessed_adult_male"],
}  # fmt: skip


def test_what_a_reader_lists_is_told_as_found_or_not(pipeline: nlp.Pipeline) -> None:
    rows = {row.what: row.found for row in seen(pipeline.review(nlp.Note(text=TEXT)), "Q", EXPECTED)}
    assert rows == {
        "person: the baby": True, "person: father": True, "person: somebody who is not there": False,
        "passage marked: absent_child_voice": True, "passage marked: cannabis_use": False, "question: unassessed_adult_male": True,
    }  # fmt: skip


def test_a_folder_without_the_documents_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="begins with 000_"):
        check(tmp_path, profile="rules")


@pytest.mark.skipif("SECONDLOOK_SEEDS" not in os.environ, reason="the learning documents are not part of the project: SECONDLOOK_SEEDS")
def test_the_learning_documents() -> None:
    assert [row.what for row in check(Path(os.environ["SECONDLOOK_SEEDS"]), profile="rules") if not row.found] == []
