"""Looking again and again: fresh figures where something has changed, and no more often than is cheap.

A refresh costs about as much as a small report, so what it cost decides how soon there is another: all of
them together stay below a share of one processor. Whatever is in the way of one is told, and the figures
before stay.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from ..config import Settings, now
from ..errors import Error, Exit
from ..intake import Intake, ProgressOver
from ..intake.watching import Watch
from ..reports.live.shape import LiveFigures
from ..store.lock import waiting
from ..zones import Zone
from .desk import desk
from .live import Before, before, live

#: Of one processor's time, refreshes take at most this part, and what is kept for a while this; the ticks
#: between take the rest of 2 %.
SHARE, SHARE_OF_BEFORE = 0.014, 0.004

#: What was before today is asked again this often, in seconds, if that is cheap enough.
KEPT_FOR = 900.0

#: How long a refresh waits for another claudecost, in seconds: the view should not stand still.
PATIENCE = 0.2

#: The store file as it was: modification time in ns and size, of it and of its log.
Print = tuple[tuple[int, int], ...]


@dataclass
class Looking:
    """What the view shows, kept fresh by `look`; `state` says what keeps it from being of this moment."""

    settings: Settings
    zone: Zone
    intake: Intake | None
    watch: Watch | None = None
    figures: LiveFigures | None = None
    state: str = ""
    _print: Print = ()
    _transcripts: bool = True
    _store: bool = True
    _not_before: float = 0.0
    _before: Before | None = None
    _keep_until: float = 0.0

    def first(self, progress: ProgressOver | None = None, *, watched: bool = True) -> None:
        """Take in what is new, however long it takes, and look; raises Error where that cannot be done."""
        if self.intake is not None and watched:
            self.watch = Watch()
        self._refresh(self.intake, progress)
        self._transcripts = self._store = False

    def missed(self, error: Error) -> None:
        """The first look failed: say so, and try again soon."""
        self.state = self._words(error)

    def look(self, *, at_once: bool = False) -> None:
        """Refresh the figures if anything has changed, unless the last refresh is too recent for its cost."""
        if self.watch is not None and self.watch.changed():
            self._transcripts = True
        if _print(self.settings.db) != self._print:
            self._store = True
        window = self.figures.window if self.figures else None
        is_over = not self._is_today() or (window is not None and now() >= window.end)
        if not (self._transcripts or self._store or is_over or self.state or at_once):
            return
        if at_once:
            self._keep_until = 0.0
        if time.monotonic() < self._not_before and not at_once:
            return
        spent, kept = time.process_time(), self._keep_until
        try:
            with waiting(PATIENCE):
                self._again()
        finally:
            if kept == self._keep_until:  # else it has been accounted for
                self._not_before = time.monotonic() + (time.process_time() - spent) / SHARE

    def _again(self) -> None:
        """One refresh; the store as it is, where only taking in has to wait."""
        takes_in = self.intake is not None and (self._transcripts or self.figures is None)
        try:
            if takes_in:
                self._refresh(Intake(machine=self.settings.machine), None)
                self._transcripts = False
            else:
                self._refresh(None, None)
            self._store = False
            self.state = ""
        except Error as error:
            self.state = self._words(error)
            if takes_in and error.exit_code == Exit.BUSY:
                self._as_it_is()

    def _as_it_is(self) -> None:
        """Figures of the store without what is new, if at least that can be had."""
        try:
            self._refresh(None, None)
        except Error as error:
            self.state = self._words(error)
        else:
            self.state = self._words(None)

    def _refresh(self, intake: Intake | None, progress: ProgressOver | None) -> None:
        with desk(self.settings, intake=intake, progress=progress) as opened:
            if self._before is None or time.monotonic() >= self._keep_until or not self._is_today():
                spent = time.process_time()
                self._before = before(opened, self.zone, now())
                cost = (time.process_time() - spent) / SHARE_OF_BEFORE
                self._keep_until = time.monotonic() + max(KEPT_FOR, cost)
            self.figures, self._before = live(opened, self.zone, now(), self._before)
        self._print = _print(self.settings.db)

    def _is_today(self) -> bool:
        """Whether what is kept of the days before is still all of them."""
        today = now().astimezone(self.zone).date().isoformat()
        return self._before is not None and self._before.today == today

    def _words(self, error: Error | None) -> str:
        """`busy`; what else is wrong in its own words."""
        return "busy" if error is None or error.exit_code == Exit.BUSY else error.what


def _print(store: Path) -> Print:
    """The store's file and its log, as they are now; nothing of what is not there."""
    found = []
    real = store.resolve()
    for path in (real, real.with_name(f"{real.name}.wal")):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((status.st_mtime_ns, status.st_size))
    return tuple(found)
