"""Two books row by row, wherever in their files the rows stand.

A newer edition may only add rows. The one row that may grow is a model's own:
when its retirement is announced, or another spelling of its name turns up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from claudecost.money import plain
from claudecost.pricing.book import SECTIONS, Book
from claudecost.pricing.rows import Dated, Model

Change = Literal["added", "removed", "changed"]

#: Where a row stands is no part of what it says.
PLACE = ("place", "table", "number", "layer")

#: What may change in a model's own row; no amount depends on any of it.
GROWING = ("deprecated", "retired", "not_before", "spellings", "confidence", "source", "note")


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that stands in only one of two books, or says something else in the other."""

    change: Change
    old: Dated | None
    new: Dated | None

    @property
    def row(self) -> Dated:
        """The row to name: the newer one if there is one."""
        found = self.new or self.old
        assert found is not None
        return found

    def said(self) -> dict[str, tuple[str | None, str | None]]:
        """What the rows say, old and new, by field; only where they differ."""
        old, new = facts(self.old), facts(self.new)
        names = list(dict.fromkeys([*old, *new]))
        return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def differences(old: Book, new: Book) -> list[Difference]:
    """What it takes to get from one book to the other, table by table."""
    found: list[Difference] = []
    for _, _, section, _ in SECTIONS:
        before, after = _by_subject(getattr(old, section)), _by_subject(getattr(new, section))
        for key in dict.fromkeys([*before, *after]):
            found.extend(_unlike(before.get(key, []), after.get(key, [])))
    return found


def edits(found: list[Difference]) -> list[Difference]:
    """The differences an append-only book cannot have: rows gone, and rows that say something else."""
    return [one for one in found if one.change != "added" and not _grows(one)]


def subject(row: Dated) -> str:
    """What a row is about, in words."""
    return f"model {row.id}" if isinstance(row, Model) else ", ".join(row.about)


def facts(row: Dated | None) -> dict[str, str]:
    """Everything a row says, as text; what it leaves out is absent."""
    if row is None:
        return {}
    found: dict[str, str] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name not in PLACE and value is not None:
            found |= _written(field.name, value)
    return found


def _by_subject(rows: tuple[Dated, ...]) -> dict[tuple[str, date], list[Dated]]:
    found: dict[tuple[str, date], list[Dated]] = {}
    for row in rows:
        found.setdefault((subject(row), row.start), []).append(row)
    return found


def _unlike(before: list[Dated], after: list[Dated]) -> Iterator[Difference]:
    """The rows of one subject and first day, those that say the same paired off; what is left in order."""
    left = list(after)
    gone = []
    for row in before:
        same = next((other for other in left if facts(other) == facts(row)), None)
        if same is None:
            gone.append(row)
        else:
            left.remove(same)
    for old, new in zip(gone, left, strict=False):
        yield Difference("changed", old, new)
    for row in gone[len(left) :]:
        yield Difference("removed", row, None)
    for row in left[len(gone) :]:
        yield Difference("added", None, row)


def _grows(one: Difference) -> bool:
    """Whether a model's row has only learnt of a retirement, a name, or a better source."""
    old, new = one.old, one.new
    if not isinstance(old, Model) or not isinstance(new, Model):
        return False
    kept: dict[str, Any] = {name: getattr(new, name) for name in GROWING}
    return facts(replace(old, **kept)) == facts(new) and set(old.spellings) <= set(new.spellings)


def _written(name: str, value: Any) -> dict[str, str]:
    """A value as text; a mapping gives one for each of its keys."""
    if isinstance(value, Mapping):
        return {str(key): plain(amount) for key, amount in value.items()}
    if isinstance(value, Decimal):
        return {name: plain(value)}
    if name == "spellings":
        return {name: ", ".join(f"{provider} {spelling}" for provider, spelling in value)} if value else {}
    return {name: ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)}
