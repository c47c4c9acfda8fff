"""A page read as a machine reads it: its elements, its tables with their exact figures, its commands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Elements without an end.
VOID = {"meta", "input", "br", "link", "img", "hr"}


@dataclass
class Table:
    """One table: the keys of its columns, and a row of texts and exact figures for each of them."""

    keys: list[str | None] = field(default_factory=list)
    rows: list[dict[str, str | None]] = field(default_factory=list)
    totals: dict[str, str | None] = field(default_factory=dict)


class Reading(HTMLParser):
    """Everything a test asks about a document; what is not balanced is in `trouble`."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[str] = Counter()
        self.attributes: Counter[tuple[str, str]] = Counter()
        self.values: list[tuple[str, str, str]] = []
        self.trouble: list[str] = []
        self.tables: dict[str, Table] = {}
        self.commands: dict[str, list[str]] = {}
        self.headings: list[int] = []
        self.figures: list[str] = []
        self._open: list[str] = []
        self._section = ""
        self._table: Table | None = None
        self._cell: list[str] | None = None
        self._exact: str | None = None
        self._cells: list[str | None] = []
        self._code: list[str] | None = None
        self._is_none = False
        self.feed(document)
        self.close()
        self.trouble += [f"<{name}> is never ended" for name in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements[tag] += 1
        for name, value in given.items():
            self.attributes[tag, name] += 1
            self.values.append((tag, name, value))
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self._open.append(tag)
        self._begin(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.trouble.append(f"</{tag}> ends something else, at {self.getpos()}")
        self._end(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        for kept in (self._cell, self._code):
            if kept is not None:
                kept.append(data)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        match tag:
            case "section" | "footer":
                self._section = given.get("id", tag)
            case "table":
                self._table = self.tables[given["id"].removesuffix("-table")] = Table()
            case "tr":
                self._cells = []
            case "th" | "td":
                self._cell, self._exact = [], None
                self._is_none = "none" in given.get("class", "").split()
                if self._table is not None and given.get("scope") == "col":
                    self._table.keys.append(given.get("data-key"))
            case "data":
                self._exact = given["value"]
                self.figures.append(given["value"])
            case "code":
                self._code = []
            case "h1" | "h2" | "h3":
                self.headings.append(int(tag[1]))

    def _end(self, tag: str) -> None:
        match tag:
            case "th" | "td":
                text = None if self._is_none else "".join(self._cell or [])
                self._cells.append(self._exact if self._exact is not None else text)
                self._cell = None
            case "tr" if self._table is not None and "thead" not in self._open:
                row = {key: cell for key, cell in zip(self._table.keys, self._cells, strict=True) if key}
                if "tfoot" in self._open:
                    self._table.totals = row
                else:
                    self._table.rows.append(row)
            case "table":
                self._table = None
            case "code":
                self.commands.setdefault(self._section, []).append("".join(self._code or []))
                self._code = None
