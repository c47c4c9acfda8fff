"""One folder per way the world is odd; each says in `about.md` where it was met.

The expected events were derived by hand from the rules, not from this code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from events import events, in_order, take_in

from claudecost.store import Store

CASES = sorted(path.parent for path in (Path(__file__).parent / "pathologies").glob("*/expected.json"))


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_the_case_comes_out_as_written(case: Path, tmp_path: Path) -> None:
    expected = json.loads((case / "expected.json").read_text())
    store = Store(tmp_path / "store.db")
    outcome = take_in(store, case / "root")

    assert events(store) == in_order(expected["events"])
    assert lines_of(outcome.summary) == expected["lines"]
    assert quarantine_of(outcome.summary, case / "root") == {
        tuple(sorted(lost.items())) for lost in expected["quarantine"]
    }
    with store.reading() as reader:
        [(bad_values,)] = reader.rows("SELECT coalesce(sum(bad_values), 0)::BIGINT FROM files")
    assert bad_values == expected.get("warnings", {}).get("bad value", 0)


def test_reading_it_again_changes_nothing(case: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store.db")
    take_in(store, case / "root")
    before = events(store)
    for path in (case / "root").rglob("*.jsonl"):
        if path.is_file():
            path.touch()
    take_in(store, case / "root")

    assert events(store) == before


def lines_of(summary: Any) -> dict[str, int]:
    counted = {
        "read": summary.lines,
        "usage": summary.usage_lines,
        "not_usage": summary.lines - summary.usage_lines - summary.quarantined_lines,
        "quarantined": summary.quarantined_lines,
    }
    rare = {"repaired": summary.repaired_lines, "unfinished": summary.unfinished_files}
    return counted | {name: count for name, count in rare.items() if count}


def quarantine_of(summary: Any, root: Path) -> set[tuple[tuple[str, object], ...]]:
    return {
        tuple(
            sorted(
                {
                    "path": str(Path(path).relative_to(root)),
                    "line": lost.line,
                    "offset": lost.byte_offset,
                    "reason": lost.reason,
                }.items()
            )
        )
        for path, lost in summary.quarantined
    }
