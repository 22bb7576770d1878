"""`scan --format docx`: a Word document for the file or for supervision.

`content.py` says what is in it, as plain blocks; `writer.py` turns the blocks into WordprocessingML with the styles of
`styles.xml`. The text of a note only ever becomes text: no field, no picture, no link that leads out of the document.
"""

import io
from collections.abc import Sequence
from datetime import datetime

from api.inputs import Item
from api.report import about
from api.word.content import blocks
from api.word.writer import write
from nlp.records import Review

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = ["MEDIA_TYPE", "document"]


def document(reviews: Sequence[tuple[Item, Review]], *, made: datetime | None = None) -> bytes:
    """Return the .docx for the reviews given; `made` is the time it tells, by default now, on this computer's clock.

    Control characters of the note that a Word document cannot hold, or that turn lines round, show as U+FFFD.
    """
    when = made or datetime.now().astimezone()
    out = io.BytesIO()
    write(blocks(reviews, when), title=about(reviews), made=when, out=out)
    return out.getvalue()
