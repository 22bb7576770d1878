"""What the notes of one case say together, in the terminal: the same people, timeline and questions as on the page."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from api.case import CaseView, Person, Row, Words
from nlp.explain import title

_OPEN = ("found", "not_found")


def print_case(console: Console, view: CaseView, *, name: str, notes: int) -> None:
    """Print one case, called `name`, of so many notes."""
    console.print(Rule(Text(f"{f'The case {name}' if name else 'The case'}, its {notes} notes taken together", style="bold")))
    _questions(console, view)
    _people(console, view)
    _timeline(console, view)
    console.print()


def _questions(console: Console, view: CaseView) -> None:
    console.print(Text(f"Questions over all notes ({len(view.questions)})", style="bold underline"))
    if not view.questions:
        console.print(Text("No question came out of the notes taken together. That is not clearance."))
    for asked in view.questions:
        head = f"{title(asked.finding.indicator)}{f': {asked.finding.person}' if asked.finding.person else ''}"
        console.print(Text(f" {head}", style="bold magenta"))
        console.print(Padding(Text(f"? {asked.finding.explanation}"), (0, 0, 0, 3)))
        for place, words in asked.places:
            console.print(Padding(_told(f"note {place.note}: ", words), (0, 0, 0, 5)))


def _people(console: Console, view: CaseView) -> None:
    if view.people:
        console.print(Text("\nPeople, and what the notes hold of them", style="bold underline"))
    for name, people in view.people:
        console.print(Text(f" {name}", style="bold"))
        for person in people:
            _person(console, person)


def _person(console: Console, person: Person) -> None:
    line = Text(person.label, style="bold")
    if person.also:
        line.append(f", also {', '.join(person.also)}", style="dim")
    numbers = ", ".join(str(place.note) for _, place in person.named)
    line.append(f" (note{'s' if len(person.named) > 1 else ''} {numbers})", style="not bold")
    if person.says:
        line.append(f": {person.says}", style="bold magenta" if person.state in _OPEN else "not bold")
    console.print(Padding(line, (0, 0, 0, 3)))
    for held in person.held:
        says = f"note {held.place.note}: {held.says}"
        if held.state == "not_assessable":
            console.print(Padding(Text(says, style="dim"), (0, 0, 0, 5)))
        else:
            console.print(Padding(_told(f"{says}. ", held.words), (0, 0, 0, 5)))


def _timeline(console: Console, view: CaseView) -> None:
    if not view.rows:
        return
    console.print(Text("\nWhat happened when", style="bold underline"))
    table = Table(box=None, padding=(0, 1), show_header=True, header_style="bold")
    table.add_column("Date", no_wrap=True)
    table.add_column("Note", justify="right")
    table.add_column("What", ratio=2)
    table.add_column("In the words of the note", ratio=5)
    waiting = list(view.quiet)
    for row in view.rows:
        while waiting and waiting[0].last <= row.day:
            table.add_row("", "", Text(f"{waiting.pop(0).days} days of which nothing is told", style="italic"), "")
        table.add_row(row.when, str(row.place.note), _what(row), _told("", row.words))
    console.print(table)
    if view.open:
        names = ", ".join(title(i) for i in view.open)
        console.print(Text(f" Concerns that no note is found to answer: {names}.", style="bold"))
    if view.undated:
        console.print(Text(f" Notes without a date, not in this list: {view.undated}.", style="dim"))


def _what(row: Row) -> Text:
    concerns = {title(i) for i in row.concerns}
    return Text(", ").join([Text(t, style="bold yellow" if t in concerns else "") for t in row.titles])


def _told(head: str, words: Words) -> Text:
    return Text(head).append(words.before, style="dim").append(words.quote).append(words.after, style="dim")


def print_cases(console: Console, views: Sequence[tuple[str, int, CaseView]]) -> None:
    """Print each case of which several notes were given."""
    for name, notes, view in views:
        print_case(console, view, name=name, notes=notes)
