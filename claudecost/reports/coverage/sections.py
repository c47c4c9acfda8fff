"""The coverage as tables, one for each question, every row of them; what people are shown is in `shown`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ... import money
from ..shape import Column, Report
from . import columns as c
from .days import Gap, MachineDays
from .outside import TOKENS, Outside
from .shape import Coverage
from .unseen import UNSEEN

Row = dict[str, object]


def sections(found: Coverage) -> list[Report]:
    """Every section with all its rows, for machines."""
    gaps = [_gap(gap) for one in found.machines for gap in one.gaps]
    outside = [_outside(one) for one in found.outside]
    unseen: list[Row] = [dict(one._asdict()) for one in UNSEEN]
    told = (
        ("machines", "Machines and days", c.MACHINES, [_machine(one) for one in found.machines]),
        ("gaps", "Gaps", c.GAPS, gaps),
        ("roots", "Transcripts Claude Code will delete", c.ROOTS, _roots(found)),
        ("transcripts", "Transcripts deleted within the week", c.LEAVING, _leaving(found)),
        ("provisional", "Outputs that are lower bounds", c.VERSIONS, _versions(found)),
        ("outside", "Outside transcripts", c.OUTSIDE, outside),
        ("statistics", "The client's statistics", c.STATISTICS, _statistics(found)),
        ("unseen", "Calls no transcript shows", c.UNSEEN_COLUMNS, unseen),
    )
    return [_section(found.timezone, *one) for one in told]


def head(found: Coverage) -> Row:
    """What scripts are told before the sections: what will be lost, what the differences come to."""
    more, less = differences(found)
    return {
        "schema_version": 1,
        "report": "coverage",
        "as_of": found.now,
        "timezone": found.timezone,
        "currency": "USD",
        "will_be_lost": len(found.lost),
        "client_totals": {
            "sessions": len({one.session for one in found.outside}),
            "outside_transcripts_usd": more,
            "less_than_transcripts_usd": less,
            "sessions_without": found.without_total,
            "transcripts_unknown": found.unread_totals,
        },
        "warnings": list(found.warnings),
    }


def differences(found: Coverage) -> tuple[Decimal, Decimal]:
    """What the client counted beyond the transcripts, and apart from it where it counted less, in USD."""
    amounts = [one.difference_usd for one in found.outside]
    more = money.total(one for one in amounts if one > 0)
    return more, money.total(-one for one in amounts if one < 0)


def _section(
    timezone: str, name: str, title: str, columns: tuple[Column, ...], rows: Sequence[Row]
) -> Report:
    """A table; the zone is named where there are times of day in it."""
    has_instants = any(column.kind == "instant" for column in columns)
    meta: Row = {"period": {"timezone": timezone}} if has_instants else {}
    return Report(name, title, columns, list(rows), meta=meta)


def _machine(one: MachineDays) -> Row:
    return {
        "machine": one.machine,
        "first_day": one.first.isoformat(),
        "last_day": one.last.isoformat(),
        "days": one.days,
        "missing_working_days": one.missing_working_days,
        "missing_days_off": one.missing_days_off,
        "gaps": sum(gap.working_days > 0 for gap in one.gaps),
        "silent_days": one.silent_days,
    }


def _gap(gap: Gap) -> Row:
    return {
        "machine": gap.machine,
        "first_day": gap.first.isoformat(),
        "last_day": gap.last.isoformat(),
        "days": gap.days,
        "working_days": gap.working_days,
    }


def _roots(found: Coverage) -> list[Row]:
    return [
        {
            "root": root.path,
            "transcripts": root.transcripts,
            "cleanup_days": root.cleanup_days,
            "says": root.says,
            "within_week": len(root.leaving),
            "whole": root.count("whole"),
            "partly": root.count("partly"),
            "not_at_all": root.count("not"),
        }
        for root in found.roots
    ]


def _leaving(found: Coverage) -> list[Row]:
    return [
        {
            "path": one.path,
            "goes_at": one.goes_at,
            "bytes": one.size,
            "in_store": one.kept,
            "root": one.root,
        }
        for root in found.roots
        for one in root.leaving
    ]


def _versions(found: Coverage) -> list[Row]:
    return [
        {
            "version": one.version,
            "part": "subagents" if one.is_subagent else "conversation",
            "responses": one.responses,
            "provisional_responses": one.provisional,
            "provisional_percent": money.share(one.provisional, one.responses),
            "provisional_output_tokens": one.provisional_output_tokens,
        }
        for one in found.versions
    ]


def _outside(one: Outside) -> Row:
    return {
        "session": one.session,
        "model": one.model,
        "machine": one.machine,
        "last_activity": one.last_at,
        "client_usd": one.theirs_usd,
        "transcripts_usd": one.ours_usd,
        "outside_usd": one.difference_usd,
        **{f"outside_{name}": one.beyond(name) for name in TOKENS},
        **{f"client_{name}": one.theirs[name] for name in TOKENS},
        **{f"transcripts_{name}": one.ours[name] for name in TOKENS},
        "unpriced_tokens": one.unpriced_tokens,
    }


def _statistics(found: Coverage) -> list[Row]:
    return [
        {
            "root": one.root,
            "model": one.model,
            "last_day": one.last_day.isoformat(),
            "client_tokens": one.theirs,
            "stored_tokens": one.ours,
            "difference_tokens": one.theirs - one.ours,
        }
        for one in found.beside
    ]
