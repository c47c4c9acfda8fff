"""A value of a page and where it stands in it, so that a complaint can name the place and never the value."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from ...errors import BadData
from ..ledger import usd_of_cents
from ..times import utc_text

#: Longer texts are no ids or labels; the store is no place for them.
LONGEST_TEXT = 500

#: The store counts in signed 64-bit numbers.
LARGEST_COUNT = 2**63 - 1

_MISSING: Final = object()


def storable(text: str) -> str:
    """Text as the store can take it: half of a surrogate pair is legal in JSON and in no database."""
    return text.encode("utf-8", "replace").decode().replace("\0", "").strip()[:LONGEST_TEXT]


class ChangedPage(BadData):
    """A page that is not as the endpoint's documentation has it; `field` is the path of what is wrong."""

    def __init__(self, endpoint: str, field: str, what: str) -> None:
        super().__init__(
            f"this page of {endpoint} is not as documented: {field} {what}",
            impact="none of its figures were taken in",
            hint="a newer claudecost may know this form of the page; if not, please report it",
        )
        self.endpoint, self.field = endpoint, field


class Node:
    """A JSON value below its parent. Readers raise ChangedPage for a missing value or one of another kind."""

    __slots__ = ("endpoint", "key", "parent", "value")

    def __init__(self, value: Any, endpoint: str, key: str | int = "", parent: Node | None = None) -> None:
        self.value, self.endpoint, self.key, self.parent = value, endpoint, key, parent

    @property
    def path(self) -> str:
        """Where this is, written `data[3].results[0].amount`."""
        above = self.parent.path if self.parent is not None else ""
        if isinstance(self.key, int):
            return f"{above}[{self.key}]"
        return f"{above}.{self.key}" if above and self.key else above or self.key

    def wrong(self, wanted: str) -> ChangedPage:
        """The complaint that this is missing or is not what is wanted."""
        what = "is missing" if self.value is _MISSING else f"is not {wanted}"
        return ChangedPage(self.endpoint, self.path or "the document", what)

    def at(self, key: str) -> Node:
        """What stands under a key of this object, possibly nothing."""
        return Node(self.value.get(key, _MISSING), self.endpoint, key, self)

    def is_nothing(self) -> bool:
        """Missing or null."""
        return self.value is _MISSING or self.value is None

    def is_missing(self) -> bool:
        """Not there at all."""
        return self.value is _MISSING

    def checked_object(self) -> Node:
        """Itself, known to be an object."""
        if type(self.value) is not dict:
            raise self.wrong("an object")
        return self

    def object(self, key: str) -> Node:
        """The object under a key."""
        return self.at(key).checked_object()

    def maybe_object(self, key: str) -> Node | None:
        """The object under a key, None for null and for a missing key."""
        node = self.at(key)
        return None if node.is_nothing() else node.checked_object()

    def objects(self, key: str) -> Iterator[Node]:
        """The objects of the list under a key."""
        many = self.at(key)
        if type(many.value) is not list:
            raise many.wrong("a list")
        for number, value in enumerate(many.value):
            yield Node(value, self.endpoint, number, many).checked_object()

    def text(self, key: str) -> str:
        """The text under a key, not empty."""
        found = self.maybe_text(key)
        if found is None:
            raise self.at(key).wrong("text")
        return found

    def maybe_text(self, key: str) -> str | None:
        """The text under a key; None for null, for empty text and for a missing key."""
        value = self.value.get(key)
        if value is None:
            return None
        if type(value) is not str:
            raise self.at(key).wrong("text")
        return storable(value) or None

    def count(self, key: str) -> int:
        """The number under a key that counts something: whole, not negative."""
        value = self.value.get(key, _MISSING)
        if type(value) is int and 0 <= value <= LARGEST_COUNT:
            return value
        raise self.at(key).wrong("a whole number of at least 0")

    def maybe_count(self, key: str) -> int | None:
        """The same; None for null and for a missing key."""
        return None if self.value.get(key) is None else self.count(key)

    def usd(self, key: str) -> str:
        """The amount in cents under a key, a decimal string, as USD."""
        value = self.value.get(key, _MISSING)
        if type(value) is str:
            try:
                return usd_of_cents(value)
            except ValueError:
                pass
        raise self.at(key).wrong("an amount in cents, a decimal string")

    def maybe_usd(self, key: str) -> str | None:
        """The same; None for null and for a missing key."""
        return None if self.value.get(key) is None else self.usd(key)

    def usd_of_number(self, key: str) -> str:
        """The amount in cents under a key, a JSON number, as USD."""
        value = self.value.get(key, _MISSING)
        if type(value) in (int, Decimal):
            try:
                return usd_of_cents(format(Decimal(value), "f"))
            except ValueError:
                pass
        raise self.at(key).wrong("an amount in cents, a number")

    def instant(self, key: str) -> str:
        """The RFC 3339 instant under a key, in the one spelling of `times.utc_text`."""
        found = utc_text(self.value.get(key))
        if found is None:
            raise self.at(key).wrong("an instant")
        return found

    def maybe_instant(self, key: str) -> str | None:
        """The same; None for null and for a missing key."""
        return None if self.value.get(key) is None else self.instant(key)
