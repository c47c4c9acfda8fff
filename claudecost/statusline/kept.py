"""The small file: what the store knew when it was last brought up to date, as much as a status line needs.

One JSON object, a few dozen kilobytes however long the history. Amounts are whole numbers of
`rates.GRAIN` to the dollar, times seconds since 1970, quarters quarter hours since 1970 (UTC).

    schema, version      of this format, of the claudecost that wrote it
    written_at           when
    timezone             where days begin: a name, UTC or local
    profiles, cards      the number of a profile's rates, and the rates (see rates.py)
    book, profile_ids, edges, took    for whoever writes the file
    files                how far transcripts had been read, the newest ones
    sessions             by id: cost, unpriced tokens, whether partial, and the last responses counted in it
    known                keys of the newest responses, whoever's
    since, quarters      from `since` on: quarter, cost, unpriced, partial, input and output, all tokens
    window, hours        hour the last window opened, its first and last response; how many hours it is open
    told_from            seconds; of what was counted from then on every key is among `known`
    digest               of all the bytes before it, so that no damaged file is taken for figures
"""

from __future__ import annotations

import json
import os

from .places import SCHEMA_VERSION, digest_of, read_regular
from .rates import Cost

TYPE_CHECKING = False  # importing typing costs more than all that is done here
if TYPE_CHECKING:
    from typing import Any

#: A larger file is none of ours.
MOST_BYTES = 8 * 1024 * 1024

#: Where the last part of the file begins.
SEAL = b',"digest":"'


class Kept:
    """What the small file says; with nothing, of a store nobody has told anything of."""

    def __init__(self, found: dict[str, Any] | None = None) -> None:
        found = found or {}
        self.is_there = bool(found)
        self.has_usage = bool(found.get("profile_ids"))
        self.written_at: float = found.get("written_at", 0)
        self.timezone: str = found.get("timezone", "local")
        self._profiles: dict[str, int] = found.get("profiles", {})
        self._cards: list[Any] = found.get("cards", [])
        self.files: dict[str, int] = found.get("files", {})
        self.sessions: dict[str, list[Any]] = found.get("sessions", {})
        self.known: frozenset[str] = frozenset(found.get("known", ()))
        self.since: int = found.get("since", 0)
        self.quarters: list[list[int]] = found.get("quarters", [])
        self.window: list[float] | None = found.get("window")
        self.hours: int = found.get("hours", 5)
        self.told_from: float = found.get("told_from", 0)

    def card(self, key: str) -> Any:
        """The rates of a profile; None for one it has never heard of."""
        number = self._profiles.get(key, self._profiles.get(key.replace("[1m]", "", 1)))
        return None if number is None else self._cards[number]

    def session(self, name: str | None) -> Cost | None:
        """What was counted in a session; None for one it does not know."""
        found = self.sessions.get(name or "")
        return None if found is None else Cost(found[0], found[1], bool(found[2]))

    def offset(self, path: str, session: str | None) -> int | None:
        """How far a transcript of a session had been read; None for one that is not among the newest.

        One found by another way (a home behind a link) is known by its project and its session: files of
        subagents are called alike in many sessions.
        """
        path = os.path.abspath(path)
        found = self.files.get(path)
        if found is not None or not session:
            return found
        project, own = os.path.dirname(path), f"{os.sep}{session}{os.sep}"
        if own in path:
            project = path.partition(own)[0]
        ending = os.sep + path[len(os.path.dirname(project)) :].lstrip(os.sep)
        if f"{os.sep}{session}" not in ending:
            return None
        return next((offset for known, offset in self.files.items() if known.endswith(ending)), None)

    def last_counted(self, session: str | None) -> float:
        """When the last response told of a session was; 0 where none is told."""
        found = self.sessions.get(session or "")
        return max((counted[2] for counted in found[3].values()), default=0.0) if found else 0.0

    def counted(self, session: str | None, key: str) -> list[Any] | None:
        """How a response was counted in a session: output, final, time, cost, unpriced, partial, tokens."""
        found = self.sessions.get(session or "")
        counted: list[Any] | None = found[3].get(key) if found else None
        return counted

    def between(self, since: int, until: int) -> list[list[int]] | None:
        """The quarters of a time; None where the file does not reach back so far."""
        if since < self.since:
            return None
        return [row for row in self.quarters if since <= row[0] < until]


def read(path: str) -> tuple[Kept, str]:
    """The small file, and why there is nothing in it; `""` when all is well. Never raises."""
    found, why = load(path)
    return Kept(found), why


def load(path: str) -> tuple[dict[str, Any], str]:
    """The same as it was written; nothing of a file that is damaged in any way."""
    try:
        data = read_regular(path, MOST_BYTES)
    except FileNotFoundError:
        return {}, "there are no figures of the store yet: run any report, or `claudecost ingest`"
    except OSError as error:
        return {}, f"{path} {error.strerror}; the next report writes it anew"
    try:
        found = json.loads(data)
        if found["schema"] != SCHEMA_VERSION:
            return {}, f"{path} is of another version of claudecost: run `claudecost ingest` with this one"
        body, _, _ = data.rpartition(SEAL)
        if data == sealed(body):
            return found, ""
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    return {}, f"{path} cannot be read; the next report writes it anew"


def sealed(body: bytes) -> bytes:
    """The text of an object that lacks its last brace, with its digest and the brace."""
    return body + SEAL + digest_of(body).encode() + b'"}'
