"""The whole of it: sections, formats, the client's statistics, what transcripts can never show."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Said
from transcripts import response

from .conftest import Writing

Covered = Callable[..., Said]

SECTIONS = ["machines", "gaps", "roots", "transcripts", "provisional", "outside", "statistics", "unseen"]


@pytest.fixture
def one(writing: Writing) -> Path:
    return writing(response("claude-opus-5", "2026-11-10T10:00:00Z", {"input": 5, "output": 7}))


def test_a_script_gets_every_section_and_which_version_of_the_shape_it_is(
    one: Path, covered: Covered
) -> None:
    found = covered("--json").json
    assert found["schema_version"] == 1
    assert [name for name in found if name in SECTIONS] == SECTIONS


@pytest.mark.parametrize("section", SECTIONS)
def test_any_section_can_be_had_alone(one: Path, covered: Covered, section: str) -> None:
    found = covered("--json", "--show", section).json
    assert [name for name in found if name in SECTIONS] == [section]
    header = next(csv.reader(io.StringIO(covered("--csv", "--show", section).out)))
    assert "section" not in header


def test_one_csv_holds_them_all_each_row_with_its_section(one: Path, covered: Covered) -> None:
    rows = list(csv.DictReader(io.StringIO(covered("--csv").out)))
    assert {row["section"] for row in rows} == {"machines", "roots", "provisional", "unseen"}
    assert [row["days"] for row in rows if row["section"] == "machines"] == ["1"]


def test_a_section_there_is_not_is_refused_with_those_there_are(one: Path, covered: Covered) -> None:
    said = covered("--show", "machine")
    assert said.code == 2
    assert "machines, gaps" in said.err


def test_days_are_those_of_the_person_s_zone_in_summer_and_winter(writing: Writing, covered: Covered) -> None:
    """22:30 UTC is half past midnight in a Berlin summer, and half an hour before it in winter."""
    tokens = {"input": 5, "output": 7}
    summer, winter = "2026-10-24T22:30:00Z", "2026-10-26T22:30:00Z"
    writing(response("claude-opus-5", summer, tokens), response("claude-opus-5", winter, tokens))
    [machine] = covered("--json", "--timezone", "Europe/Berlin").json["machines"]
    assert (machine["first_day"], machine["last_day"], machine["days"]) == ("2026-10-25", "2026-10-26", 2)


def test_what_has_no_tokens_makes_no_day(writing: Writing, covered: Covered) -> None:
    tokens = {"input": 5, "output": 7}
    writing(
        response("claude-opus-5", "2026-11-10T10:00:00Z", tokens),
        response("claude-opus-5", "2026-11-12T10:00:00Z", {}),
    )
    [machine] = covered("--json").json["machines"]
    assert (machine["last_day"], machine["gaps"]) == ("2026-11-10", 0)


def test_outputs_that_are_not_final_are_counted_by_version_and_place(
    writing: Writing, covered: Covered
) -> None:
    """Facts 3.2: which outputs are lower bounds depends on the version, and on who wrote the file."""
    tokens, at = {"input": 5, "output": 1}, "2026-11-10T10:00:00Z"
    writing(
        response("claude-opus-5", at, tokens),
        response("claude-opus-5", at, tokens, stop_reason=None),
        response("claude-opus-5", at, tokens, stop_reason=None, agentId="a1", isSidechain=True),
        response("claude-opus-5", at, tokens, stop_reason=None, version="2.1.20"),
    )
    found = [
        (row["version"], row["part"], row["responses"], row["provisional_responses"])
        for row in covered("--json").json["provisional"]
    ]
    assert found == [
        ("2.1.20", "conversation", 1, 1),
        ("2.1.300", "conversation", 2, 1),
        ("2.1.300", "subagents", 1, 1),
    ]


def test_the_client_s_statistics_stand_beside_the_store_up_to_their_day(
    root: Path, writing: Writing, covered: Covered
) -> None:
    """Only what was used by then is compared; models only one side knows are shown as well."""
    tokens = {"input": 5, "output": 7}
    writing(
        response("claude-opus-5", "2026-11-10T23:59:59Z", tokens),
        response("claude-opus-5", "2026-11-11T00:00:00Z", tokens),
    )
    usage = {"inputTokens": 5, "outputTokens": 9, "cacheReadInputTokens": 0, "cacheCreationInputTokens": 0}
    cache = {"lastComputedDate": "2026-11-10", "modelUsage": {"claude-opus-5": usage, "claude-zeta-9": usage}}
    (root / "stats-cache.json").write_text(json.dumps(cache))
    found = {
        row["model"]: (row["client_tokens"], row["stored_tokens"], row["difference_tokens"])
        for row in covered("--json").json["statistics"]
    }
    assert found == {"claude-opus-5": (14, 12, 2), "claude-zeta-9": (14, 0, 14)}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"lastComputedDate": 3}', '{"lastComputedDate": "2026-11-10"}']
)
def test_statistics_nobody_can_read_are_none(root: Path, one: Path, covered: Covered, text: str) -> None:
    (root / "stats-cache.json").write_text(text)
    said = covered("--json")
    assert (said.code, said.json["statistics"]) == (0, [])


def test_calls_no_transcript_shows_are_said_with_their_size(one: Path, covered: Covered) -> None:
    said = covered(width=80).out.replace("\n", " ")
    assert "permission classifier" in said
    assert "8.8%" in said


def test_whoever_has_nothing_is_told_so_and_not_shown_empty_tables(covered: Covered) -> None:
    said = covered(width=80)
    assert said.code == 0
    assert "no usage of Claude Code in the store" in said.out
    assert "you have no transcripts of your own here" in said.out
