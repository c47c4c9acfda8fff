"""How `teams check` and `teams explain` find and show what they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..money import dollars, plain
from ..renderers.clean import clean
from .shown import folded

if TYPE_CHECKING:
    from ..asking import Desk
    from ..periods import Period
    from ..records import Allocation

#: The kind of traffic of a response, and the day it happened on.
EVENT = """
SELECT s.subject_id, min(e.happened_at)::DATE
FROM usage_events AS e
JOIN origin_subjects AS s ON s.origin_id = e.origin_id
WHERE e.response_key = $name OR starts_with(e.response_key, concat($name, ' '))
GROUP BY s.subject_id
ORDER BY s.subject_id
"""

#: Kinds of traffic named before they are only counted.
MOST_KINDS = 5


def checked(opened: Desk, allocation: Allocation, when: Period) -> dict[str, Any]:
    """Everything `teams check` says, ready for JSON."""
    from ..reports.bearers.checking import CONTRIBUTORS, check, contributors
    from ..reports.dimensions import parse_dimensions
    from ..reports.ledgers import ask_ledger
    from ..reports.usage import Basis, Question, ask
    from ..zones import resolve_zone

    opened.reader.take_room()
    found = check(opened.reader, allocation)
    basis = Basis(opened.book.cards, allocation)
    nobodys = []
    for ledger, (known, amount_of) in CONTRIBUTORS.items():
        asked = Question(parse_dimensions(f"team,{known}", ledger), when, resolve_zone("UTC"))
        answer = ask if ledger == "requests" else partial(ask_ledger, ledger=ledger)
        rows = answer(opened.reader, asked=asked, basis=basis).rows
        if not rows:
            continue
        amount, share, largest = contributors(rows, amount_of)
        nobodys.append(
            {
                "ledger": ledger,
                "amount_usd": plain(amount),
                "share_percent": None if share is None else plain(share),
                "contributors": [
                    {**{name: row[name] for name in known.split(",")}, "amount_usd": plain(row[amount_of])}
                    for row in largest
                ],
            }
        )
    return {
        "schema_version": 1,
        "report": "teams check",
        "teams_sha256": allocation.sha256,
        "teams": found.teams,
        "rules": found.rules,
        "members": found.members,
        "never_matched": found.never_hit,
        "always_beaten": found.always_beaten,
        "matched_twice": [
            {"person": who, "decides": one, "beaten": other} for who, one, other in found.twice
        ],
        "gaps": [
            {"person": who, "from": first.isoformat(), "through": last.isoformat()}
            for who, first, last in found.gaps
        ],
        "unknown_tags": found.tags,
        "period": when.as_json(),
        "closed": [month.month for month in opened.closed],
        "unallocated": nobodys,
        "is_clean": found.is_clean() and not any(one["contributors"] for one in nobodys),
    }


def check_text(found: dict[str, Any], output: Path | None) -> str:
    """The same for people."""
    from ..reports.usage_report import many

    lines = [
        f"{many(found['teams'], 'team')}, {many(found['rules'], 'rule')}, {many(found['members'], 'member')}:"
        " the file can be used"
    ]
    if found["closed"]:
        lines.append(
            f"held against what is there today; closed months ({', '.join(found['closed'])}) stay as they are"
        )
    lines += _listed("rules that never matched anything", found["never_matched"])
    lines += _listed("rules that always lose to an earlier one", found["always_beaten"])
    lines += _listed(
        "people whom two rules give to different teams (the first decides)",
        [f"{one['person']}: {one['decides']}, before {one['beaten']}" for one in found["matched_twice"]],
    )
    lines += _listed(
        "days on no team between two memberships",
        [f"{one['person']}: {one['from']} to {one['through']}" for one in found["gaps"]],
    )
    lines += _listed("workspace tags that name no team", found["unknown_tags"])
    for nobodys in found["unallocated"]:
        part = f" ({nobodys['share_percent']} %)" if nobodys["share_percent"] is not None else ""
        amount = dollars(Decimal(nobodys["amount_usd"]))
        lines += ["", f"unallocated in the {nobodys['ledger']} ledger: {amount}{part}"]
        for one in nobodys["contributors"]:
            named = [f"{name} {value}" for name, value in one.items() if name != "amount_usd" and value]
            lines.append(f"  {dollars(Decimal(one['amount_usd'])):>10}  {clean(', '.join(named))}")
    return folded(lines, output)


def _listed(title: str, entries: Sequence[str]) -> list[str]:
    return ["", f"{title}:", *(f"  {clean(entry)}" for entry in entries)] if entries else []


def explained(
    opened: Desk, allocation: Allocation, what: str, on: date | None, today: date
) -> dict[str, Any] | None:
    """Everything `teams explain` says, ready for JSON; None if nothing goes under that name."""
    from ..reports.bearers.checking import explain
    from ..reports.bearers.laying_out import lay_out_bearers
    from ..reports.usage import Basis

    opened.reader.take_room()
    lay_out_bearers(opened.reader, "requests", Basis((), allocation))
    events = opened.reader.rows(EVENT, {"name": what})
    subjects = events or [(None, today)]
    decisions = []
    for subject, happened in subjects:
        day = on or happened
        for ledger in ("requests",) if events else ("requests", "metered", "billed"):
            for one in explain(opened.reader, allocation, ledger, what, subject, day):
                decisions.append(
                    {
                        "ledger": ledger,
                        "day": day.isoformat(),
                        "rule": one.rule,
                        "teams": [{"team": team, "percent": percent} for team, percent in one.shares],
                        "also_hit": one.beaten,
                        "kinds": one.kinds,
                    }
                )
    if not decisions:
        return None
    return {"schema_version": 1, "report": "teams explain", "what": what, "decisions": decisions}


def explain_text(found: dict[str, Any], output: Path | None) -> str:
    """The same for people: the team first, then the rule, then what it was decided over."""
    lines: list[str] = []
    for one in found["decisions"]:
        teams = ", ".join(
            team["team"] if team["percent"] == "100" else f"{team['team']} {team['percent']} %"
            for team in one["teams"]
        )
        lines += [
            f"{clean(found['what'])} on {one['day']} ({one['ledger']}): {clean(teams)}",
            f"  {clean(one['rule'])}",
        ]
        lines += [f"  also hit, but later in order: {clean(rule)}" for rule in one["also_hit"]]
        kinds = one["kinds"]
        lines += [f"    {clean(kind)}" for kind in kinds[:MOST_KINDS]]
        if len(kinds) > MOST_KINDS:
            lines.append(f"    and {len(kinds) - MOST_KINDS} more kinds of traffic")
    return folded(lines, output)
