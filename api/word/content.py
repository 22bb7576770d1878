"""What the Word document says, part by part, as blocks: the note, its cards, its gaps, and room for one's own thoughts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from api.inputs import Item
from api.plain import clipped, lines, one_line, person_label, split_question
from api.report import Card, CaseReport, Gap, Piece, Report, about, cases, in_date_order, reports, versions_line
from api.word.blocks import Block, Paragraph, Run, Table
from nlp.explain import words
from nlp.records import Review

_MARKED = {"family_a": "MarkedConcern", "family_b": "MarkedGap"}
_JOIN = "\N{NO-BREAK SPACE}"  # keeps a number on the line of its words
_MOST_NUMBERS = 12
_ROOM = 850  # the least height of a row to write in
Asked = dict[tuple[str, ...], tuple[str, str]]
"""Questions that stand at a card already, with the place in words ("card 4 of note 2") and its bookmark."""


def blocks(reviews: Sequence[tuple[Item, Review]], made: datetime) -> Iterator[Block]:
    """Yield the whole document in order."""
    shown, several = reports(reviews), len(reviews) > 1
    yield Paragraph("Title", (Run("Second Look"),))
    yield Paragraph("Subtitle", (Run(about(reviews)),))
    yield Paragraph("Lead", (Run("Passages that may be worth reading again, and what was not found. It decides nothing. "
                                 "Your own reading comes first."),))  # fmt: skip
    yield from _facts(shown, reviews, made)
    found = cases(reviews)
    if several:
        yield from _overview(shown)
        for case in found:
            yield from _case(case)
    asked: Asked = {}
    for number, note in enumerate(shown, 1):
        if several:
            yield Paragraph("Heading1", (Run(f"{number}. {_name(note)}", marks=(note.key,)),), new_page=number > 1)
        where = f" of note {number}" if several else ""
        yield from _note(note, asked, where, level=2 if several else 1, in_case=any(number in case.numbers for case in found))
    yield from _own_notes(shown)
    yield Paragraph("Heading1", (Run("What this does not tell you"),))
    yield Paragraph("Normal", (Run(words()["not_told"]),))


def _facts(shown: Sequence[Report], reviews: Sequence[tuple[Item, Review]], made: datetime) -> Iterator[Block]:
    facts = {"Notes": str(len(shown))} if len(shown) > 1 else {}
    if len(shown) == 1:
        note = shown[0]
        facts = {"Date of note": clipped(note.date), "Role": clipped(note.role)}
    marked, gaps = sum(len(note.flags) for note in shown), sum(len(note.gaps) for note in shown)
    facts["Read"] = f"{sum(note.words for note in shown):,} words in {sum(note.passages for note in shown):,} passages"
    facts["Shown"] = f"{marked:,} worth reading again, {gaps:,} not found"
    facts["Made"] = f"{made.day} {made:%B %Y, %H:%M}; nothing was sent anywhere"
    facts["Made with"] = versions_line(reviews)
    for name, said in facts.items():
        if said:
            yield Paragraph("Fact", (Run(f"{name}\t", "Strong"), Run(said)))


def _overview(shown: Sequence[Report]) -> Iterator[Block]:
    yield Paragraph("Heading1", (Run("The notes"),))
    rows = []
    for number, note in in_date_order(shown):
        counts = _counts([card.title for card in note.flags])
        gaps = _counts([gap.title for gap in note.gaps])
        cells = (Run(f"{number}. {clipped(note.name)}", "Hyperlink", to=note.key), Run(clipped(note.date)), Run(clipped(note.role)),
                 Run(counts or "nothing was marked"), Run(gaps or "\N{EN DASH}"))  # fmt: skip
        rows.append(tuple((cell,) for cell in cells))
    yield Table(
        caption="The notes, in the order of their dates, with what was shown in each", widths=(2300, 1300, 1500, 2838, 1700),
        head=("Note", "Date", "Role", "Worth reading again", "Not found"), rows=tuple(rows),
    )  # fmt: skip


def _counts(titles: Sequence[str]) -> str:
    counts = {title: titles.count(title) for title in dict.fromkeys(titles)}
    return "; ".join(f"{title} ({count})" if count > 1 else title for title, count in counts.items())


def _case(case: CaseReport) -> Iterator[Block]:
    if not case.people and not case.gaps:
        return
    yield Paragraph("Heading1", (Run(f"The case {clipped(case.id)}, its notes taken together"),))
    if case.gaps:
        yield Paragraph("Heading2", (Run(f"Questions over the whole case ({len(case.gaps)})"),))
        yield from _gaps(case.gaps, level=3)
    if case.people:
        yield Paragraph("Heading2", (Run("People in the case"),))
        yield Paragraph("Introducing", (Run("As the notes call them. One person may stand here under several names."),))
        for name, labels in case.people:
            yield Paragraph("ListBullet", (Run(f"{name}: ", "Strong"), Run("; ".join(map(one_line, labels)))))


def _note(note: Report, asked: Asked, where: str, *, level: int, in_case: bool) -> Iterator[Block]:
    yield Paragraph(f"Heading{level}", (Run("The note"),))
    if note.flags and not asked:
        yield Paragraph("SmallPrint", (Run(
            "Words that are marked carry the number of their card in square brackets. They are shaded and underlined: once for a "
            "concern that is recorded, twice for something that may be missing in the work. A number leads to its card."),))  # fmt: skip
    yield from _text(note)
    if note.flags:
        yield Paragraph(f"Heading{level}", (Run(f"Worth reading again ({len(note.flags):,})"),))
        for number, card in enumerate(note.flags, 1):
            yield from _card(number, card, note.key, level=level + 1)
            yield from _questions(card, asked, here=(f"card {number}{where}", f"{note.key}_card_{number}"))
            back = Run("Back to the words in the note", "Hyperlink", to=f"{note.key}_mark_{number}")
            yield Paragraph("SmallPrint", (Run(f"Found by {', '.join(card.rules)}. {card.how_right} "), back))
    else:
        yield Paragraph(f"Heading{level}", (Run("Worth reading again"),))
        yield Paragraph("Normal", (Run(words()["empty"]),))
    gaps = [gap for gap in note.gaps if not (in_case and gap.level == "case")]
    if gaps:
        yield Paragraph(f"Heading{level}", (Run(f"What was not found ({len(gaps)})"),))
        yield from _gaps(gaps, level=level + 1)
    if note.people:
        yield Paragraph(f"Heading{level}", (Run("People in this note"),))
        for name, found in note.people:
            labels = "; ".join(one_line(person_label(person.label, person.age)) for person in found)
            yield Paragraph("ListBullet", (Run(f"{name}: ", "Strong"), Run(labels)))
    if note.set_aside:
        yield Paragraph(f"Heading{level}", (Run(f"Considered and set aside ({len(note.set_aside):,})"),))
        for card in note.set_aside:
            yield Paragraph("SmallBullet", (Run(card.title, "Strong"), Run(f" ({card.read_as}): "), *_quoted(card)))


def _text(note: Report) -> Iterator[Block]:
    """The note line by line; one or more empty lines become space before the next."""
    style, runs = "NoteText", list[Run]()
    begun = False
    for piece in note.pieces:
        parts = lines(piece.text)
        first = next((at for at, part in enumerate(parts) if part.strip()), 0)
        for at, part in enumerate(parts):
            if at:
                if any(run.text.strip() for run in runs):
                    yield Paragraph(style, tuple(runs))
                    style, begun = "NoteText", True
                elif begun:
                    style = "NoteTextAfterSpace"
                runs = []
            marks = tuple(f"{note.key}_mark_{n}" for n in piece.numbers) if at == first else ()
            if part or marks:
                runs.append(Run(part, _MARKED.get(piece.family, ""), marks=marks))
        runs += _numbers(piece, note.key)
    if any(run.text.strip() for run in runs):
        yield Paragraph(style, tuple(runs))


def _numbers(piece: Piece, key: str) -> list[Run]:
    out = list[Run]()
    for number in piece.numbers:
        out += [Run(f"{_JOIN}[" if not out else ", ", "MarkNumber"), Run(f"{number}", "MarkNumber", to=f"{key}_card_{number}")]
    return [*out, Run("]", "MarkNumber")] if out else []


def _card(number: int, card: Card, key: str, *, level: int) -> Iterator[Block]:
    read_as = card.read_as + (f"; same words as in {clipped(card.repeat_of)}" if card.repeat_of else "")
    yield Paragraph(f"Heading{level}", (Run(f"{number}. {card.title} ", marks=(f"{key}_card_{number}",)), Run(f"({read_as})", "Aside")))
    yield Paragraph("Quote", tuple(_quoted(card)))
    yield Paragraph("Normal", (Run(card.reason),), with_next=True)


def _questions(card: Card, asked: Asked, *, here: tuple[str, str]) -> Iterator[Block]:
    """The questions of a card; where an earlier card has the same ones, the way there."""
    if not card.questions:
        return
    place, bookmark = asked.setdefault(card.questions, here)
    if (place, bookmark) != here:
        yield Paragraph("Normal", (Run("To consider: "), Run(f"the questions at {place}", "Hyperlink", to=bookmark)), with_next=True)
        return
    yield Paragraph("Introducing", (Run("To consider:"),))
    for question in card.questions:
        ask, source = split_question(question)
        yield Paragraph("ListBullet", (Run(ask), Run(f" {source}" if source else "", "Aside")), with_next=True)


def _quoted(card: Card) -> list[Run]:
    runs = (Run(f"“{card.before}"), Run(card.quote, _MARKED[card.family]), Run(f"{card.after}”"))
    return [run for run in runs if run.text]


def _gaps(gaps: Sequence[Gap], *, level: int) -> Iterator[Block]:
    for title in dict.fromkeys(gap.title for gap in gaps):
        asked = [gap for gap in gaps if gap.title == title]
        yield Paragraph(f"Heading{level}", (Run(title),))
        for gap in asked:
            yield Paragraph("ListBullet", (Run(gap.text),), with_next=gap is asked[-1])
        looked_for = "; ".join(dict.fromkeys(sought for gap in asked for sought in gap.looked_for))
        if looked_for:
            yield Paragraph("SmallPrint", (Run(f"Looked for: {looked_for}."),))


def _own_notes(shown: Sequence[Report]) -> Iterator[Block]:
    """A row for each kind of thing that was shown, and two for what was not."""
    yield Paragraph("Heading1", (Run("My own notes"),))
    yield Paragraph("Introducing", (Run("For whoever read this: to fill in here, or on paper."),))
    titles = dict.fromkeys(title for note in shown for title in _titles(note))
    rows = [((Run(title, "Strong"), Run(f": {_where(title, shown)}")), (), ()) for title in titles]
    other = ((Run("Something else that I noticed", "Strong"),), (), ())
    yield Table(
        caption="My own notes: what was shown, what I think about it, what I will do", widths=(2438, 3600, 3600),
        head=("What was shown", "What I think about this", "What I will do, and by when"), rows=(*rows, other, other), height=_ROOM,
    )  # fmt: skip
    yield Paragraph("FillIn", (Run("Name, role and date:"),))


def _titles(note: Report) -> list[str]:
    return [card.title for card in note.flags] + [gap.title for gap in note.gaps]


def _where(title: str, shown: Sequence[Report]) -> str:
    """Where a title was shown: its notes; for one note, the numbers of its cards and for whom it was not found."""
    if len(shown) > 1:
        places = [at for at, note in enumerate(shown, 1) if title in _titles(note)]
        return ("note " if len(places) == 1 else "notes ") + _listed([str(at) for at in places])
    note = shown[0]
    said = [_listed([f"[{n}]" for n, card in enumerate(note.flags, 1) if card.title == title])]
    gaps = [gap for gap in note.gaps if gap.title == title]
    if gaps:
        people = ", ".join(dict.fromkeys(one_line(gap.person) for gap in gaps if gap.person))
        said.append(f"not found for {clipped(people)}" if people else "not found")
    return " and ".join(part for part in said if part)


def _listed(places: Sequence[str]) -> str:
    more = len(places) - _MOST_NUMBERS
    return ", ".join(places[:_MOST_NUMBERS]) + (f" and {more:,} more" if more > 0 else "")


def _name(note: Report) -> str:
    return " · ".join(clipped(part) for part in (note.name, note.date, note.role) if part)
