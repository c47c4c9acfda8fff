"""What the shapes of ccusage's JSON are made of, asked of an open desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..config import now
from ..familiar.shapes import PERIODS, Firsts, Shape, of_one_session
from ..reports.dimensions import parse_dimensions
from ..reports.lately import lately
from ..reports.matching import nearest_id
from ..reports.parts import Closed
from ..reports.sessions.entries import entries, first_activity
from ..reports.usage import SHOWN, Answer, Question
from ..reports.usage_report import coverage_of, unmatched, warnings_of
from ..reports.weeks import weeks_starting
from .desk import Desk

#: What every shape tells apart, whatever its rows are.
ALWAYS = ("model_id", "speed", "source")


@dataclass(frozen=True)
class Wanted:
    """Which document: the report, others beside it (`sections`), or its days by project (`instances`).

    `asked` says when, where and of what; its dimensions are chosen here. `last` counts periods of the
    calendar, the running one included.
    """

    report: str
    shape: Shape
    asked: Question
    sections: Sequence[str] = ()
    instances: bool = False
    last: int | None = None
    week_starts: str = "monday"


@dataclass(frozen=True)
class Told:
    """A document, what it has no place for, and whether nothing is missing that a person should see."""

    document: dict[str, Any] | None
    warnings: list[str]
    is_complete: bool = True


def told(desk: Desk, wanted: Wanted) -> Told:
    """The document a report of ccusage would be."""
    answer, document = _document(desk, wanted, wanted.report)
    for section in wanted.sections:
        if section != wanted.report:
            _, other = _document(desk, wanted, section)
            document = {**other, **document} if section in document else {**document, **other}
    totals = document.pop("totals")
    coverage = coverage_of(desk.reader)
    warnings = [*warnings_of(answer.totals, coverage), *unmatched(answer.matched)]
    lacking = answer.unpriced or coverage["quarantined_lines"] or coverage["first_event"] is None
    return Told({**document, "totals": totals}, warnings, not lacking)


def one_session(desk: Desk, asked: Question, session: str, *, with_cost: bool) -> Told:
    """Every response of the session of this id, or of the one whose id begins so."""
    dimensions = parse_dimensions("session,model_id,speed")
    asked = replace(asked, dimensions=dimensions, filters={**asked.filters, "session": [session]})
    found = entries(desk.reader, asked, desk.basis(asked), _closed(desk))
    ids = {entry.labels["session"] for entry in found}
    if not found:
        return Told(None, [f"no session found with id {session}{_instead(desk, asked, session)}"], False)
    if len(ids) > 1:
        return Told(None, [f"{session} is how {len(ids)} sessions begin; give more of the id"], False)
    return Told(of_one_session(str(ids.pop()), found, with_cost=with_cost), [])


def _instead(desk: Desk, asked: Question, session: str) -> str:
    """The ids that begin much like it, else how to see all of them."""
    anybody = replace(asked, dimensions=parse_dimensions("session"), filters={})
    near = nearest_id(session, (row["session"] for row in desk.answer(anybody).rows))
    return f"; did you mean {' or '.join(near)}?" if near else "; `claudecost session` lists them"


def _document(desk: Desk, wanted: Wanted, report: str) -> tuple[Answer, dict[str, Any]]:
    labels = ["session", "project"] if report == "session" else [PERIODS[report][0]]
    labels += ["project"] if wanted.instances and report == "daily" else []
    dimensions = weeks_starting(parse_dimensions(",".join([*labels, *ALWAYS])), wanted.week_starts)
    asked = replace(wanted.asked, dimensions=dimensions)
    if wanted.last is not None and (report != "session" or not wanted.sections):
        asked = lately(asked, wanted.last, now())
    answer = desk.answer(asked)
    rows = _used(answer.rows)
    if wanted.instances and report == "daily":
        return answer, {"projects": wanted.shape.of_projects(rows), **wanted.shape.sums(rows)}
    return answer, wanted.shape.document(report, rows, _firsts(desk, asked, report, wanted.shape))


def _firsts(desk: Desk, asked: Question, report: str, shape: Shape) -> Firsts:
    if report != "session" or shape.unified:
        return {}
    by_session = replace(asked, dimensions=parse_dimensions("session,project,source"))
    names = ("session", "project")
    return first_activity(desk.reader, by_session, desk.basis(by_session), _closed(desk), names)


def _used(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if any(row[name] for name in SHOWN)]


def _closed(desk: Desk) -> Sequence[Closed]:
    return [] if desk.is_looking_back else desk.closed
