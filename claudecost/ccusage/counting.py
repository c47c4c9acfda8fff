"""Which entries ccusage counts once: its rule of duplicates, in the order of its files.

Message id and request id together name a response wherever it is found. Without a request id the session
and the time belong to the name. A sidechain's line that repeats a
message of its session under another request id is one with it. Of two lines the one that is no sidechain
stays, then the one with more tokens, then the dearer, then the one that says its speed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from .entry import Entry

Key = tuple[Any, ...]


class Counted:
    """Takes entries in the order of files and lines; `kept` are those that are counted."""

    def __init__(self, cost_of: Callable[[Entry], Decimal]) -> None:
        self._cost_of = cost_of
        self.kept: list[Entry] = []
        self._found: dict[Key, list[int]] = {}
        self._aliases: dict[tuple[Key, int], str] = {}

    def take(self, entries: Iterable[Entry]) -> None:
        """Count entries unless they repeat one that has been counted."""
        for entry in entries:
            place = self._same(entry) if entry.message_id is not None else None
            if place is None:
                self.kept.append(entry)
                self._enter(entry, len(self.kept) - 1)
                continue
            before = self.kept[place]
            if before.session != entry.session:
                self._answer_to_both(entry, before, place)
            if self._is_better(entry, before):
                self.kept[place] = entry
                self._enter(entry, place)

    def _same(self, entry: Entry) -> int | None:
        """Where the entry it repeats stands."""
        for place in self._found.get(_exact(entry), ()):
            if _is_one(self.kept[place], entry):
                return place
        route = _replay("any" if entry.is_sidechain else "sidechain", entry.message_id, entry.session)
        for place in self._found.get(route, ()):
            other = self.kept[place]
            session = self._aliases.get((route, place), other.session)
            if (
                other.message_id == entry.message_id
                and session == entry.session
                and (entry.is_sidechain or other.is_sidechain)
            ):
                return place
        return None

    def _enter(self, entry: Entry, place: int) -> None:
        """Make an entry known under all that may repeat it."""
        if entry.message_id is None:
            return
        self._add(_exact(entry), place)
        self._add(_replay("any", entry.message_id, entry.session), place)
        if entry.is_sidechain:
            self._add(_replay("sidechain", entry.message_id, entry.session), place)

    def _answer_to_both(self, entry: Entry, before: Entry, place: int) -> None:
        """A copy in another session: whichever stays, replays in either session are one with it."""
        for session in (entry.session, before.session):
            for kind in ("any", "sidechain"):
                route = _replay(kind, entry.message_id, session)
                self._add(route, place)
                self._aliases.setdefault((route, place), session)

    def _add(self, key: Key, place: int) -> None:
        places = self._found.setdefault(key, [])
        if place not in places:
            places.append(place)

    def _is_better(self, entry: Entry, before: Entry) -> bool:
        if entry.is_sidechain != before.is_sidechain:
            return before.is_sidechain
        if (total := entry.tokens.total()) != (other := before.tokens.total()):
            return total > other
        if (cost := self._cost_of(entry)) != (cost_before := self._cost_of(before)):
            return cost > cost_before
        return entry.has_speed and not before.has_speed


def _exact(entry: Entry) -> Key:
    if entry.request_id is not None:
        return ("exact", entry.message_id, entry.request_id)
    return ("exact", entry.message_id, None, entry.session, entry.at)


def _is_one(other: Entry, entry: Entry) -> bool:
    """An entry's key may have changed since it was entered."""
    return _exact(other) == _exact(entry)


def _replay(kind: str, message_id: str | None, session: str) -> Key:
    return ("replay", kind, message_id, session)
