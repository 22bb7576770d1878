"""`scan --format html`: one self-contained page, readable on screen and on paper, without script and without network."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.inputs import Item
from api.report import reports
from nlp.explain import words
from nlp.offline import policy
from nlp.records import Review

_TEMPLATE = Path(__file__).parent / "web" / "report.html.j2"


def page(reviews: Sequence[tuple[Item, Review]]) -> str:
    """Return the page for the reviews given; all text of notes is escaped."""
    loader = FileSystemLoader(_TEMPLATE.parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(_TEMPLATE.name).render(
        policy=policy(_TEMPLATE), notes=reports(reviews),
        empty=words()["empty"], not_told=words()["not_told"], versions=reviews[0][1].versions if reviews else {}
    )
