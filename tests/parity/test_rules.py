"""Our reading of ccusage's rules says what ccusage itself said (recorded by record.py from 20.0.24)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from claudecost.ccusage.costing import cost_of, priced
from claudecost.ccusage.entry import Entry, Tokens
from claudecost.ccusage.oddities import milliseconds
from claudecost.ccusage.prices import tables
from claudecost.ccusage.transcripts import is_looked_at, read_roots, session_of

from .record import CASES, PEOPLE, ROOT

HERE = Path(__file__).parent
SAID = json.loads((HERE / "said.json").read_text(encoding="utf-8"))
PRICED = json.loads((HERE / "priced.json").read_text(encoding="utf-8"))

#: Sums of binary fractions are off by less.
CLOSE = Decimal("0.000000001")

#: Where we know that we do not say the same, and what it is.
UNLIKE = {
    "duplicate-keys": "it refuses a line in which any key stands twice; we look at the usage only",
    "constant-id-copied-by-fork": "glm-5, another maker's model",
    "constant-id-sdk-fork": "glm-5",
    "constant-id-without-request-id": "glm-5",
    "gateway-snapshot-then-split": "glm-5",
    "no-request-id-across-forks": "glm-5",
}


def by_day(entries: Iterable[Entry]) -> dict[str, list[Any]]:
    days: dict[str, list[Any]] = defaultdict(lambda: [0, 0, 0, 0, Decimal(0)])
    for entry in entries:
        spent = entry.tokens
        writes = spent.cache_write_5m + spent.cache_write_1h
        figures = (spent.input, writes, spent.cache_read, spent.output, cost_of(entry))
        day = days[datetime.fromtimestamp(entry.at / 1000, UTC).date().isoformat()]
        day[:] = [had + more for had, more in zip(day, figures, strict=True)]
    return days


@pytest.mark.parametrize("case", SAID)
def test_it_counts_and_charges_what_ccusage_did(case: str) -> None:
    roots = [ROOT / "tests" / "pathologies" / case / "root"]
    if case == "samples":
        roots = [ROOT / "samples" / name for name in PEOPLE]
    found = by_day(read_roots(roots).kept)
    said = SAID[case]
    if case in UNLIKE:
        same_tokens = {day: found[day][:4] == figures[:4] for day, figures in said.items()}
        assert UNLIKE[case].startswith("it refuses") or all(same_tokens.values())
        return
    assert found.keys() == said.keys()
    for day, (*tokens, cost) in said.items():
        assert found[day][:4] == tokens
        assert abs(found[day][4] - Decimal(cost)) < CLOSE


@pytest.mark.parametrize("model", PRICED)
def test_a_model_of_any_spelling_has_the_price_it_has_there(model: str) -> None:
    price = tables().find(model)
    for case, cost in zip(CASES, PRICED[model], strict=True):
        spent = Tokens(*(case.get(meter, 0) for meter in Tokens.__struct_fields__))
        assert (price is None) == (cost is None)
        if price is not None:
            assert abs(priced(price, spent, is_fast="fast" in case) - Decimal(cost)) < CLOSE


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        ("2026-10-01T10:00:00.000Z", 1790848800000),
        ("2026-10-01T10:00:00Z", 1790848800000),
        ("2026-10-01T12:00:00+02:00", 1790848800000),
        ("2026-10-01T12:00:00.250+02:00", 1790848800250),
        ("2026-10-01T10:00:00.000000Z", None),
        ("2026-10-01 10:00:00Z", None),
        ("2026-02-30T10:00:00Z", None),
    ],
)
def test_only_four_spellings_of_a_time_are_known_to_it(timestamp: str, expected: int | None) -> None:
    assert milliseconds(timestamp) == expected


def test_a_file_stands_for_a_session_by_where_it_lies() -> None:
    assert session_of("/h/.claude/projects/-p/morning.jsonl") == "morning"
    assert session_of("/h/.claude/projects/-p/morning/subagents/agent-1.jsonl") == "morning"
    assert session_of("/h/.claude/projects/-p/morning/chat.jsonl") == "morning"


def test_it_comes_to_no_file_outside_projects_or_behind_a_link(tmp_path: Path) -> None:
    there = tmp_path / "root" / "projects" / "-p"
    there.mkdir(parents=True)
    (there / "a.jsonl").write_text("")
    (there / "b.jsonl").symlink_to(there / "a.jsonl")
    linked = tmp_path / "linked"
    linked.symlink_to(tmp_path / "root")

    assert is_looked_at(str(there / "a.jsonl"))
    assert is_looked_at(str(linked / "projects" / "-p" / "a.jsonl")), "the root itself may be a link"
    assert not is_looked_at(str(there / "b.jsonl"))
    assert not is_looked_at(str(tmp_path / "a.jsonl"))
    assert read_roots([tmp_path / "root"]).files == 1
