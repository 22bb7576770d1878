"""The templates of the page, with the macros of GOV.UK Frontend. Everything that is put into one is escaped."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from api.plain import split_question

_HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    """Return the environment; the macros ask for parameters that were not given, so those may be missing."""
    loader = PrefixLoader({"page": FileSystemLoader(_HERE / "templates"), "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    made = Environment(loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["asked"] = split_question
    return made


def render(name: str, **context: Any) -> str:
    """Return the template `name` filled in."""
    return environment().get_template(f"page/{name}.html.j2").render(context)
