"""The status line's small file, written whenever the store has been brought up to date.

What the file holds says `statusline/kept.py`. It is written aside and renamed, so that a status line meets
the old one or the new one; that it cannot be written is no reason for a report to fail.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._version import __version__
from ..config import Settings, default_config, default_store, now, read_config
from ..reports.blocks.windows import number_of
from ..reports.status.counts import Lately
from ..statusline import places
from ..statusline.kept import load, sealed
from .status_figures import Priced, status_figures
from .status_rates import RATES, rates

if TYPE_CHECKING:
    from ..intake import Outcome
    from .desk import Desk

#: A file older than this is written again by a report that finds nothing new.
FRESH = timedelta(minutes=10)

#: Where writing takes more than so many seconds (ten million responses do), reports leave a file alone that
#: is younger than the other: what has been added meanwhile the status line reads for itself.
SLOW, YOUNG = 0.1, timedelta(minutes=1)


def keep_status(settings: Settings, opened: Desk) -> None:
    """Write the small file if there is anything new to say, or none, or an old one; no reason to fail."""
    if opened.outcome and not opened.is_looking_back and _is_due(settings, opened.outcome):
        with _never_in_the_way():
            write_status(settings, opened)


def keep_status_of(settings: Settings, outcome: Outcome) -> None:
    """The same after an ingest, which asks nothing of the store itself."""
    from .desk import desk

    if _is_due(settings, outcome, is_asked=True):
        with _never_in_the_way(), desk(settings, intake=None) as opened:
            write_status(settings, opened)


@contextmanager
def _never_in_the_way() -> Iterator[None]:
    """Nothing that goes wrong with the small file keeps anybody from a report; an interruption does."""
    try:
        yield
    except Exception as error:
        if "nterrupt" in str(error):
            raise


def write_status(settings: Settings, opened: Desk) -> Path:
    """Write the small file of a store; raises OSError. Where it is."""
    moment, started = now(), time.monotonic()
    path = Path(places.status_file(str(settings.db)))
    known = rates(settings, opened, _read(path))
    priced = Priced(known, opened.closed)
    found = status_figures(Lately(opened.reader, opened.closed, priced.edges), priced, moment)
    if found["window"] is None and found["quarters"]:
        found["window"] = _window(opened, moment)
    whole = {
        "schema": places.SCHEMA_VERSION,
        "version": __version__,
        "written_at": moment.timestamp(),
        "timezone": settings.timezone,
        **known,
        **found,
        "took": round(time.monotonic() - started, 3),
    }
    _replace(path, sealed(json.dumps(whole, separators=(",", ":")).encode()[:-1]))
    _point(settings)
    return path


def _window(opened: Desk, moment: datetime) -> list[float] | None:
    """The last window of somebody who has worked for days without a pause: found as `blocks` finds it."""
    from .blocks import last_window

    last = last_window(opened, moment)
    if last is None:
        return None
    return [number_of(last.start), last.first_at.timestamp(), last.last_at.timestamp()]


def _is_due(settings: Settings, outcome: Outcome, *, is_asked: bool = False) -> bool:
    path = Path(places.status_file(str(settings.db)))
    try:
        age = datetime.now().timestamp() - path.stat().st_mtime
    except OSError:
        return True
    if load(str(path))[1]:
        return True
    if not (outcome.saved.new or outcome.saved.updated or outcome.summary.files):
        return age > FRESH.total_seconds()
    return is_asked or age > YOUNG.total_seconds() or _read(path).get("took", 0) < SLOW


def _read(path: Path) -> dict[str, Any]:
    """The file there is; nothing for none, for a damaged one, and for one of another version."""
    found, _ = load(str(path))
    return found if all(name in found for name in RATES) else {}


def _replace(path: Path, data: bytes) -> None:
    """Write aside and rename, whatever lay there before; for this user alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        number = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(number, "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(data)
        if path.is_dir() and not path.is_symlink():
            path.rename(path.with_name(f"{path.name}.{os.getpid()}.not-ours"))
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _point(settings: Settings) -> None:
    """Note which store the configuration file names, for who must not read YAML to learn it."""
    named = os.environ.get("CLAUDECOST_CONFIG")
    config = Path(named).expanduser() if named else default_config()
    pointer = Path(places.pointer(str(config)))
    store = read_config(config, must_exist=False).db if config.exists() else None
    if store is None or store == default_store():
        pointer.unlink(missing_ok=True)
    elif not pointer.is_file() or pointer.read_bytes() != os.fsencode(store):
        _replace(pointer, os.fsencode(store))
