"""Which code, rules and model made a result; stamped on every review."""

import hashlib
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from nlp.local import local
from nlp.models.artefact import shipped
from nlp.rules.data import ROOT


def code_version() -> str:
    """Return the version of the installed package."""
    try:
        return version("secondlook")
    except PackageNotFoundError:
        return "uninstalled"


@cache
def shipped_rules_version() -> str:
    """Return a short hash over every rule data file."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.rglob("*.yaml")):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def rules_version() -> str:
    """Return the version of the rules as they are used here: two results with the same one were made by the same rules and settings."""
    written = local().written
    return f"{shipped_rules_version()}+{hashlib.sha256(written).hexdigest()[:6]}" if written else shipped_rules_version()


@cache
def model_version(profile: str) -> str:
    """Return the version of the model that a profile uses, an empty string where it uses none."""
    folder = shipped(profile)
    return str(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["version"]) if folder else ""


def versions(profile: str) -> dict[str, str]:
    """Return the versions to stamp on a review."""
    return {"code": code_version(), "rules": rules_version(), "model": model_version(profile) or "none", "profile": profile}
