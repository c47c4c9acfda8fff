"""When batches ended: their results do not say, the list of batches does, whichever is taken in first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost

ENDED = "2026-10-14T09:20:00Z"
BATCH = "msgbatch_01AAAAAAAAAAAAAAAAAAAAAA"
OTHER = "msgbatch_01BBBBBBBBBBBBBBBBBBBBBB"

#: Its price was lowered in the course of 2026; the other's never changed.
CHANGED, STEADY = "claude-sonnet-5-5", "claude-haiku-4-5-20251001"


@dataclass(frozen=True)
class Home:
    """A person's files and store."""

    path: Path

    def run(self, *arguments: str | Path) -> Said:
        return claudecost("--db", self.path / "data" / "store.db", *arguments)


@pytest.fixture
def ann(empty_home: Path) -> Home:
    return Home(empty_home)


def results(succeeded: int = 2, errored: int = 1, model: str = CHANGED, first: int = 1) -> str:
    lines: list[dict[str, Any]] = [
        {
            "custom_id": f"r-{number}",
            "result": {
                "type": "succeeded",
                "message": {
                    "id": f"msg_{number}",
                    "type": "message",
                    "role": "assistant",
                    "model": model,
                    "content": [],
                    "stop_reason": "end_turn",
                    "usage": {"input_tokens": 1000, "output_tokens": 100, "service_tier": "batch"},
                },
            },
        }
        for number in range(first, first + succeeded)
    ]
    lines += [{"custom_id": f"e-{number}", "result": {"type": "errored"}} for number in range(errored)]
    return "".join(json.dumps(line) + "\n" for line in lines)


def listed(
    batch_id: str = BATCH, ended_at: str | None = ENDED, succeeded: int = 2, errored: int = 1
) -> dict[str, Any]:
    counts = {"processing": 0, "succeeded": succeeded, "errored": errored, "canceled": 0, "expired": 0}
    return {
        "id": batch_id,
        "type": "message_batch",
        "processing_status": "ended",
        "request_counts": counts,
        "created_at": "2026-10-14T09:00:00Z",
        "ended_at": ended_at,
        "archived_at": None,
        "results_url": None,
    }


def write_list(path: Path, *batches: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"data": list(batches), "has_more": False, "first_id": None, "last_id": None}))
    return path


def write_results(home: Home, name: str = f"{BATCH}_results.jsonl", content: str | None = None) -> Path:
    path = home.path / name
    path.write_text(results() if content is None else content)
    return path


def take_in(home: Home, *arguments: str | Path) -> Any:
    ran = home.run("ingest", "--json", *arguments)
    assert ran.code == 0, ran.err
    return ran.json


def report(home: Home, *arguments: str) -> Any:
    ran = home.run("report", "--json", "--no-ingest", *arguments)
    assert ran.code == 0, ran.err
    return ran.json


def days(home: Home) -> Sequence[str | None]:
    return [row["day"] for row in report(home, "--by", "day")["rows"]]


def test_results_after_their_list_are_of_the_day_the_batch_ended(ann: Home) -> None:
    take_in(ann, write_list(ann.path / "batches.json", listed()))
    assert take_in(ann, write_results(ann))["responses"]["new"] == 2
    assert days(ann) == ["2026-10-14"]


def test_results_before_their_list_are_dated_when_it_comes(ann: Home) -> None:
    take_in(ann, write_results(ann))
    assert days(ann) == [None]
    shown = take_in(ann, write_list(ann.path / "batches.json", listed()))
    assert shown["files"] == {"seen": 2, "read": 2, "unchanged": 0, "unreadable": 0}
    assert shown["responses"] == {"new": 0, "updated": 2, "total": 2}
    assert days(ann) == ["2026-10-14"]
    assert take_in(ann, ann.path / "batches.json")["files"]["read"] == 0


def test_results_and_list_in_one_directory_come_in_either_order(ann: Home) -> None:
    folder = ann.path / "batches"
    folder.mkdir()
    for name, has_list in (("0-results.jsonl", False), ("1-list.json", True), ("2-results.jsonl", False)):
        number = int(name[0])
        if has_list:
            write_list(folder / name, listed(succeeded=2), listed(OTHER, "2026-10-15T00:00:00Z", 3))
        else:
            (folder / name).write_text(results(2 + number // 2, first=1 + 10 * number))
    take_in(ann, folder)
    assert days(ann) == ["2026-10-14", "2026-10-15"]


def test_one_batch_saved_by_itself_is_a_list_of_one(ann: Home) -> None:
    (ann.path / "batch.json").write_text(json.dumps(listed()))
    take_in(ann, ann.path / "batch.json", write_results(ann))
    assert days(ann) == ["2026-10-14"]


def test_results_under_another_name_are_known_by_how_their_requests_did(ann: Home) -> None:
    path = write_list(ann.path / "batches.json", listed(), listed(OTHER, "2026-10-20T00:00:00Z", 5, 5))
    take_in(ann, path, write_results(ann, "results.jsonl"))
    assert days(ann) == ["2026-10-14"]


def test_counts_that_two_batches_share_date_nothing(ann: Home) -> None:
    path = write_list(ann.path / "batches.json", listed(), listed(OTHER, "2026-10-20T00:00:00Z"))
    take_in(ann, path, write_results(ann, "results.jsonl"))
    assert days(ann) == [None]


def test_a_batch_that_is_not_on_the_list_stays_undated(ann: Home) -> None:
    take_in(ann, write_list(ann.path / "batches.json", listed(OTHER)), write_results(ann))
    assert days(ann) == [None]


def test_a_person_may_say_when(ann: Home) -> None:
    file = write_results(ann)
    take_in(ann, file)
    shown = take_in(ann, file, "--at", "2026-10-03T10:00:00+02:00")
    assert shown["responses"]["new"] == 0
    assert days(ann) == ["2026-10-03"]
    (row,) = report(ann, "--by", "hour", "-z", "UTC")["rows"]
    assert "08" in row["hour"]


def test_what_a_person_says_goes_before_the_list(ann: Home) -> None:
    take_in(ann, write_list(ann.path / "batches.json", listed()), write_results(ann), "--at", "2026-10-03")
    assert days(ann) == ["2026-10-03"]


def test_undated_responses_are_in_no_day_and_counted_in_a_warning(ann: Home) -> None:
    take_in(ann, write_results(ann))
    shown = report(ann, "--by", "day")
    assert shown["totals"]["responses"] == 2
    assert report(ann, "--period", "2026-10")["totals"]["responses"] == 0
    (said,) = [warning for warning in shown["warnings"] if "without a date" in warning]
    assert said.startswith("2 responses ")
    assert "ingest --at" in said


def test_undated_responses_are_priced_only_if_the_price_never_changed(ann: Home) -> None:
    take_in(ann, write_results(ann))
    take_in(ann, write_results(ann, f"{OTHER}.jsonl", results(3, 0, STEADY, first=50)))
    rows = {row["model"]: row for row in report(ann, "--by", "model")["rows"]}
    changed, steady = rows["claude-sonnet-5-5"], rows[STEADY]
    assert changed["unpriced_responses"] == 2
    assert Decimal(changed["cost_usd"]) == 0
    assert steady["unpriced_responses"] == 0
    assert Decimal(steady["cost_usd"]) == 3 * (1000 * Decimal(1) + 100 * Decimal(5)) / 2 / 1_000_000
    reasons = {entry["model"]: entry["reason"] for entry in report(ann, "--by", "model")["unpriced"]}
    assert list(reasons) == ["claude-sonnet-5-5"]
    assert "no date" in reasons["claude-sonnet-5-5"]


def test_the_list_alone_is_no_usage(ann: Home) -> None:
    shown = take_in(ann, write_list(ann.path / "batches.json", listed()))
    assert shown["responses"] == {"new": 0, "updated": 0, "total": 0}
    assert shown["ledger_rows"] == 0


def test_results_that_are_gone_when_the_list_comes_keep_what_is_known(ann: Home) -> None:
    file = write_results(ann)
    take_in(ann, file)
    file.unlink()
    shown = take_in(ann, write_list(ann.path / "batches.json", listed()))
    assert shown["responses"]["total"] == 2
    assert days(ann) == [None]
