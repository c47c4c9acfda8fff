"""What a short command must not have to wait for: a deny list of modules, which no slow machine fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import python
from transcripts import response, write

HEAVY = (
    "duckdb", "_duckdb", "polars", "anthropic", "yaml", "jinja2", "pydantic", "asyncio", "rich.markdown",
    "msgspec", "multiprocessing", "xlsxwriter",
)  # fmt: skip

#: Runs our front door as `claudecost` does, then says on stderr what has been imported on the way.
FRONT_DOOR = """
import sys
from claudecost.__main__ import main
try:
    main()
finally:
    print(*sorted(sys.modules), sep="\\n", file=sys.stderr)
"""


def imported(home: Path, *arguments: str, code: int = 0) -> set[str]:
    """Every module in memory after a command line."""
    said = python("-c", FRONT_DOOR, *arguments, home=home)
    assert said.code == code, said.err
    return set(said.err.split())


@pytest.mark.parametrize(
    "line",
    [
        "--help",
        "--version",
        "-h",
        "report --help",
        "blocks --help",
        "statusline --help",
        "statusline --install",
        "daily -h",
        "claude --help",
        "claude session --help",
        "ingest --help",
        "pack --help",
        "hook --help",
        "compare --help",
        "parity --help",
        "explain --help",
        "price --help",
        "prices --help",
        "export --help",
        "page --help",
        "email --help",
        "schedule --help",
        "whatif --help",
        "tokenizer --help",
        "plan --help",
        "live --help",
        "budget --help",
        "budget check --help",
        "budget webhook --help",
        "tokenizer measure --help",
        "coverage --help",
        "doctor --help",
    ],
)
def test_help_and_version_wait_for_nothing_heavy(tmp_path: Path, line: str) -> None:
    assert imported(tmp_path, *line.split()) & set(HEAVY) == set()


@pytest.mark.parametrize(
    "line", ["report --by modle", "dayly", "daily --json --csv", "daily --since 11/12/2026"]
)
def test_neither_does_whoever_mistypes_something(tmp_path: Path, line: str) -> None:
    assert (
        imported(tmp_path, *line.split(), code=2) & {"duckdb", "_duckdb", "polars", "yaml", "pydantic"}
        == set()
    )


@pytest.mark.parametrize(
    "line", ["report --json", "daily --csv", "monthly --format md", "weekly --format tsv"]
)
def test_rich_is_only_for_terminals(tmp_path: Path, line: str) -> None:
    write(tmp_path / ".claude", [response("claude-opus-5", "2026-11-10T12:00:00Z", {"input": 5})])
    found = imported(tmp_path, *line.split())
    assert {name for name in found if name.partition(".")[0] == "rich"} == set()


def test_a_report_with_nothing_new_imports_no_reader_of_transcripts_and_no_price_tables(
    tmp_path: Path,
) -> None:
    """The usual report: what reads a transcript, starts workers or reads YAML would only cost time."""
    write(tmp_path / ".claude", [response("claude-opus-5", "2026-11-10T12:00:00Z", {"input": 5})])
    first, again = (imported(tmp_path, "daily", "--json") for _ in range(2))
    assert "claudecost.sources.claude_code.reading" in first
    assert "claudecost.sources.claude_code.reading" not in again
    assert again & {"yaml", "multiprocessing", "polars", "pydantic", "anthropic", "jinja2"} == set()
