"""What the engine makes of spans, sentence by sentence: our own sentences, and the examples in the cue files."""

import pytest

from nlp.context.cues import load_groups
from tests.context.markup import lines_of, read_marked

FILES = ("clinical.txt", "general.txt", "field.txt")


@pytest.mark.parametrize("example", [line for name in FILES for line in lines_of(name)])
def test_assertion(example: str) -> None:
    context, wanted = read_marked(example)
    assert context.assertion == wanted, [cue.says for cue in context.cues]


@pytest.mark.parametrize("example", [example for group in load_groups() for example in group.examples])
def test_example_of_a_cue_file(example: str) -> None:
    context, wanted = read_marked(example)
    assert context.assertion == wanted, [cue.says for cue in context.cues]


@pytest.mark.parametrize("example", lines_of("who.txt"))
def test_who_says_so_and_who_did_it(example: str) -> None:
    context, wanted = read_marked(example)
    assert f"{context.attribution}, {context.subject}, {context.object}" == wanted


def test_every_group_that_decides_has_an_example() -> None:
    without = [group.id for group in load_groups() if group.rank and not group.examples]
    assert not without
