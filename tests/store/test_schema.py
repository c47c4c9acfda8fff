"""What the store file is made of: a documented schema, in a format older DuckDBs write as well."""

from __future__ import annotations

import re
from importlib.resources import files

import duckdb
import pytest

from claudecost._version import __version__
from claudecost.store import Store
from claudecost.store.migrations import NEWEST, STEPS

SCHEMA = "\n\n".join((files("claudecost.store") / step).read_text(encoding="utf-8") for step in STEPS)
TABLE = re.compile(r"^(.*)\nCREATE TABLE (\w+) \(\n(.*?)\n\);", re.MULTILINE | re.DOTALL)
ADDED = re.compile(r"^ALTER TABLE (\w+) ADD COLUMN (\w+ .*); +(-- .*)$", re.MULTILINE)
COLUMN = re.compile(r"^    (\w+) +[A-Z]", re.MULTILINE)


def tables() -> dict[str, tuple[str, str]]:
    """Per table the line above it and the lines in it, from the text of the schema."""
    found = {}
    for part in SCHEMA.split("\n\n"):
        if match := TABLE.search(part):
            found[match[2]] = (match[1], match[3])
    for table, column, comment in ADDED.findall(SCHEMA):
        before, lines = found[table]
        found[table] = (before, f"{lines}\n    {column} {comment}")
    return found


@pytest.fixture
def connection(store: Store) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(store.path), read_only=True)


def test_every_table_of_a_store_is_in_the_schema_with_a_comment(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    there = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert there == tables().keys()
    for name, (comment, _) in tables().items():
        assert comment.startswith("-- "), f"what is one row of {name}?"


def test_every_column_of_a_store_is_in_the_schema_with_a_comment(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    columns = connection.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal")
    for table, column in columns.fetchall():
        [line] = [text for text in tables()[table][1].splitlines() if text.startswith(f"    {column} ")]
        assert re.search(r"-- \S.*\S", line), f"what is {table}.{column}?"


def test_the_schema_has_a_numbered_history(connection: duckdb.DuckDBPyConnection) -> None:
    """One line per version at its head, and one row per version a store has been through."""
    dated = re.findall(r"^--   (\d+)  \d{4}-\d\d-\d\d  \S", SCHEMA, re.MULTILINE)
    assert [int(number) for number in dated] == list(range(1, NEWEST + 1)) == list(range(1, len(STEPS) + 1))
    history = connection.execute("SELECT version, applied_by FROM schema_history ORDER BY version").fetchall()
    assert history == [(version, __version__) for version in range(1, NEWEST + 1)]


def test_the_file_is_in_the_format_that_duckdb_1_5_and_2_both_write(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    tags = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()
    assert tags == [({"storage_version": "v1.5.0+"},)]


def test_no_prompt_answer_or_tool_output_has_a_column_to_travel_in() -> None:
    """The columns that hold text are an allow-list; a new one is a decision to make here."""
    text = {
        f"{name}.{column}"
        for name, (_, lines) in tables().items()
        for column in re.findall(r"^    (\w+) +VARCHAR\b(?!\[)", lines, re.MULTILINE)
    }
    allowed = {
        "schema_history": "applied_by",
        "notes": "name content",
        "files": "path source head_digest tail_digest machine",
        "quarantine": "reason",
        "origins": "source machine user_name account project session_id agent_id branch client_version "
        "entrypoint workspace api_key tags",
        "profiles": "model_id platform speed service_tier geo",
        "observations": "response_key request_id line_id stop_reason",
        "usage_events": "response_key part kind",
        "snapshots": "source ledger organization traffic grade",
        "metered": "workspace_id workspace api_key_id api_key actor_type actor product context_window",
        "billed": "workspace_id workspace api_key_id api_key actor_type actor product context_window "
        "cost_type token_type description",
        "names": "kind id name email attributes",
        "closings": "month closed_with book_version book_sha256 teams_sha256 events_sha256 figures_sha256 "
        "accepted cards teams snapshots names",
        "closed_events": "response_key part kind",
        "closed_bearers": "ledger team team_path cost_center",
        "closed_figures": "ledger team cost_center model",
        "restatements": "restated_with book_version book_sha256 teams_sha256 events_sha256 reason",
        "restated_figures": "ledger team cost_center model cause",
        "client_totals": "session_id model_id",
        "token_ratios": "content from_tokenizer to_tokenizer from_model to_model",
    }
    assert text == {f"{name}.{column}" for name, columns in allowed.items() for column in columns.split()}
