"""Files in, text out: notes from word processors, PDF printers, mail programs and web pages, read from memory.

    read(raw, name="visit.docx")  ->  Document(text, kind, title, date, warnings)

A file is known by its content first and by its suffix second. One that cannot be read raises InputError, which says
what is wrong, where, and what to do; it never quotes the file. Nothing is written, run or fetched.
"""

from nlp.documents.document import Document
from nlp.documents.kinds import SUFFIXES
from nlp.documents.reader import read

__all__ = ["SUFFIXES", "Document", "read"]
