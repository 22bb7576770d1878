"""Fictional notes as blocks, the same for every program that writes them, and the check that all of it was read."""

import html
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """A note: its name and its blocks in order (h, p, ul, ol, table)."""

    name: str
    blocks: tuple[tuple[str, object], ...]

    def phrases(self) -> list[str]:
        """Every piece of text in reading order."""
        found: list[str] = []
        for _, content in self.blocks:
            for each in [content] if isinstance(content, str) else _items(content):
                found += [each] if isinstance(each, str) else list(_items(each))
        return found

    def rows(self) -> list[str]:
        """The rows of its tables as lines."""
        return [" | ".join(_items(r)) for kind, rows in self.blocks if kind == "table" for r in _items(rows)]

    def html(self, css: str = "") -> str:
        """The note as a web page."""
        body = "".join(_html(kind, content) for kind, content in self.blocks)
        style = f"<style>{css}</style>" if css else ""
        title = html.escape(self.name)
        return (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{style}</head>'
            f"<body>{body}</body></html>"
        )

    def plain(self) -> str:
        """The note as plain text."""
        out = []
        for kind, content in self.blocks:
            if isinstance(content, str):
                out.append(content)
            elif kind == "table":
                out.append("\n".join(" | ".join(_items(r)) for r in _items(content)))
            else:
                out.append("\n".join(f"- {item}" for item in _items(content)))
        return "\n\n".join(out) + "\n"


def _items(content: object) -> list[str]:
    assert isinstance(content, list)
    return content


def _html(kind: str, content: object) -> str:
    if kind == "table":
        rows = (("".join(f"<td>{html.escape(c)}</td>" for c in _items(r))) for r in _items(content))
        return f"<table border=1>{''.join(f'<tr>{r}</tr>' for r in rows)}</table>"
    if kind in ("ul", "ol"):
        return f"<{kind}>{''.join(f'<li>{html.escape(i)}</li>' for i in _items(content))}</{kind}>"
    return f"<{'h1' if kind == 'h' else 'p'}>{html.escape(str(content))}</{'h1' if kind == 'h' else 'p'}>"


def missing(story: Story, text: str, *, rows: bool) -> list[str]:
    """Return what was not read, or not in its place; with `rows`, each row of a table must be a line as well."""
    seen = _flat(text)
    at, lost = 0, []
    for phrase in story.phrases():
        wanted = _flat(phrase)
        place = seen.find(wanted, at)
        if place < 0:
            lost.append(phrase)
        else:
            at = place + len(wanted)
    if rows:
        lines = {" ".join(line.split()) for line in text.splitlines()}
        lost += [row for row in story.rows() if row not in lines]
    return lost


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


STORIES = (
    Story("Visit", (
        ("h", "Home visit"),
        ("p", "Leo (7) was at school. Mum said “he takes my bank card” – and Dad smokes cannabis, £20 a day. She is "
              "scared of what he will do when he comes home from work, and she does not want anyone to know because of "
              "the children."),
        ("p", "Zoë’s office first flagged self-harm in a follow-up call; the naïve plan was to wait."),
        ("ul", ["Kitchen tidy, food in the fridge", "Nobody met the grandfather", "Bruise 2 cm on left shin"]),
        ("table", [["Date", "By", "Entry"], ["11/09", "SL", "Strong smell of damp."],
                   ["19/09", "TA", "Said he was hungry."]]),
        ("p", "Next visit is on 3 October."),
    )),
    Story("Chronology", (
        ("h", "Chronology for the Harrow family"),
        ("table", [["When", "What"], ["March", "Health visitor could not get in."], ["June", "Police called at night."],
                   ["July", "School sent a letter home."]]),
        ("p", "Each contact was treated as new. Nobody asked who the man in the van was."),
        ("h", "Actions"),
        ("ol", ["Ring the GP", "Ask for a strategy meeting", "See Ada alone"]),
    )),
    Story("Referral", (
        ("h", "Referral from the ambulance service"),
        ("p", "Called at 02:10 to a woman of 24. She fell on the stairs, she says. Her partner answered all we asked."),
        ("p", "Two small children were awake in the hall. The older one said “we have to be quiet now”."),
        ("h", "What we are worried about"),
        ("p", "Old bruises on both arms. Cost of the door: £340. The file says “no concerns” – twice."),
        ("ul", ["Not registered with a GP", "No heating since Friday"]),
    )),
    Story("Supervision", (
        ("h", "Supervision record"),
        ("p", "Talked about the Okafor children. The plan has not changed since spring and no reason is written down."),
        ("table", [["Child", "Seen alone", "Wishes"], ["Ife", "No", "Not recorded"],
                   ["Tobi", "Yes", "Wants to stay at Nan’s"]]),
        ("p", "The father has never been met. We agreed to write to him this week."),
        ("p", "Signed by the team manager."),
    )),
)  # fmt: skip
