"""A review in the terminal: the note with its passages marked, cards, findings as questions, and what that means."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from api.case import CaseView
from api.inputs import Item
from api.marks import stretches
from api.terminal_case import print_cases
from nlp.explain import title, words
from nlp.indicators import family_of
from nlp.records import Finding, Flag, Person, Review

_STYLE = {"family_a": "bold yellow", "family_b": "bold cyan"}
_GAPS = ("found", "not_found")
_KINDS = {"child": "Children", "mother": "Mother", "man": "Men", "adult": "Other adults", "professional": "Professionals"}


def write_text(
    reviews: Sequence[tuple[Item, Review]], cases: Sequence[tuple[str, int, CaseView]], *, out: Path | None, set_aside: bool
) -> None:
    """Print the reviews for a person to read, then each case with its number of notes; to a file without colour."""
    from api.scan import save

    buffer = io.StringIO()
    console = Console(file=buffer, width=100, highlight=False) if out else Console(file=sys.stdout, highlight=False)
    for item, review in reviews:
        in_case = any(name == item.note.case_id for name, _, _ in cases)
        _one(console, item, review, set_aside=set_aside, in_case=in_case)
    print_cases(console, cases)
    if reviews:
        console.print(Rule(style="dim"))
        console.print(Text("What this does not tell you. ", style="bold") + Text(str(words()["not_told"])), soft_wrap=False)
    if out:
        save(buffer.getvalue(), out)


def _one(console: Console, item: Item, review: Review, *, set_aside: bool, in_case: bool) -> None:
    note = item.note
    console.print(Rule(Text(" · ".join(p for p in (note.id or item.where, note.date, note.role) if p), style="bold")))
    console.print(_marked(note.text, review.flags))
    console.print()
    if review.flags:
        console.print(Text(f"Worth reading again ({len(review.flags)})", style="bold underline"))
        for number, flag in enumerate(review.flags, 1):
            _card(console, number, flag)
    else:
        console.print(Text(str(words()["empty"])))
    _gaps(console, [f for f in review.findings if f.state in _GAPS and not (in_case and f.level == "case")])
    _people(console, review.people)
    _aside(console, review.set_aside, unfold=set_aside)
    console.print()


def _marked(text: str, flags: Sequence[Flag]) -> Text:
    """The note with each flag's words marked and its number behind them; the marks show without colour too."""
    out = Text()
    for piece in stretches(text, flags):
        words_of = text[piece.start : piece.end]
        if piece.numbers:
            style = _STYLE[family_of(flags[piece.numbers[0] - 1].indicator)]
            out.append(words_of, style=f"{style} underline")
            out.append(f" [{','.join(map(str, piece.numbers))}]", style=style)
        else:
            out.append(words_of)
    return out


def _card(console: Console, number: int, flag: Flag) -> None:
    head = Text(f"[{number}] ", style="bold") + Text(title(flag.indicator), style=_STYLE[family_of(flag.indicator)])
    if flag.assertion != "affirmed":
        head.append(f"  ({'a worry, not a fact' if flag.assertion == 'suspected' else 'in the past'})", style="italic")
    if flag.repeat_of:
        head.append(f"  (same words as in {flag.repeat_of})", style="italic")
    console.print(head)
    console.print(Padding(Text(flag.explanation), (0, 0, 0, 4)))
    for alike in flag.alike[:1]:
        console.print(Padding(Text(f"Like it, in the made-up notes that the model learnt from: “{alike.text}”", style="dim"), (0, 0, 0, 4)))
    for question in flag.questions[:1]:
        console.print(Padding(Text(f"→ {question}", style="italic"), (0, 0, 0, 4)))


def _gaps(console: Console, gaps: Sequence[Finding]) -> None:
    if not gaps:
        return
    console.print(Text(f"\nWhat was not found ({len(gaps)})", style="bold underline"))
    for indicator in dict.fromkeys(f.indicator for f in gaps):
        of_kind = [f for f in gaps if f.indicator == indicator]
        console.print(Text(f" {title(indicator)}", style="bold magenta"))
        if of_kind[0].searched:
            console.print(Padding(Text(f"Looked for: {'; '.join(of_kind[0].searched.looked_for)}.", style="dim"), (0, 0, 0, 3)))
        for finding in of_kind:
            console.print(Padding(Text(f"? {finding.explanation}"), (0, 0, 0, 3)))


def _people(console: Console, people: Sequence[Person]) -> None:
    if not people:
        return
    console.print(Text("\nPeople in this note", style="bold underline"))
    for kind, name in _KINDS.items():
        labels = [p.label + (f" ({p.age})" if p.age and p.age not in p.label else "") for p in people if p.kind == kind]
        if labels:
            console.print(Text(f" {name}: ", style="bold") + Text("; ".join(labels)))


def _aside(console: Console, flags: Sequence[Flag], *, unfold: bool) -> None:
    if not flags:
        return
    if not unfold:
        console.print(Text(f"\n{len(flags)} more mentions were considered and set aside (show them with --set-aside).", style="dim"))
        return
    console.print(Text(f"\nConsidered and set aside ({len(flags)})", style="bold underline"))
    for flag in flags:
        console.print(Text(f" - {title(flag.indicator)}: ", style="bold") + Text(flag.explanation))
