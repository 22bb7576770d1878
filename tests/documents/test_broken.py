"""Bad files: each gets one clear error, and no word of a file gets into an error, a log, a warning or a folder."""

import logging
import tempfile
import time
import traceback
import warnings
from pathlib import Path

import pytest

from nlp.documents import read
from nlp.errors import InputError
from tests.documents.broken import CANARY, Broken, all_broken

BROKEN = all_broken()


def test_there_are_enough_of_them() -> None:
    assert len(BROKEN) >= 40
    assert len({each.why for each in BROKEN}) > len(BROKEN) - 3


@pytest.mark.parametrize("bad", BROKEN, ids=[each.why for each in BROKEN])
def test_a_bad_file_gets_a_clear_error_and_leaks_nothing(
    bad: Broken, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    before = set(Path(tempfile.gettempdir()).iterdir())
    begun = time.monotonic()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(InputError) as raised:
            read(bad.raw, name=bad.name, where="upload 1")
    message = str(raised.value)
    shown = "".join(traceback.format_exception(raised.value))
    printed = capfd.readouterr()
    assert message.startswith("upload 1: ")
    assert bad.says in message
    assert 30 < len(message) < 300
    assert CANARY not in message + shown + caplog.text + printed.out + printed.err + "".join(map(str, caught))
    assert raised.value.__context__ is None
    assert raised.value.__cause__ is None
    assert time.monotonic() - begun < 15
    assert not [p for p in set(Path(tempfile.gettempdir()).iterdir()) - before if CANARY in p.name]


def test_the_place_is_the_name_where_none_is_given() -> None:
    with pytest.raises(InputError, match=r"^visit\.txt: the file is empty"):
        read(b"", name="visit.txt")
