"""Where the values of settings come from: variables of the environment, one TOML file, and files that hold a secret.

A key that is not known is an error that names the nearest known one: a setting that was misspelt must not be left out in silence.
"""

import difflib
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from nlp.errors import SecondLookError

PREFIX = "SECONDLOOK_"
FILE = "SECONDLOOK_SETTINGS"
"""The variable that names the file."""
OTHER_VARIABLES: dict[str, str] = {
    FILE: "the TOML file with settings; `secondlook serve --settings FILE` does the same",
    "SECONDLOOK_REVIEW_KEYS_JSON": "the keys of the review themselves, in place of the file that `review_keys` names",
    "SECONDLOOK_LOCAL": "the file with what you have changed for your own place: thresholds, and rules that are turned off",
    "SECONDLOOK_SEEDS": "only for tests of those who develop Second Look: a folder of learning documents",
    "SECONDLOOK_SPARK_MASTER": "the Spark master of `secondlook screen --engine spark`",
}
"""Variables that are no settings of the server, and what they are for."""
BY_FILE = "_file"
_MOST_SECRET = 65_536  # bytes
Value = int | str | bool
_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


class SettingsError(SecondLookError):
    """A setting that cannot be used; the message names the variable or the key and what it may be."""


def variable(name: str) -> str:
    """Return the variable of a setting: `port` gives SECONDLOOK_PORT."""
    return PREFIX + name.upper()


def from_environment(environ: Mapping[str, str], kinds: Mapping[str, Any]) -> dict[str, Value]:
    """Return the settings that variables give; `kinds` holds the type of every setting. Empty variables count as missing."""
    allowed = {variable(name): name for name in _keys(kinds)}
    found: dict[str, Value] = {}
    for key in sorted(environ):
        text = environ[key].strip()
        if not key.startswith(PREFIX) or not text or key in OTHER_VARIABLES:
            continue
        if key not in allowed:
            raise SettingsError(f"there is no setting {key}{nearest(key, [*allowed, *OTHER_VARIABLES])}")
        found[allowed[key]] = text
    return {name: _of_text(name, variable(name), value, kinds) for name, value in _with_secrets(found, kinds, variable).items()}


def from_file(path: Path, kinds: Mapping[str, Any]) -> dict[str, Value]:
    """Return the settings of a TOML file: `name = value`, one a line, no tables."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"the file of settings {path} cannot be read ({error.strerror}); check its name and your rights") from None
    except UnicodeDecodeError:
        raise SettingsError(f"the file of settings {path} is not in UTF-8; save it as plain text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"the file of settings {path} is not TOML: {_place(error)}; a line reads: port = 8000") from None
    for key, value in content.items():
        if key not in _keys(kinds):
            raise SettingsError(f"{path}: there is no setting '{key}'{nearest(key, _keys(kinds))}")
        kind = kinds.get(key, str)
        if type(value) is not kind:
            raise SettingsError(f"{path}: {key} must be {_NAMES[kind]}, such as: {key} = {_EXAMPLES[kind]}")
    return _with_secrets(content, kinds, lambda name: f"{path}: {name}")


def nearest(key: str, known: Collection[str]) -> str:
    """Return the end of a message about an unknown key: the known one that is most like it, where there is one."""
    found = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    return f"; did you mean {found[0]}?" if found else "; docs/settings.md lists all settings"


def _keys(kinds: Mapping[str, Any]) -> list[str]:
    return [*kinds, *(name + BY_FILE for name, kind in kinds.items() if kind is str and name + BY_FILE not in kinds)]


def _with_secrets(given: Mapping[str, Value], kinds: Mapping[str, Any], called: Any) -> dict[str, Value]:
    """Return the settings with `..._file` replaced by what the file holds."""
    out: dict[str, Value] = {}
    for key, value in given.items():
        if key in kinds:
            out[key] = value
            continue
        name = key.removesuffix(BY_FILE)
        if name in given:
            raise SettingsError(f"{called(name)} and {called(key)} are both set; leave one of them out")
        out[name] = _secret(called(key), Path(str(value)))
    return out


def _secret(called: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_SECRET + 1)
        text = raw.decode().strip()
    except OSError as error:
        raise SettingsError(f"{called} names {path}, which cannot be read ({error.strerror}); check its name and your rights") from None
    except UnicodeDecodeError:
        text = ""
    if not text or len(raw) > _MOST_SECRET or "\n" in text:
        raise SettingsError(f"{called} names {path}, which must hold one line of text and nothing else")
    return text


def _of_text(name: str, called: str, text: Value, kinds: Mapping[str, Any]) -> Value:
    kind = kinds[name]
    if kind is str or not isinstance(text, str):
        return text
    if kind is bool:
        if text.lower() not in _WORDS:
            raise SettingsError(f"{called} must be true or false")
        return _WORDS[text.lower()]
    try:
        return int(text)
    except ValueError:
        raise SettingsError(f"{called} must be a whole number") from None


def _place(error: tomllib.TOMLDecodeError) -> str:
    """Return where a file is wrong, without the words of the file, which may be a secret."""
    found = str(error).rpartition("(")[2].rstrip(")")
    return found if found.startswith("at ") else "somewhere"


_NAMES = {int: "a whole number", str: "text in quotation marks", bool: "true or false"}
_EXAMPLES = {int: "8", str: '"..."', bool: "true"}
