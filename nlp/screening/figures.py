"""The pictures of a report, drawn by matplotlib as SVG: what was flagged, when, and what was not found.

Indicators stand in the order of the codebook, never by how many there are. Every picture has its numbers in a table beside it.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

_A, _B = "#c98a00", "#1d5fa6"
_STATES: Final = {"found": "#7a1f1f", "not_found": "#c98a00", "ruled_out": "#4f8a5b", "not_assessable": "#9a9a9a"}
_STYLE: Final[Any] = {"svg.fonttype": "none", "svg.hashsalt": "second-look", "font.family": "sans-serif", "font.size": 10,
                 "axes.spines.top": False, "axes.spines.right": False}  # fmt: skip


def bars(titles: Sequence[str], values: Sequence[int], families: Sequence[str], label: str) -> str:
    """Return a picture with a bar for each indicator, coloured by family."""
    with rc_context(_STYLE):
        figure = _figure(len(titles))
        axes = figure.subplots()
        axes.barh(titles, values, color=[_A if family == "family_a" else _B for family in families])
        for at, value in enumerate(values):
            axes.text(value, at, f" {value:,}", va="center")
        axes.invert_yaxis()
        axes.set_xlabel(label)
        axes.margins(x=0.12)
        return _svg(figure)


def by_year(titles: Sequence[str], years: Sequence[str], rates: Sequence[Sequence[float]], label: str) -> str:
    """Return a picture with a field for each indicator and year, darker where there are more."""
    with rc_context(_STYLE):
        figure = _figure(len(titles), width=max(7.0, 3.5 + 0.7 * len(years)))
        axes = figure.subplots()
        image = axes.imshow(rates, aspect="auto", cmap="Blues", vmin=0)
        axes.set_xticks(range(len(years)), years)
        axes.set_yticks(range(len(titles)), titles)
        highest = max((value for row in rates for value in row), default=0.0)
        for row, values in enumerate(rates):
            for column, value in enumerate(values):
                axes.text(
                    column, row, f"{value:.1f}", ha="center", va="center", fontsize=8, color="white" if value > 0.6 * highest else "black"
                )
        figure.colorbar(image, ax=axes, label=label)
        return _svg(figure)


def states(titles: Sequence[str], counts: Sequence[dict[str, int]], names: dict[str, str], label: str) -> str:
    """Return a picture with a bar for each kind of finding, parted by what was found."""
    with rc_context(_STYLE):
        figure = _figure(len(titles), extra=1.2)
        axes = figure.subplots()
        left = [0] * len(titles)
        for state, colour in _STATES.items():
            values = [found.get(state, 0) for found in counts]
            axes.barh(titles, values, left=left, color=colour, label=names[state], edgecolor="white")
            left = [a + b for a, b in zip(left, values, strict=True)]
        axes.invert_yaxis()
        axes.set_xlabel(label)
        figure.legend(loc="outside upper center", ncols=2, frameon=False)
        return _svg(figure)


def _figure(rows: int, *, width: float = 8.5, extra: float = 0.8) -> Figure:
    figure = Figure(figsize=(width, extra + 0.32 * max(rows, 2)), layout="constrained", facecolor="white")
    FigureCanvasSVG(figure)
    return figure


def _svg(figure: Figure) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()
