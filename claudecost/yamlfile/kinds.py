"""Kinds of value: functions from a node to what it should be, for `Row.need` and `Row.maybe`.

Each raises `Wanted` for a node of another kind; `Row` turns that into a complaint with key, file and line.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from claudecost import money
from claudecost.yamlfile.nodes import DATE, Items, Node, Row, Scalar, Wanted, shown, written

T = TypeVar("T")


def text(node: Node) -> str:
    """Text that is not empty."""
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
        return node.value
    raise Wanted(node, "text", quote_hint(node))


def day(node: Node) -> date:
    """A day, written 2026-11-20, with or without quotes."""
    if isinstance(node, Scalar):
        if isinstance(node.value, date):
            return node.value
        if isinstance(node.value, str) and DATE.fullmatch(node.value):
            with suppress(ValueError):
                return date.fromisoformat(node.value)
    raise Wanted(node, "a day such as 2026-11-20")


def amount(node: Node) -> Decimal:
    """An exact decimal that is not negative: text in quotes, or a whole number."""
    if isinstance(node, Scalar) and type(node.value) in (str, int):
        with suppress(ValueError):
            value = money.exact(str(node.value))
            if not value.is_signed():
                return value
    raise Wanted(node, 'a number in quotes such as "0.30"')


def whole(node: Node) -> int:
    """A whole number that is not negative."""
    if isinstance(node, Scalar) and type(node.value) is int and node.value >= 0:
        return node.value
    raise Wanted(node, "a whole number")


def flag(node: Node) -> bool:
    """True or false, no other word for it."""
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    raise Wanted(node, "true or false")


def choice(*words: str) -> Callable[[Node], str]:
    """One of these words."""

    def one(node: Node) -> str:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, str) and value in words:
            return value
        close = get_close_matches(value, words, 1) if isinstance(value, str) else []
        raise Wanted(node, " or ".join(words), f"is `{close[0]}` meant?" if close else None)

    return one


def each(kind: Callable[[Node], T]) -> Callable[[Node], list[T]]:
    """A list whose every item is of this kind."""

    def many(node: Node) -> list[T]:
        if not isinstance(node, Items):
            raise Wanted(node, "a list such as [a, b]")
        return [kind(item) for item in node.nodes]

    return many


def row(node: Node) -> Row:
    """A mapping."""
    if isinstance(node, Row):
        return node
    raise Wanted(node, "a mapping such as {a: b}")


texts = each(text)
rows = each(row)


def quote_hint(node: Node) -> str | None:
    """How to write as text what YAML took for something else."""
    if isinstance(node, Scalar) and isinstance(node.value, (int, date)):
        return f'write it in quotes: "{shown(written(node.value))}"'
    return None
