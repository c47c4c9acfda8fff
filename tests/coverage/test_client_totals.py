"""The client's own totals: kept at ingest, compared per session and model, never added."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost
from transcripts import response

from claudecost.sources.claude_code.cost_state import ClientTotals, totals_of_file
from claudecost.store import Store

from .conftest import Writing
from .lines import cost_state

Covered = Callable[..., Said]

OPUS = "claude-opus-5"

#: A row as version 3 had it: its number, its path, the last time in it.
FILES = "INSERT INTO files VALUES (?, ?, 'claude-code', 1, 1, 9, 1, 1, 9, 1, '', '', ?, 1, 0, 0, 0, 0, false)"


def answer(output: int = 1000, session: str = "morning", **more: Any) -> dict[str, Any]:
    """On 2026-11-10 Opus 5 costs $5 and $25 per million: 1,000 tokens out are $0.025, 10 in $0.00005."""
    tokens = {"input": 10, "output": output}
    return response(OPUS, "2026-11-10T10:00:00Z", tokens, session=session, **more)


def outside(said: Said) -> dict[tuple[str, str], Any]:
    return {(row["session"], row["model"]): row for row in said.json["outside"]}


def test_the_difference_is_shown_per_session_and_model(writing: Writing, covered: Covered) -> None:
    """Haiku's call is in no transcript, 200 tokens of Opus were never written down."""
    models = {OPUS: (1200, 0.03005), "claude-haiku-4-5-20251001": (60, 0.0003)}
    writing(answer(), cost_state("morning", 0.03035, models))
    found = outside(covered("--json"))
    opus, haiku = found["morning", OPUS], found["morning", "claude-haiku-4-5-20251001"]
    assert (opus["client_usd"], opus["transcripts_usd"], opus["outside_usd"]) == (
        "0.03005",
        "0.02505",
        "0.005",
    )
    assert opus["outside_output_tokens"] == 200
    assert (haiku["transcripts_usd"], haiku["outside_usd"], haiku["outside_output_tokens"]) == (
        "0",
        "0.0003",
        60,
    )


def test_it_is_never_added_to_any_cost(writing: Writing, covered: Covered, tmp_path: Path) -> None:
    writing(answer(), cost_state("morning", 99, {OPUS: (10**6, 99)}))
    covered("--json")
    report = claudecost("monthly", "--json", "--no-ingest", "--db", tmp_path / "ann.db").json
    assert report["totals"]["cost_usd"] == "0.02505"


def test_of_cumulative_records_the_largest_stands_whatever_is_read_first(
    writing: Writing, covered: Covered
) -> None:
    """A file read on twice: the largest record came in the middle."""
    small, large, again = (cost_state("morning", n, {OPUS: (n, n)}) for n in (1, 3, 2))
    first = answer()
    writing(first, small)
    covered("--json")
    writing(first, small, large)
    covered("--json")
    writing(first, small, large, again)
    assert outside(covered("--json"))["morning", OPUS]["client_usd"] == "3"


def test_the_total_survives_its_transcript(writing: Writing, covered: Covered) -> None:
    path = writing(answer(), cost_state("morning", 2, {OPUS: (1000, 2)}))
    covered("--json")
    path.unlink()
    assert outside(covered("--json"))["morning", OPUS]["client_usd"] == "2"


def test_a_record_copied_into_a_fork_is_told_of_the_session_it_came_from(
    writing: Writing, covered: Covered
) -> None:
    """Copies carry the new session's id: the very same total under two sessions is one session's."""
    writing(answer(), cost_state("morning", 2, {OPUS: (1000, 2)}))
    later = response(OPUS, "2026-11-11T10:00:00Z", {"input": 10, "output": 5}, session="fork")
    writing(cost_state("fork", 2, {OPUS: (1000, 2)}), later, name="fork")
    assert {session for session, _ in outside(covered("--json"))} == {"morning"}


def test_a_fork_s_own_total_is_its_own(writing: Writing, covered: Covered) -> None:
    writing(answer(), cost_state("morning", 2, {OPUS: (1000, 2)}))
    later = response(OPUS, "2026-11-11T10:00:00Z", {"input": 10, "output": 5}, session="fork")
    copied, own = cost_state("fork", 2, {OPUS: (1000, 2)}), cost_state("fork", 2.5, {OPUS: (1100, 2.5)})
    writing(copied, later, own, name="fork")
    found = outside(covered("--json"))
    assert {session: row["client_usd"] for (session, _), row in found.items()} == {
        "morning": "2",
        "fork": "2.5",
    }


def test_the_long_context_name_of_a_model_is_the_model(writing: Writing, covered: Covered) -> None:
    """`modelUsage` says `[1m]`, transcripts do not (facts 2.3)."""
    writing(answer(), cost_state("morning", 1, {f"{OPUS}[1m]": (600, 0.5), OPUS: (600, 0.5)}))
    [row] = outside(covered("--json")).values()
    assert (row["model"], row["client_usd"], row["client_output_tokens"]) == (OPUS, "1", 1200)


def test_a_client_that_counted_less_is_not_set_off_against_one_that_counted_more(
    writing: Writing, covered: Covered
) -> None:
    writing(answer(), cost_state("morning", 0.01, {OPUS: (400, 0.01)}))
    evening = answer(session="evening")
    writing(evening, cost_state("evening", 1, {OPUS: (9000, 1)}), name="evening")
    totals = covered("--json").json["client_totals"]
    assert (totals["sessions"], totals["outside_transcripts_usd"]) == (2, "0.97495")
    assert totals["less_than_transcripts_usd"] == "0.01505"


def test_the_last_line_counts_even_before_it_has_its_end(writing: Writing, covered: Covered) -> None:
    path = writing(answer(), cost_state("morning", 2, {OPUS: (1000, 2)}))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert outside(covered("--json"))["morning", OPUS]["client_usd"] == "2"


def test_talk_about_such_records_is_none(tmp_path: Path) -> None:
    record = cost_state("morning", 2, {OPUS: (1000, 2)})
    quoted = {"type": "user", "message": {"content": json.dumps(record)}, "toolUseResult": record}
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps(quoted) + "\n")
    assert totals_of_file(str(path), 1) == []


ODD = [
    "not json",
    "[]",
    '{"type": "cost-state"}',
    '{"type": "cost-state", "sessionId": ["s"], "totalCostUSD": 1, "modelUsage": {"m": {}}}',
    '{"type": "cost-state", "sessionId": "s", "totalCostUSD": -1, "modelUsage": {"m": {}}}',
    '{"type": "cost-state", "sessionId": "s", "totalCostUSD": 1e400, "modelUsage": {"m": {}}}',
    '{"type": "cost-state", "sessionId": "s", "totalCostUSD": true, "modelUsage": {"m": {}}}',
    '{"type": "cost-state", "sessionId": "s", "totalCostUSD": 1, "modelUsage": ["m"]}',
    '{"type": "cost-state", "sessionId": "s", "totalCostUSD": 1, "modelUsage": {"m": 3}}',
]


@pytest.mark.parametrize("line", ODD)
def test_nothing_a_record_holds_can_make_it_raise_or_count(line: str) -> None:
    totals = ClientTotals(1)
    totals.add(line.encode(), 1)
    assert totals.rows() == []


def test_amounts_keep_the_digits_they_are_written_with() -> None:
    totals = ClientTotals(1)
    usage = '{"inputTokens": "7", "outputTokens": 2.0, "costUSD": 0.30000000000000004}'
    line = f'{{"type":"cost-state","sessionId":"s","totalCostUSD":0.1,"modelUsage":{{"m":{usage}}}}}'
    totals.add(line.encode(), 1)
    [row] = totals.rows()
    assert (row.total_usd, Decimal(row.cost_usd)) == ("0.1", Decimal("0.3")), "15 digits: a column's"
    assert (row.input_tokens, row.output_tokens) == (7, 2)


def test_a_store_made_before_there_was_a_place_for_totals_reads_what_is_still_there(
    writing: Writing, covered: Covered, tmp_path: Path
) -> None:
    """Version 4: one transcript can be read again, one is gone and stays unknown."""
    kept = writing(answer(), cost_state("morning", 2, {OPUS: (1000, 2)}))
    gone = writing(answer(session="evening"), cost_state("evening", 2, {OPUS: (1000, 2)}), name="evening")
    covered("--json")
    gone.unlink()
    with Store(tmp_path / "ann.db").booking() as reader:
        reader.run("DELETE FROM client_totals")
        reader.run("INSERT INTO client_totals_unread SELECT file_id FROM files")
    before = covered("--json", "--no-ingest").json
    assert (before["outside"], before["client_totals"]["transcripts_unknown"]) == ([], 2)
    after = covered("--json")
    assert kept.exists()
    assert {session for session, _ in outside(after)} == {"morning"}
    assert after.json["client_totals"]["transcripts_unknown"] == 1
    assert "unknown for 1 transcript" in covered(width=80).out.replace("\n", " ")


def test_only_transcripts_that_can_hold_a_total_are_unread_after_the_migration(tmp_path: Path) -> None:
    """Subagents' files never do, nor files whose last line is older than the first such record."""
    import duckdb

    from claudecost.store.migrations import STEPS, question

    path = tmp_path / "old.db"
    rows = [
        (1, "/r/projects/p/a.jsonl", "2026-09-01"),
        (2, "/r/projects/p/a/subagents/agent-1.jsonl", "2026-09-01"),
        (3, "/r/projects/p/b.jsonl", "2026-07-01"),
        (4, "/r/projects/p/c.jsonl", None),
    ]
    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.5.0"}) as connection:
        for number, step in enumerate(STEPS[:3], 1):
            connection.execute(question(step))
            connection.execute("INSERT INTO schema_history VALUES (?, now()::TIMESTAMP, '0.3.0')", [number])
        for file_id, name, last_at in rows:
            connection.execute(
                FILES,
                [file_id, name, last_at],
            )
    with Store(path).reading() as reader:
        assert reader.rows("SELECT file_id FROM client_totals_unread ORDER BY file_id") == [(1,), (4,)]
