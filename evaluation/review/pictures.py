"""The pictures of a report, drawn by matplotlib: as SVG for a page, as PNG for Word. Each has its table beside it."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from evaluation.review.estimate import Estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BLUE, _AMBER, _GREY, _LINE = "#1d5fa6", "#c98a00", "#9a9a9a", "#555555"
_STYLE: Final[Any] = {
    "svg.fonttype": "none", "svg.hashsalt": "second-look", "font.family": "sans-serif", "font.size": 10, "axes.spines.top": False,
    "axes.spines.right": False,
}  # fmt: skip


def intervals(
    names: Sequence[str], estimates: Sequence[Estimate], *, label: str, low: float = 0.0, wider: Sequence[Estimate] = ()
) -> "Figure":
    """Return a picture with a dot and a line for each estimate; a bound without an upper end is an arrow to the right.

    `wider` intervals are thin lines behind.
    """
    figure, axes = _figure(len(names))
    for at, e in enumerate(wider):
        if e.low is not None and e.high is not None:
            axes.plot([e.low, e.high], [at, at], color=_GREY, linewidth=1, marker="|", markersize=7)
    for at, e in enumerate(estimates):
        if e.low is not None and e.high is not None:
            axes.plot([e.low, e.high], [at, at], color=_BLUE, linewidth=2.5, solid_capstyle="butt")
        elif e.low is not None:
            axes.annotate("", xy=(1.0, at), xytext=(e.low, at), arrowprops={"arrowstyle": "->", "color": _BLUE, "linewidth": 1.5})
            axes.plot([e.low], [at], marker="|", markersize=12, color=_BLUE)
        if e.value is not None:
            axes.plot([e.value], [at], marker="o", markersize=6, color=_BLUE)
        if e.value is None and e.low is None:
            axes.text(low + 0.01, at, "not estimable", va="center", color=_LINE)
    _rows(axes, names)
    axes.set_xlim(low, 1.02)
    axes.set_xlabel(label)
    axes.grid(axis="x", color="#dddddd")
    return figure


def reliable(confidence: Sequence[float], right: Sequence[Estimate]) -> "Figure":
    """Return a picture of the share that was right by confidence; on the line, confidence means what it says."""
    figure, axes = _figure(12, width=6.0)
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", linewidth=1)
    for c, e in zip(confidence, right, strict=True):
        if e.low is not None and e.high is not None:
            axes.plot([c, c], [e.low, e.high], color=_BLUE, linewidth=2)
        axes.plot([c], [e.value], marker="o", markersize=6, color=_BLUE)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("confidence that the software gave")
    axes.set_ylabel("share that readers agreed with")
    axes.grid(color="#dddddd")
    return figure


def alarms(names: Sequence[str], agreed: Sequence[int], disagreed: Sequence[int]) -> "Figure":
    """Return a picture with a bar for each rule: how often readers agreed, and how often not."""
    figure, axes = _figure(len(names), extra=1.2)
    axes.barh(range(len(names)), agreed, color=_BLUE, label="agreed", edgecolor="white")
    axes.barh(range(len(names)), disagreed, left=agreed, color=_AMBER, label="disagreed", hatch="//", edgecolor="white")
    _rows(axes, names)
    axes.set_xlabel("passages read")
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    return figure


def thresholds(points: Sequence[tuple[float, Estimate, float | None]]) -> "Figure":
    """Return a picture of the precision, with its interval, and of the share kept, by threshold."""
    figure, axes = _figure(12, width=7.0, extra=1.2)
    told = [(t, e.low, e.value, e.high) for t, e, _ in points if e.value is not None and e.low is not None and e.high is not None]
    at = [t for t, *_ in told]
    axes.fill_between(at, [low for _, low, _, _ in told], [high for *_, high in told], color=_BLUE, alpha=0.2, linewidth=0, step="post")
    axes.step(at, [value for _, _, value, _ in told], where="post", color=_BLUE, label="share of shown passages that is right")
    kept = [(t, k) for t, _, k in points if k is not None]
    axes.step(
        [t for t, _ in kept], [k for _, k in kept], where="post", color=_AMBER, linestyle="--", label="share of known right passages kept"
    )
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("confidence from which on a passage is shown")
    axes.grid(color="#dddddd")
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    return figure


def svg(figure: "Figure") -> str:
    """Return the picture as SVG, the same for the same figures."""
    from matplotlib import rc_context

    out = io.StringIO()
    with rc_context(_STYLE):
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def png(figure: "Figure") -> bytes:
    """Return the picture as PNG."""
    from matplotlib import rc_context

    out = io.BytesIO()
    with rc_context(_STYLE):
        figure.savefig(out, format="png", dpi=160, metadata={"Software": None})
    return out.getvalue()


def _rows(axes: Any, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)


def _figure(rows: int, *, width: float = 8.5, extra: float = 0.9) -> tuple["Figure", Any]:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(_STYLE):
        figure = Figure(figsize=(width, extra + 0.32 * max(rows, 2)), layout="constrained", facecolor="white")
        return figure, figure.subplots()
