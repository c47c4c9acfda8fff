"""Which response is meant by a message id, by how one begins, or by a request id; and every line about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from ..usage import UNDATED, Answers
from .explanation import Observation
from .requests import question

#: So many characters of an id at least, before anything is looked for that begins with them.
LEAST = 8

#: The rung of event_keys.sql on which ids are found that only begin so.
BEGUN = 3

#: More than these are not listed to choose from.
MOST = 10

#: Where a line stands, by the number the store keeps.
PLACES = ("conversation", "subagent", "echo of a subagent")

PROMPT = ("input_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "cache_read_tokens")

#: The order in which lines of one response are held against each other (usage_events.sql), and what the line
#: that speaks has over the next one.
_RUNGS = (
    ("most output", lambda row: -row["output_tokens"]),
    ("says why it stopped", lambda row: row["stop_reason"] is None),
    ("most usage fields", lambda row: -row["usage_keys"]),
    ("conversation before subagent before echo", lambda row: row["place_no"]),
    ("largest prompt", lambda row: -(sum(row[name] for name in PROMPT))),
    ("latest", lambda row: -row["seen_at"].timestamp()),
    ("furthest down its file", lambda row: -row["line"]),
)

_COLUMNS = (
    *("path", "file_id", "line", "lines", "first_line", "first_at", "seen_at", "place_no", "model_id"),
    *("request_id", "final", "stop_reason", "usage_keys", *PROMPT, "output_tokens", "web_search_requests"),
    "session_id",
)


@dataclass(frozen=True)
class Meant:
    """What an id means: a key, and of the responses under it one `part`, or all where that is None.

    `is_begun`: the id is only how the key begins, or how an id in it does.
    """

    key: str
    part: str | None
    is_begun: bool

    @property
    def shown(self) -> str:
        """As it is shown, and may be given back."""
        return self.key if self.part is None else f"{self.key}/{self.part}"


def meant_by(store: Answers, name: str) -> list[Meant]:
    """The responses an id may mean: of this key, else of this message or request id, else begun so."""
    found = store.rows(question("event_keys.sql"), {"name": name, "least": LEAST})
    return [Meant(key, part, rung == BEGUN) for key, part, rung in found]


def observations_of(
    store: Answers, key: str, spokesmen: Sequence[tuple[str, str, int]], others: Sequence[str] = ()
) -> tuple[Observation, ...]:
    """Every stretch of a file that speaks of a response, those that speak for it first.

    `spokesmen` has part, path and line of the line that speaks for each response under the key; `others` are
    parts under the key that are not asked for, whose lines are left out.
    """
    rows = [
        dict(zip(_COLUMNS, row, strict=True))
        for row in store.rows(question("observations_of.sql"), {"response_key": key})
    ]
    told: list[Observation] = []
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        known = [*(part for part, _, _ in spokesmen), *others]
        parts.setdefault(_part_of(row, known), []).append(row)
    for part, path, line in spokesmen:
        mine = parts.get(part, [])
        speaker = next((row for row in mine if (row["path"], row["line"]) == (path, line)), None)
        for row in sorted(mine, key=lambda row: (row is not speaker, _standing(row))):
            told.append(_observation(row, row is speaker, _why(row, speaker, mine)))
    return tuple(told)


def parts_under(store: Answers, key: str) -> list[str]:
    """The parts of all responses under a key, `""` for the only one."""
    sql = "SELECT DISTINCT part FROM usage_events WHERE response_key = $response_key ORDER BY part"
    return [part for (part,) in store.rows(sql, {"response_key": key})]


def traffic_of(store: Answers, key: str, part: str | None = None) -> dict[str, str | None]:
    """Whose traffic a response is: project, session, user, machine and the like; of all parts the first."""
    names = ("source", "machine", "user", "project", "session", "agent", "workspace", "api_key")
    rows = store.rows(question("traffic_of.sql"), {"response_key": key, "part": part})
    return dict(zip(names, rows[0], strict=True)) if rows else {}


def _part_of(row: Mapping[str, Any], parts: Sequence[str]) -> str:
    """Which of several responses under one key a line belongs to, as far as the line itself tells."""
    if len(parts) == 1:
        return parts[0]
    if row["request_id"] in parts:
        return str(row["request_id"])
    writes = row["cache_write_5m_tokens"] + row["cache_write_1h_tokens"]
    tail = f"/{row['input_tokens']}/{row['cache_read_tokens']}/{writes}"
    alike = [part for part in parts if part.endswith(tail)]
    own = [part for part in alike if part == f"{row['session_id'] or ''}{tail}"]
    return (own or alike or list(parts))[0]


def _standing(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*(rung(row) for _, rung in _RUNGS), row["path"])


def _why(row: Mapping[str, Any], speaker: Mapping[str, Any] | None, all_of_it: Sequence[Any]) -> str:
    """In a few words: what the speaker has over all others, or what a line lost by."""
    if speaker is None:
        return ""
    if len(all_of_it) == 1:
        return "best of its lines" if row["lines"] > 1 else "the only line"
    if row is speaker:
        reasons = [_first_difference(speaker, other) for other in all_of_it if other is not speaker]
        return ", ".join(dict.fromkeys(reasons))
    return f"not: {_first_difference(speaker, row)}"


def _first_difference(speaker: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    return next((words for words, rung in _RUNGS if rung(speaker) != rung(other)), "first of equals")


def _observation(row: Mapping[str, Any], speaks: bool, why: str) -> Observation:
    tokens = {name: row[name] for name in (*PROMPT, "output_tokens", "web_search_requests")}
    return Observation(
        row["path"],
        row["line"],
        row["lines"],
        row["first_line"],
        None if row["first_at"] >= UNDATED else row["first_at"].replace(tzinfo=UTC),
        PLACES[row["place_no"]],
        row["model_id"],
        row["final"],
        row["stop_reason"],
        tokens,
        speaks,
        why,
    )
