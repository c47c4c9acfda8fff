"""Bringing the store up to date: look what has changed, have it read, have it kept.

Sources do not know the store and the store does not know sources; this is
where they meet, for `ingest` and for every report before it answers.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import BadData, Misuse, Place
from .sources.claude_code.roots import Found, own_roots, root_of, transcripts_below
from .sources.summary import Summary
from .store import NoStore, Reader, Saved, Stale, Store

if TYPE_CHECKING:
    # Most reports find nothing new: what reads a transcript is imported when there is one to read.
    from .sources.claude_code.account import Account
    from .sources.claude_code.glimpse import Glimpse
    from .sources.claude_code.reading import Transcript
    from .sources.observation import FileState

#: The store's note of the fingerprint of this user's own roots when they were last all read.
OWN_ROOTS = "fingerprint of own roots"

#: Called with bytes done since the last call.
Progress = Callable[[int], None]

#: Given the bytes there are to read, something to report progress to while reading.
ProgressOver = Callable[[int], AbstractContextManager[Progress | None]]


@dataclass(frozen=True)
class Intake:
    """What to take in: paths given by a person, or (none) this user's own roots; and the machine's name.

    `glimpse` is a fingerprint of the own roots, if one was begun.
    """

    paths: tuple[Path, ...] = ()
    machine: str | None = None
    glimpse: Glimpse | None = None

    def tops(self) -> list[Path]:
        """Where to look; raises Misuse for a path that is not there, BadData for a file nobody can read."""
        for path in self.paths:
            if not os.path.lexists(path):
                raise Misuse(f"no such file or directory: {path}", hint="check the path and try again")
            if path.is_file():
                _known_format(path)
        return list(self.paths) or own_roots(os.environ, Path.home())


def has_own_transcripts() -> bool:
    """Whether this user has any Claude Code root with a transcript in it."""
    return any(True for _ in transcripts_below(own_roots(os.environ, Path.home())))


def _known_format(path: Path) -> None:
    from .sources.recognise import recognise

    try:
        if recognise(path) is not None:
            return
    except OSError:
        return  # whoever reads it will say why it cannot be read
    raise BadData(
        "this file is of no format claudecost knows",
        where=Place(str(path)),
        impact="nothing was taken in",
        hint="it takes in Claude Code transcripts (.jsonl), and directories that hold them",
    )


@dataclass
class Plan:
    """What a look at the tree showed: files to read with their sizes in bytes, and how many are unchanged.

    `fingerprint` is the look in one number, for this user's own roots when nothing stood in its way.
    """

    seen: int = 0
    unchanged: int = 0
    fingerprint: str | None = None
    to_read: list[tuple[Transcript, int]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Outcome:
    """What an ingest did."""

    plan: Plan
    summary: Summary
    saved: Saved
    elapsed_seconds: float

    def unreadable(self) -> list[tuple[str, str]]:
        """Files and directories that could not be read, with why."""
        return [*self.plan.unreadable, *self.summary.unreadable]


@contextmanager
def up_to_date(
    store: Store, intake: Intake, progress: ProgressOver | None = None
) -> Iterator[tuple[Reader, Outcome]]:
    """The store, open for questions, after everything new has been taken in."""
    states = None
    if store.exists():
        with store.reading() as reader:
            glimpsed = intake.glimpse.text() if intake.glimpse else None
            if glimpsed is not None and glimpsed == reader.note(OWN_ROOTS):
                yield reader, Outcome(Plan(), Summary(), Saved(0, 0, 0), 0.0)
                return
            states = reader.file_states()
            plan = None if glimpsed else look(intake, states)
            if plan and not plan.to_read:
                yield reader, Outcome(plan, Summary(), Saved(0, 0, 0), 0.0)
                return
    with _taken_in(store, intake, progress, states) as found:
        yield found


def ingest(store: Store, intake: Intake, progress: ProgressOver | None = None) -> Outcome:
    """Read what is new or changed and keep it, in one transaction; one ingest at a time."""
    with _taken_in(store, intake, progress, None) as (_, outcome):
        return outcome


@contextmanager
def _taken_in(
    store: Store, intake: Intake, progress: ProgressOver | None, states: Sequence[tuple[Any, ...]] | None
) -> Iterator[tuple[Reader, Outcome]]:
    """Everything new taken in, and the store still open; `states` is what was known a moment ago, if asked.

    Should somebody else have taken in the same meanwhile, it is read again from what is known then.
    """
    started = time.monotonic()
    tops = intake.tops()
    with store.ingesting() as spill, ExitStack() as stack:
        while True:
            plan = look(intake, _states(store) if states is None else states, tops)
            if not plan.to_read and store.exists():
                reader = _nothing_new(store, plan, stack)
                saved = Saved(0, 0, reader.responses())
                yield reader, Outcome(plan, Summary(), saved, time.monotonic() - started)
                return
            summary = _read(plan, spill, progress)
            plan.to_read.clear()  # a long history's list is as large as what the store may use
            is_whole = plan.fingerprint is not None and not summary.unreadable
            notes = {OWN_ROOTS: str(plan.fingerprint)} if is_whole else {}
            try:
                reader, saved = stack.enter_context(store.saving(spill, notes))
            except Stale:
                states = None
                for rows in spill.iterdir():  # the next reading may need fewer writers
                    rows.unlink()
                continue
            yield reader, Outcome(plan, summary, saved, time.monotonic() - started)
            return


def _nothing_new(store: Store, plan: Plan, stack: ExitStack) -> Reader:
    if plan.fingerprint is not None:
        store.remember(OWN_ROOTS, plan.fingerprint)
    return stack.enter_context(store.reading())


def _read(plan: Plan, spill: Path, progress: ProgressOver | None) -> Summary:
    from .sources.workers import read_all

    todo = sum(size for _, size in plan.to_read)
    with progress(todo) if progress else nullcontext() as advance:
        return read_all(plan.to_read, spill, advance)


def _states(store: Store) -> list[tuple[Any, ...]]:
    if not store.exists():
        return []
    try:
        with store.reading() as reader:
            return reader.file_states()
    except NoStore:
        return []


def look(intake: Intake, states: Sequence[tuple[Any, ...]], tops: list[Path] | None = None) -> Plan:
    """Compare the tree with what the store knows; only stats files, opens none."""
    from .sources.claude_code.glimpse import Fingerprint

    known = {state[1]: state for state in states}
    plan, people, taken = Plan(), None, Fingerprint()
    for found in taken.over(transcripts_below(tops if tops is not None else intake.tops())):
        if found.status is None or found.trouble is not None:
            plan.unreadable.append((shown(found.path), found.trouble or "cannot be read"))
            continue
        plan.seen += 1
        path = shown(found.path)
        state, status = known.get(path), found.status
        if state is not None and state[3:8] == (
            status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
        ):  # fmt: skip
            plan.unchanged += 1
            continue
        people = people or _People(intake)
        before = _file_state(state) if state else None
        todo = status.st_size - (before.read_to if before and status.st_size > before.size else 0)
        plan.to_read.append((people.transcript(found, path, before), todo))
    plan.fingerprint = None if intake.paths else taken.text()
    return plan


def _file_state(state: tuple[Any, ...]) -> FileState:
    from .sources.observation import FileState

    return FileState(*state)


class _People:
    """Whose each transcript is: machine and account, looked up once per config root."""

    def __init__(self, intake: Intake) -> None:
        from .sources.claude_code.account import Account

        self._machine = _readable(intake.machine or _node() or "unknown")
        self._is_own = not intake.paths
        self._accounts: dict[str | None, Account] = {None: Account()}

    def transcript(self, found: Found, path: str, known: FileState | None) -> Transcript:
        """A file to read, and all that is known of it before it is opened."""
        from .sources.claude_code.account import account_of
        from .sources.claude_code.reading import SOURCE, Transcript
        from .sources.identity import short_digest

        root, folder = root_of(found.path)
        if root not in self._accounts:
            assert root is not None
            self._accounts[root] = account_of(Path(root), Path.home() if self._is_own else None)
        account = self._accounts[root]
        return Transcript(
            path=found.path,
            file_id=known.file_id if known else short_digest(SOURCE, path),
            shown_path=path,
            folder=_readable(folder) if folder else None,
            machine=self._machine,
            user_name=account.email or (_login() if self._is_own else None),
            account=account.account_id,
            is_local=self._is_own,
            known=known,
        )


def _node() -> str:
    import platform

    return platform.node()


def _login() -> str | None:
    import getpass

    try:
        return _readable(getpass.getuser())
    except (KeyError, OSError):
        return None


def shown(path: str) -> str:
    """A path as text any encoding can carry: bytes that are no UTF-8 become `\\xNN`."""
    return _readable(os.path.abspath(path))  # noqa: PTH100 - links stay as the person named them


def _readable(text: str) -> str:
    return os.fsencode(text).decode("utf-8", "backslashreplace")
