"""Files by other people's software: the small ones kept here, and those that the programs on this machine make now.

`python -m tests.documents.survey` counts them, with more stories. What is not installed is skipped and named.
"""

from pathlib import Path

import pytest

from nlp.documents import read
from nlp.errors import InputError
from tests.documents.sample import STORIES, missing
from tests.documents.software import MAKERS, make_all, missing_programs
from tests.documents.survey import lost

KEPT = sorted(p for p in (Path(__file__).parent / "made").iterdir() if p.suffix != ".txt")
VISIT = {story.name: story for story in STORIES}


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_a_kept_file_is_read_whole_and_in_order(path: Path) -> None:
    story = VISIT[path.name.partition("_")[0]]
    document = read(path.read_bytes(), name=path.name)
    assert missing(story, document.text, rows=path.suffix != ".pdf") == []


@pytest.mark.parametrize("maker", MAKERS)
def test_what_a_program_makes_is_read_whole_and_in_order(maker: str, tmp_path: Path) -> None:
    made = make_all(tmp_path, only=maker, most=2)
    if not made:
        pytest.skip(f"{maker} is not on this machine (not here: {', '.join(missing_programs())})")
    assert {each.path.name: problem for each in made if (problem := lost(each))} == {}
    for old, says in (("Visit.doc", "old binary Word file"), ("Visit.odt", "OpenDocument text")):
        path = tmp_path / maker / old
        if path.exists():
            with pytest.raises(InputError, match=says):
                read(path.read_bytes(), name=old)
