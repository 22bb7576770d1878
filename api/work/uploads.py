"""What a worker does for the page: reads files and notes, reviews them as one case, and lays the answer out.

A hostile file is parsed here, where it can be stopped, and never in the server's own process. The page is made here
too, so that a long answer does not hold up the others.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import nlp
from api.dating import dated
from api.inputs import Item
from api.work.jobs import Line, Outcome
from nlp import documents
from nlp.casework.case import CaseResult
from nlp.documents.lines import label
from nlp.errors import InputError, SecondLookError, where_failed
from nlp.records import Note, Review

PASTED = "Pasted note"
_MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came with the form; its bytes were never written to a disk."""

    name: str
    content: bytes


def look(profile: str, lines: Sequence[Line], files: Sequence[Upload], most: int) -> Outcome:
    """Return the result of a second look as JSON: `html` (empty if nothing could be read), `title` and `problems`."""
    return _guarded(lambda: _look(profile, lines, files, most))


def download(profile: str, lines: Sequence[Line], form: str) -> Outcome:
    """Return the reviews of the notes as a file: `form` is "word" or "html"."""
    return _guarded(lambda: Outcome(_file(_reviewed(profile, [_item(line) for line in lines]), form)))


def _look(profile: str, lines: Sequence[Line], files: Sequence[Upload], most: int) -> Outcome:
    from api.web.views import result

    items = [_item(line) for line in lines]
    problems: list[str] = []
    for file in files:
        try:
            items.append(_read(file, most))
        except InputError as error:
            problems.append(str(error))
    items = [dated(item) for item in items]
    reviews, together = _together(profile, _one_case(items)) if items else ([], None)
    html, title = result(reviews, together, problems) if items else ("", "")
    body = json.dumps({"html": html, "title": title, "problems": problems}, ensure_ascii=False).encode()
    return Outcome(body, notes=len(reviews), words=sum(review.words for _, review in reviews))


def _read(file: Upload, most: int) -> Item:
    """Return a file as a note; raises InputError that names the file and quotes nothing of it."""
    name = label(file.name, _MOST_NAME) or "the file"
    document = documents.read(file.content, name=file.name, where=name)
    if len(document.text) > most:
        raise InputError(f"{name}: it holds {len(document.text):,} characters of text; a note may have {most:,}. Split it")
    return Item(Note(text=document.text, id=name, date=document.date[:10]), name, document.warnings)


def _item(line: Line) -> Item:
    text, id_, case_id, date, role = line
    return Item(Note(text=text, id=id_, case_id=case_id, date=date, role=role), id_ or PASTED)


def _one_case(items: Sequence[Item]) -> list[Item]:
    """Return the items as notes of one case, which several notes on one form are."""
    if len(items) < 2:
        return list(items)
    case = next((item.note.case_id for item in items if item.note.case_id), "1")
    return [
        Item(Note(text=i.note.text, id=i.note.id, case_id=case, date=i.note.date, role=i.note.role), i.where, i.remarks) for i in items
    ]


def _reviewed(profile: str, items: Sequence[Item]) -> list[tuple[Item, Review]]:
    reviews = nlp.load(profile=profile, threads=1).review_case([item.note for item in items])
    return list(zip(items, reviews, strict=True))


def _together(profile: str, items: Sequence[Item]) -> tuple[list[tuple[Item, Review]], CaseResult | None]:
    """Return the reviews of the notes of one case, and what they say together; one note alone is no case."""
    if len(items) < 2:
        return _reviewed(profile, items), None
    reviews, together = nlp.load(profile=profile, threads=1).review_together([item.note for item in items])
    return list(zip(items, reviews, strict=True)), together


def _file(reviews: Sequence[tuple[Item, Review]], form: str) -> bytes:
    if form == "word":
        from api.word import document

        return document(reviews)
    from api.html import page

    return page(reviews).encode()


def _guarded(make: Callable[[], Outcome]) -> Outcome:
    try:
        return make()
    except SecondLookError as error:
        return Outcome(refused=str(error))
    except Exception as error:
        return Outcome(failed=where_failed(error))
