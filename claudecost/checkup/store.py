"""Whether the store can be read: the file and who may, locks, leftovers, its schema; every block if asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ..errors import Error
from ..store import NoStore, Store
from ..store.examining import examining, holders, read_every_block
from ..store.lock import StoreBusy
from .access import others_may
from .finding import About, Finding, Grade, hint_of, in_short, many

THEME = "store"

UNREAD_LINES = "SELECT reason, count(*) FROM quarantine GROUP BY reason ORDER BY count(*) DESC, reason"
RESPONSES = "SELECT count(*) FROM usage_events WHERE item = 0"


def findings(about: About) -> Iterator[Finding]:
    """The directory, the file, who has it open, what is in it."""
    store = Store(about.settings.db)
    yield from _directory(store.path.parent)
    try:
        is_there = store.exists()
    except Error as error:
        yield Finding(THEME, "problem", in_short(error), hint_of(error))
        return
    if not is_there:
        yield Finding(THEME, "note", f"there is no store yet: {store.path}", "run `claudecost ingest`")
        return
    yield from _file(store.path)
    busy = holders(store)
    if busy:
        yield Finding(THEME, "note", f"in use right now by {' and '.join(busy)}", "wait until it is done")
    yield from _leftovers(store.path, is_busy=bool(busy))
    yield from _contents(about, store)


def _directory(directory: Path) -> Iterator[Finding]:
    if not directory.is_dir():
        nearest = next((one for one in directory.parents if one.is_dir()), None)
        if nearest is None or not os.access(nearest, os.W_OK | os.X_OK):
            yield Finding(
                THEME, "problem", f"the directory cannot be made: {directory}", "choose another with --db"
            )
        return
    if not os.access(directory, os.W_OK | os.X_OK):
        yield Finding(
            THEME,
            "problem",
            f"this user may not write in {directory}",
            f"chmod u+rwx {directory}, or name a store elsewhere with --db",
        )
    elif others_may(directory) == "change" and not directory.stat().st_mode & 0o1000:
        yield Finding(
            THEME, "problem", f"other users may put files into {directory}", f"chmod go-w {directory}"
        )


def _file(path: Path) -> Iterator[Finding]:
    """Who may read and change the file. It is only looked at from outside: see store/lock.py."""
    status, may = path.stat(), others_may(path)
    if not path.is_file():
        yield Finding(THEME, "problem", f"this is no file: {path}", "name another with --db")
        return
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        yield Finding(
            THEME, "note", f"the store belongs to user {status.st_uid}", "run as that user, or use --db"
        )
    if not os.access(path, os.R_OK | os.W_OK):
        yield Finding(THEME, "problem", f"this user may not read and write {path}", f"chmod u+rw {path}")
    elif may:
        grade: Grade = "problem" if may == "change" else "note"
        yield Finding(THEME, grade, f"other users may {may} the store: {path}", f"chmod 600 {path}")
    else:
        yield Finding(THEME, "ok", f"{path}, {status.st_size / 1e6:,.1f} MB, for this user alone")


def _leftovers(path: Path, *, is_busy: bool) -> Iterator[Finding]:
    """What a run that was killed leaves beside the store; the next one clears it away."""
    if is_busy:
        return
    left = [path.with_name(path.name + end) for end in (".wal", ".spill", ".new", ".tmp")]
    there = [one.name for one in left if one.exists()]
    if there:
        yield Finding(
            THEME,
            "note",
            f"left by a run that was broken off: {', '.join(there)}",
            "the next `claudecost ingest` takes care of it; do not remove the .wal yourself",
        )


def _contents(about: About, store: Store) -> Iterator[Finding]:
    """What is in it; the deep look goes on where the first one met damage, to say how far it reaches."""
    try:
        yield from _first_look(store)
        can_go_on = True
    except StoreBusy as error:
        yield Finding(THEME, "note", f"not looked into: {error.what}", "ask again when it is done")
        return
    except NoStore:
        yield Finding(THEME, "note", "the store is empty", "run `claudecost ingest`")
        return
    except Error as error:
        hint = hint_of(error, "restore a copy of it, or ingest anew")
        yield Finding(THEME, "problem", in_short(error), hint)
        can_go_on = False
    if about.is_deep:
        try:
            yield from _every_block(store)
        except Error as error:
            if can_go_on:
                yield Finding(THEME, "problem", in_short(error), hint_of(error))


def _first_look(store: Store) -> Iterator[Finding]:
    with examining(store) as opened:
        if not opened.is_current:
            says = f"schema version {opened.version}, an older one: the next command brings it up to date"
            yield Finding(THEME, "ok", says)
            return
        [(responses,)] = opened.reader.rows(RESPONSES)
        unread = opened.reader.rows(UNREAD_LINES)
    yield Finding(THEME, "ok", f"it opens: schema version {opened.version}, {many(responses, 'response')}")
    yield from _quarantine(unread)


def _quarantine(unread: list[tuple[str, int]]) -> Iterator[Finding]:
    """Lines nobody could read; where they are, `ingest --json` and every report's footer say."""
    if not unread:
        yield Finding(THEME, "ok", "every line read so far could be understood")
        return
    total = sum(count for _, count in unread)
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in unread)
    yield Finding(
        THEME,
        "note",
        f"{many(total, 'line')} could not be read, left out of everything ({reasons})",
        "their files are named when they are read: `claudecost ingest --json`; a cut line is usually a crash",
    )


def _every_block(store: Store) -> Iterator[Finding]:
    tables = list(read_every_block(store))
    damaged = [table for table in tables if table.why is not None]
    for table in damaged:
        yield Finding(
            THEME,
            "problem",
            f"table {table.name} cannot be read: {table.why}",
            "keep the file; restore a copy, or move it away and ingest again what transcripts are left",
        )
    if not damaged:
        rows = sum(table.rows or 0 for table in tables)
        yield Finding(
            THEME, "ok", f"every block can be read: {many(len(tables), 'table')}, {many(rows, 'row')}"
        )
