"""What a YAML file holds: scalars, lists and mappings that know their line, and how to ask for a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar, overload

from claudecost.errors import BadConfig, Place

Plain = str | int | bool | date | None
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value and the line it stands on."""

    path: str
    line: int
    value: Plain


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    path: str
    line: int
    nodes: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """A mapping, read by asking for its keys; `finish()` refuses the keys nobody asked for.

    `need` and `maybe` take the key and the kind of value: one of the functions
    of `kinds.py` (`text`, `day`, `amount`, ...) or one like them.
    """

    path: str
    line: int
    nodes: dict[str, Node] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return Place(self.path, self.line)

    def at(self, key: str) -> Place:
        """Where the value of a key stands, or the mapping if it has no such key."""
        return Place(self.path, self.nodes[key].line if key in self.nodes else self.line)

    def need(self, key: str, kind: Callable[[Node], T]) -> T:
        """The value of a key that has to be there; raises BadConfig."""
        self.asked.add(key)
        node = self.nodes.get(key)
        if node is None:
            close = get_close_matches(key, [k for k in self.nodes if k not in self.asked], 1)
            raise BadConfig(
                f"`{key}` is missing here",
                where=self.place,
                hint=f"is `{close[0]}` meant to be `{key}`?" if close else None,
            )
        return self._read(key, node, kind)

    @overload
    def maybe(self, key: str, kind: Callable[[Node], T]) -> T | None: ...
    @overload
    def maybe(self, key: str, kind: Callable[[Node], T], default: D) -> T | D: ...
    def maybe(self, key: str, kind: Callable[[Node], Any], default: Any = None) -> Any:
        """The value of a key, or the default where it is absent or null; raises BadConfig."""
        self.asked.add(key)
        node = self.nodes.get(key)
        if node is None or (isinstance(node, Scalar) and node.value is None):
            return default
        return self._read(key, node, kind)

    def finish(self) -> None:
        """Refuse the first key that was never asked for, naming the key that was perhaps meant."""
        for key, node in self.nodes.items():
            if key in self.asked:
                continue
            close = get_close_matches(key, sorted(self.asked - set(self.nodes)), 1)
            known = ", ".join(sorted(self.asked))
            raise BadConfig(
                f"the key `{shown(key)}` means nothing here",
                where=Place(self.path, node.line),
                hint=f"is `{close[0]}` meant?" if close else f"known here: {known}" if known else None,
            )

    def items(self) -> Iterator[tuple[str, Node]]:
        """Every key with its node, in the order of the file; counts as asked for."""
        for key, node in self.nodes.items():
            self.asked.add(key)
            yield key, node

    def _read(self, key: str, node: Node, kind: Callable[[Node], T]) -> T:
        try:
            return kind(node)
        except Wanted as wanted:
            what = f"`{shown(key)}` should be {wanted.kind}, not {described(wanted.node)}"
            raise BadConfig(what, where=Place(self.path, wanted.node.line), hint=wanted.hint) from None


Node = Scalar | Items | Row


class Wanted(Exception):
    """A value is not of the kind asked for; `Row` adds the key and makes it a BadConfig."""

    def __init__(self, node: Node, kind: str, hint: str | None = None) -> None:
        super().__init__(kind)
        self.node, self.kind, self.hint = node, kind, hint


def described(node: Node) -> str:
    """What stands there instead, in a few words."""
    if isinstance(node, Row):
        return "a mapping"
    if isinstance(node, Items):
        return "a list"
    if node.value is None or node.value == "":
        return "empty"
    return f"`{shown(written(node.value))}`"


def shown(value: str, limit: int = 40) -> str:
    """Foreign text fit for a message: one line, printable, cut short."""
    safe = "".join(c if c.isprintable() else "?" for c in value[: limit + 1])
    return safe if len(safe) <= limit else safe[:limit] + "…"


def written(value: Plain) -> str:
    """A value as it is written in YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value)
