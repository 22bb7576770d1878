"""Makes `docs/settings.md` from the settings as the code has them: `python -m deploy.settings_page`."""

import ast
import inspect
from dataclasses import fields
from pathlib import Path

from api import settings as module
from api.settings import Settings
from api.settings_file import BY_FILE, OTHER_VARIABLES, variable

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
_HEAD = """# Settings

<!-- Made by `make pages` from api/settings.py and api/settings_file.py; a test holds the two equal. -->

Everything has a default that is safe on one person's computer. Nothing needs to be set there.

A setting can be given in three ways. What stands higher wins:

1. an option of `secondlook serve`, such as `--port 8001`;
2. a variable of the environment, such as `SECONDLOOK_PORT=8001`;
3. a line of one TOML file, such as `port = 8001`. `secondlook serve --settings FILE` or `SECONDLOOK_SETTINGS=FILE` names the file.

```toml
# settings.toml
port = 8001
profile = "rules"
review_database_file = "/run/secrets/secondlook-database"
```

A name that is not known ends the start with an error, and the error names the setting that is most like it. So does a value that cannot be
used. An empty variable counts as not set. Names of files and folders should begin with `/`: others are looked for where the server was
started.

**Secrets.** Every setting that is a text can be read from a file that holds it and nothing else: add `_file` to its name, or `_FILE` to
its variable. A secret then stands in no list of processes, no unit file and no environment.

**Kubernetes** puts variables such as `SECONDLOOK_SERVICE_HOST` into containers beside a service that is called `secondlook`. Those are no
settings: write `enableServiceLinks: false`, or call the service something else.

## All settings

| Setting | Variable | Default | What it is | Allowed |
| --- | --- | --- | --- | --- |
"""
_OTHER = """
## Other variables

| Variable | What it is |
| --- | --- |
"""


def described() -> dict[str, str]:
    """Return the description of every setting, which stands below it in the code."""
    body = ast.parse(inspect.getsource(Settings)).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101  # it is one
    told: dict[str, str] = {}
    for line, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            text = after.value if isinstance(after, ast.Expr) else None
            told[line.target.id] = " ".join(str(text.value).split()) if isinstance(text, ast.Constant) else ""
    return told


def page() -> str:
    """Return the page."""
    told = described()
    out = [_HEAD]
    for field in fields(Settings):
        if not told.get(field.name):
            raise SystemExit(f"{module.__file__}: the setting '{field.name}' needs a sentence below it that says what it is")
        cells = f"`{field.name}`", f"`{variable(field.name)}`", _shown(field.default), told[field.name], _allowed(field.name, field.type)
        out.append(f"| {' | '.join(cells)} |\n")
    out.append(f"\nEvery setting that is a text is also known with `{BY_FILE}` at its end.\n")
    out += [_OTHER, *(f"| `{name}` | {what} |\n" for name, what in OTHER_VARIABLES.items())]
    return "".join(out)


def _shown(default: object) -> str:
    return "empty" if default == "" else f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _allowed(name: str, kind: object) -> str:
    if name == "workers":
        return f"0 to {module.RANGES[name][1]}"
    if name in module.RANGES:
        least, most = module.RANGES[name]
        return f"{least:,} to {most:,}"
    if name == "profile":
        return ", ".join(f"`{profile}`" for profile in module.PROFILES)
    if kind is str:
        return "text"
    return "`true` or `false`" if kind is bool else "a whole number"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
