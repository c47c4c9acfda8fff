"""Which mails have gone out: noted before sending, so that no mail goes out twice by mistake.

A note is called after the mail's digest, in which no address can be read. Its state is `begun` before the
message is handed over, then `sent`, `refused` or `unknown`. A run that finds `begun` while it holds the lock
has been killed half way: what became of that mail is as unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..store import Store
from ..store.lock import locked, patiently
from ..zones import instant

FORGET = "DELETE FROM notes WHERE name = $name"
KEEP = "INSERT INTO notes VALUES ($name, $content)"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is noted of a mail: its state, when that was, and how often it was tried."""

    state: str
    at: str
    attempt: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it may be sent without being asked for again: it certainly was not."""
        return self.state == "refused"


@contextmanager
def alone(store: Path) -> Iterator[MailLog]:
    """The log, while nobody else sends; a second run waits a moment, then raises StoreBusy (75).

    Whoever has it waits for the store as long as it takes to note what was sent.
    """
    with locked(store, "mail", exclusive=True), patiently():
        yield MailLog(Store(store))


class MailLog:
    """The notes of mails in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def found(self, digest: str) -> Entry | None:
        """What is noted of a mail; None where it was never tried."""
        with self._store.reading() as reader:
            content = reader.note(_name(digest))
        return None if content is None else Entry(**json.loads(content))

    def write(self, digest: str, state: str, at: datetime, attempt: int) -> None:
        """Note a state; it is on the disk when this returns."""
        content = json.dumps({"state": state, "at": instant(at), "attempt": attempt})
        with self._store.booking() as reader:
            reader.run(FORGET, {"name": _name(digest)})
            reader.run(KEEP, {"name": _name(digest), "content": content})


def _name(digest: str) -> str:
    return f"mail {digest}"
