"""Where the text of an RTF file gathers: paragraphs, and the cells and rows of tables."""

from dataclasses import dataclass, field

from nlp.documents.lines import row


@dataclass(slots=True)
class Flow:
    """Text that gathers somewhere: the body, a note, a text box, a header."""

    done: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    nested: list[list[str]] = field(default_factory=list)
    hanging: list[str] = field(default_factory=list)
    in_table: bool = False
    level: int = 1

    def paragraph(self) -> None:
        """End a paragraph, in a cell or outside."""
        text = "".join(self.current)
        self.current.clear()
        target = self.cell if self.in_table else self.done
        target.append(text)
        target += self.hanging
        self.hanging = []

    def end_cell(self, *, nested: bool) -> None:
        """End a cell of a table, or of a table within a cell."""
        text = "".join(self.current)
        self.current.clear()
        lines = [*self.cell, text, *self.hanging]
        self.cell, self.hanging = [], []
        (self.nested if nested else self.cells).append(lines)

    def end_row(self, *, nested: bool) -> None:
        """End a row."""
        if nested:
            self.cell = row(self.nested)
            self.nested = []
        else:
            self.done += row(self.cells)
            self.cells = []

    def finish(self) -> list[str]:
        """Return all lines."""
        self.paragraph()
        for cells in (self.nested, self.cells):
            self.done += row(cells)
        if self.cell:
            self.done += self.cell
        return self.done
