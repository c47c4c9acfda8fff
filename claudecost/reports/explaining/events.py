"""Which response is meant by a message id, by how one begins, or by a request id; and every line about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from ..usage import UNDATED, Answers
from .explanation import Observation
from .requests import question

#: So many characters of an id at least, before anything is looked for that begins with them.
LEAST = 8

#: More than these are not listed to choose from.
MOST = 10

#: Where a line stands, by the number the store keeps.
PLACES = ("conversation", "subagent", "echo of a subagent")

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

PROMPT = ("input_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "cache_read_tokens")

_COLUMNS = (
    *("path", "file_id", "line", "lines", "first_line", "first_at", "seen_at", "place_no", "model_id"),
    *("request_id", "final", "stop_reason", "usage_keys", *PROMPT, "output_tokens", "web_search_requests"),
    "session_id",
)


def keys_of(store: Answers, name: str) -> list[str]:
    """The responses an id may mean: that of this id, else of this request, else those that begin so."""
    return [key for (key,) in store.rows(question("event_keys.sql"), {"name": name, "least": LEAST})]


def observations_of(
    store: Answers, key: str, spokesmen: Sequence[tuple[str, str, int]]
) -> tuple[Observation, ...]:
    """Every stretch of a file that speaks of a response, those that speak for it first.

    `spokesmen` has part, path and line of the line that speaks for each response under the key.
    """
    rows = [
        dict(zip(_COLUMNS, row, strict=True))
        for row in store.rows(question("observations_of.sql"), {"response_key": key})
    ]
    told: list[Observation] = []
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault(_part_of(row, [part for part, _, _ in spokesmen]), []).append(row)
    for part, path, line in spokesmen:
        mine = parts.get(part, [])
        speaker = next((row for row in mine if (row["path"], row["line"]) == (path, line)), None)
        for row in sorted(mine, key=lambda row: (row is not speaker, _standing(row))):
            told.append(_observation(row, row is speaker, _why(row, speaker, mine)))
    return tuple(told)


def traffic_of(store: Answers, key: str) -> dict[str, str | None]:
    """Whose traffic a response is: project, session, user, machine and the like."""
    names = ("source", "machine", "user", "project", "session", "agent", "workspace", "api_key")
    rows = store.rows(question("traffic_of.sql"), {"response_key": key})
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
