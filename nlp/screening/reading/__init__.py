"""Reading what people have: folders, zips, CSV, Excel, JSONL and Parquet, as a stream of notes in a stable order.

    source = open_source("export.csv", None)
    source.describe()   ->  Description: kind, size, which column is what and why, the files with their hashes
    source.items()      ->  Item(note, where, remarks) or Unreadable(where, what, why, what_to_do), one after another

What cannot be read is an Unreadable, and reading goes on. Columns that could be read in two ways raise MappingError, which
names the columns and the `--map` to write. Memory does not grow with the input. Nothing is run, fetched or written.
"""

from nlp.screening.reading.records import Column, Description, Input, Item, Unreadable, Where
from nlp.screening.reading.source import Source, open_source

__all__ = ["Column", "Description", "Input", "Item", "Source", "Unreadable", "Where", "open_source"]
