"""The documents ccusage's reports are, as JSON: the same keys and types, in the same places.

Rows come with the labels a shape needs: `day`, `week` or `month`, or `session` and `project`; always
`model_id`, `speed` and `source`. Tried against ccusage 20.0.24.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ..money import total
from ..reports.project_names import encoded
from ..reports.sessions.entries import Entry
from .figures import UNKNOWN, Json, Row, counters, model_name, moment, number, totals

#: Our dimension and ccusage's key of a row, by the name of its report.
PERIODS = {"daily": ("day", "date"), "weekly": ("week", "week"), "monthly": ("month", "month")}

#: The reports there are; `--sections` names several.
REPORTS = (*PERIODS, "session")

Firsts = Mapping[tuple[str | None, ...], datetime]


@dataclass(frozen=True)
class Shape:
    """Which of its shapes: that of `ccusage claude ...`, or the unified one of all programs (`unified`).

    `with_agents` adds rows by program to the unified one.
    """

    unified: bool = True
    with_agents: bool = False
    with_cost: bool = True
    descending: bool = False

    def of_time(self, report: str, rows: Sequence[Row]) -> list[Json]:
        """Rows of `daily`, `weekly` or `monthly`, in time's order."""
        name, key = PERIODS[report]
        by_label = _by([name], rows)
        found = []
        for (label,), own in sorted(by_label.items(), key=_in_order, reverse=self.descending):
            row = counters(own, with_cost=self.with_cost, names_sorted=self.unified)
            if not self.unified:
                found.append({key: label or UNKNOWN, **row})
                continue
            agents = sorted({agent_of(one) for one in own})
            row |= {"period": label or UNKNOWN, "agent": "all", "metadata": {"agents": agents}}
            if self.with_agents:
                row["agents"] = [self._of_agent(agent, own) for agent in agents]
            found.append(row)
        return found

    def _of_agent(self, agent: str, rows: Iterable[Row]) -> Json:
        own = [row for row in rows if agent_of(row) == agent]
        return {"agent": agent, **counters(own, with_cost=self.with_cost, names_sorted=False)}

    def of_sessions(self, rows: Sequence[Row], firsts: Firsts) -> list[Json]:
        """Rows of `session`, the dearest first; `firsts` is when each session and project began."""
        names = ["session"] if self.unified else ["session", "project"]
        found = []
        for labels, own in _by(names, rows).items():
            row = counters(own, with_cost=True, names_sorted=self.unified)
            last = moment(max(one["last_at"] for one in own).replace(tzinfo=UTC))
            session = labels[0] or UNKNOWN
            if self.unified:
                agent = min(agent_of(one) for one in own)
                row |= {"period": session, "agent": agent, "metadata": {"lastActivity": last}}
            else:
                first = firsts.get(labels)
                row |= {
                    "sessionId": session,
                    "projectPath": UNKNOWN if labels[1] is None else encoded(labels[1]),
                    "firstActivity": moment(first) if first else last,
                    "lastActivity": last,
                }
            found.append(row)
        found.sort(key=lambda row: (-row["totalCost"], -row["totalTokens"], str(row.get("period"))))
        return found if self.with_cost else [_costless(row) for row in found]

    def of_projects(self, rows: Sequence[Row]) -> dict[str, list[Json]]:
        """Rows of `daily --instances`: by the directory of the project, each in time's order."""
        found: dict[str, list[Json]] = {}
        by_name = _by(["project"], rows)
        for (project,), own in sorted(by_name.items(), key=_in_order):
            name = UNKNOWN if project is None else encoded(project)
            of_one = Shape(unified=False, with_cost=self.with_cost, descending=self.descending)
            found.setdefault(name, []).extend(
                {**row, "project": name} for row in of_one.of_time("daily", own)
            )
        return found

    def document(self, report: str, rows: Sequence[Row], firsts: Firsts) -> Json:
        """One report by its name: its rows, and the totals of everything."""
        if report == "session":
            key = "session" if self.unified else "sessions"
            return {key: self.of_sessions(rows, firsts), **self.sums(rows)}
        return {report: self.of_time(report, rows), **self.sums(rows)}

    def sums(self, rows: Sequence[Row]) -> Json:
        """The totals, under their key."""
        return {"totals": totals(rows, with_cost=self.with_cost)}


def of_one_session(session: str, entries: Sequence[Entry], *, with_cost: bool) -> Json:
    """`session --id`: every response of one session."""
    tokens = sum(
        entry.input_tokens + entry.cache_write_tokens + entry.cache_read_tokens + entry.output_tokens
        for entry in entries
    )
    cost = {"totalCost": number(total(entry.cost_usd for entry in entries))} if with_cost else {}
    return {
        "sessionId": session,
        **cost,
        "totalTokens": tokens,
        "entries": [_entry(entry, with_cost) for entry in entries],
    }


def _entry(entry: Entry, with_cost: bool) -> Json:
    return {
        "timestamp": moment(entry.at),
        "model": model_name(entry.labels),
        "inputTokens": entry.input_tokens,
        "outputTokens": entry.output_tokens,
        "cacheCreationTokens": entry.cache_write_tokens,
        "cacheReadTokens": entry.cache_read_tokens,
        **({"costUSD": number(entry.cost_usd)} if with_cost else {}),
    }


def agent_of(row: Row) -> str:
    """The program a row's usage comes from, as ccusage names Claude Code; others as we name their source."""
    source = row["source"]
    return "claude" if source == "claude-code" else str(source or UNKNOWN)


def _by(names: Sequence[str], rows: Iterable[Row]) -> dict[tuple[str | None, ...], list[Row]]:
    found: dict[tuple[str | None, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    return found


def _in_order(item: tuple[tuple[str | None, ...], object]) -> tuple[bool, str]:
    [label] = item[0]
    return label is None, label or ""


def _costless(row: Json) -> Json:
    models = [{key: value for key, value in one.items() if key != "cost"} for one in row["modelBreakdowns"]]
    return {key: value for key, value in row.items() if key != "totalCost"} | {"modelBreakdowns": models}
