"""What is missing: the store, this user's config roots and the client's own totals, laid side by side."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

from ..intake.fading import OwnRoot, own_roots_now
from ..periods import Period
from ..records import WorkingDays
from ..reports.coverage.days import machine_days, offsets_of
from ..reports.coverage.outside import compared
from ..reports.coverage.shape import Beside, Coverage, Leaving, RootSeen, VersionSeen
from ..reports.dimensions import parse_dimensions
from ..reports.usage import Question
from ..zones import Zone, midnight
from .desk import Desk

#: Since then the client writes totals (transcripts facts 7.5).
TOTALS_SINCE = datetime(2026, 8, 26)

#: From a model as somebody names it to what the price book calls it; what it does not know keeps its name.
Names = Callable[[str | None], str | None]

SPAN = """
SELECT min(happened_at), max(happened_at) FROM usage_events WHERE happened_at < TIMESTAMP '9999-01-01'
"""

UNREAD = "SELECT count(*) FROM client_totals_unread"


def coverage(desk: Desk, zone: Zone, now: datetime, working: WorkingDays | None = None) -> Coverage:
    """Everything known of what is missing; looks at the roots' files, opens none of them but settings."""
    roots = own_roots_now(desk.reader.file_states(), now)
    totals = desk.reader.rows(_question("client_totals.sql"))
    by_session = _by_session(desk, zone) if totals else []
    model_of = _names(desk)
    summed_up = {row[0] for row in totals}
    recent = {row["session"] for row in by_session if row["last_at"] >= TOTALS_SINCE}
    [(unread,)] = desk.reader.rows(UNREAD)
    return Coverage(
        now=now,
        timezone=str(zone),
        machines=machine_days(_local_days(desk, zone), now.astimezone(zone).date(), working),
        roots=[_root(root) for root in roots],
        versions=[VersionSeen(*row) for row in desk.reader.rows(_question("versions.sql"))],
        outside=compared(totals, by_session, model_of),
        beside=[one for root in roots for one in _beside(desk, root, zone, model_of)],
        unread_totals=int(unread),
        without_total=len(recent - summed_up - {None}),
        warnings=[warning for root in roots for warning in _warnings(root)],
    )


def _local_days(desk: Desk, zone: Zone) -> Sequence[Any]:
    """Each machine's local days with usage."""
    [(first, last)] = desk.reader.rows(SPAN)
    if first is None:
        return []
    offsets = offsets_of(zone, first.replace(tzinfo=UTC), last.replace(tzinfo=UTC))
    return desk.reader.rows(_question("local_days.sql"), {"offsets": offsets})


def _by_session(desk: Desk, zone: Zone) -> Sequence[Mapping[str, Any]]:
    """What transcripts show of every session, by model; other sources have no transcripts."""
    period = Period(None, None, str(zone))
    asked = Question(parse_dimensions("session,model"), period, zone, {"source": ["claude-code"]})
    return desk.answer(asked).rows


def _question(name: str) -> str:
    return (files("claudecost.reports.coverage") / name).read_text(encoding="utf-8")


def _names(desk: Desk) -> Names:
    """What the price book calls the models others name."""
    from ..pricing import identify, load_book

    book = load_book(desk.pricing).as_of(desk.as_of)
    return lambda name: identify(book, name).model


def _root(root: OwnRoot) -> RootSeen:
    settings = root.settings
    says = "default"
    if not settings.is_readable:
        says = "settings unreadable: nothing is deleted"
    elif settings.is_said:
        says = "settings.json"
    leaving = tuple(Leaving(root.path, one.path, one.goes_at, one.size, one.kept) for one in root.fading)
    return RootSeen(root.path, root.transcripts, settings.cleanup_days, says, leaving)


def _warnings(root: OwnRoot) -> Iterable[str]:
    if root.settings.odd is not None:
        yield (
            f"cleanupPeriodDays of {root.path} is {root.settings.odd}, which Claude Code does not take; "
            f"reckoned with {root.settings.cleanup_days} days"
        )
    for path, why in root.unreadable:
        yield f"cannot look at {path}: {why}"


def _beside(desk: Desk, root: OwnRoot, zone: Zone, model_of: Names) -> list[Beside]:
    """The root's own statistics beside what the store has of its transcripts, largest difference first."""
    if root.statistics is None:
        return []
    last_day = root.statistics.last_day
    until = midnight(last_day + timedelta(days=1), zone).astimezone(UTC).replace(tzinfo=None)
    below = os.path.join(root.path, "projects", "")  # noqa: PTH118 - where the folder's name ends matters
    theirs, ours = Counter[str | None](), Counter[str | None]()
    for model in root.statistics.models:
        theirs[model_of(model.model_id)] += sum(model[1:])
    for name, *tokens in desk.reader.rows(_question("below_root.sql"), {"below": below, "until": until}):
        ours[model_of(name)] += sum(tokens)
    found = [Beside(root.path, last_day, model, theirs[model], ours[model]) for model in {**theirs, **ours}]
    return sorted(found, key=lambda one: (-abs(one.theirs - one.ours), one.model or ""))
