"""What the documents tell people to type works as written."""

import re

import pytest

from tests.conftest import ROOT
from tests.docs.follow import TOLD, Follower, named
from tests.docs.snippets import Block, blocks, commands, pages


@pytest.mark.parametrize("page", [page for page in pages() if blocks(page)])
def test_a_page_can_be_followed(page: str, follower: Follower) -> None:
    wrong = []
    for block in blocks(page):
        try:
            follower.block(block)
        except (AssertionError, Exception) as error:  # all that is wrong on a page is told at once
            wrong.append(f"{page}:{block.line}: {error}")
    assert not wrong, "\n".join(wrong)


def test_what_is_told_of_commands_is_told_of_commands_that_are_there(follower: Follower) -> None:
    """This goes last: it looks at what the pages have used."""
    told = {begins for how in ("not_run", "shown", "typed", "before") for begins in TOLD[how]} | set(TOLD["programs"])
    assert told <= follower.used, f"take these out of snippets.yaml: {sorted(told - follower.used)}"


@pytest.mark.parametrize("page", pages())
def test_commands_that_are_named_in_a_sentence_are_there(page: str) -> None:
    for words in re.findall(r"`secondlook ([a-z][a-z -]*[a-z])\b[^`]*`", (ROOT / page).read_text(encoding="utf-8")):
        named([word for word in words.split() if not word.startswith("-")])


@pytest.mark.parametrize(("text", "wrong"), [
    ("secondlook scan nowhere.txt\n", "exit status"),
    ("secondlook scam visit.txt\n", "exit status 2"),
    ("secondlook serve --pots 1\n", "No such option"),
    ("SECONDLOOK_POT=1 secondlook serve\n", "no setting SECONDLOOK_POT"),
    ("export SECONDLOOK_POT=1\n", "no setting SECONDLOOK_POT"),
    ("make tea\n", "no target tea"),
    ("pip install 'secondlook[tea]'\n", "no extra tea"),
    ("teapot --short\n", "cannot be followed"),
    ("python -m evaluation.tea\n", "no such module"),
])  # fmt: skip
def test_what_does_not_work_is_found(text: str, wrong: str, follower: Follower) -> None:
    with pytest.raises(Exception, match=wrong):
        follower.block(Block("a page", 1, "", text))


def test_lines_that_go_on_are_one_command() -> None:
    text = "a \\\n  b # c\n# only said\nd '{\n}'\ncat > e <<'END'\nf 'g\nEND\nH=1 i\n"
    assert [(c.words, c.variables) for c in commands(text)] == [
        (["a", "b"], {}), (["d", "{\n}"], {}), (["cat", ">", "e", "<<END"], {}), (["i"], {"H": "1"}),
    ]  # fmt: skip
