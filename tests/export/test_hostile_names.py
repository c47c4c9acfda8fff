"""Names are chosen by others: no spreadsheet runs one, and each can be got back as it was."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from command_line import Said
from reports.asking import kept
from transcripts import response

from claudecost.renderers.delimited import unguarded

#: What has been seen to do harm in a cell, and what only looks odd.
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1-2",
    "-2+3",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "'=1+1",
    "'already quoted",
    '=HYPERLINK("http://evil.example","x")',
    "http://evil.example/",
    "mailto:evil@evil.example",
    "internal:Summary!A1",
    "\u202egnp.exe",
    'a,b;c"d"e\nf',
    "<f>1+1</f>&amp;<!--",
    "_x003D_1+1",
    "{=1+1}",
    "1e5",
    "007",
    "x" * 1_000,
)

#: A spreadsheet runs what begins like this, after what it skips.
TRIGGER = re.compile(r"[\s\x00-\x1f\u200b]*[=+\-@＝＋－＠]")


def teams_file(directory: Path, names: tuple[str, ...]) -> Path:
    """A team of every name, each bearing one project; YAML is a superset of JSON."""
    teams = {name: {"name": name, "cost_center": name} for name in names}
    rules = [
        {"team": name, "match": {"project": f"/home/ann/p{number}"}} for number, name in enumerate(names)
    ]
    path = directory / "teams.yaml"
    path.write_text(json.dumps({"version": 1, "teams": teams, "rules": rules}), encoding="utf-8")
    return path


@pytest.fixture
def hostile(tmp_path: Path, export_of: Callable[..., Said]) -> Callable[..., Path]:
    """The folder with a row for every hostile name of a team."""
    names = tuple(name for name in HOSTILE if "/" not in name)
    lines = [
        response("claude-opus-5", "2026-10-05T12:00:00Z", {"input": 1000}, cwd=f"/home/ann/p{number}")
        for number in range(len(names))
    ]
    store, teams = kept(tmp_path, lines), teams_file(tmp_path, names)

    def export(*arguments: object) -> Path:
        said = export_of(store, tmp_path / "out", "--teams", teams, *arguments)
        assert said.code == 0, said.err
        return tmp_path / "out"

    return export


NAMES = {name for name in HOSTILE if "/" not in name}


def test_no_field_of_a_csv_begins_like_a_formula_and_every_name_comes_back(
    hostile: Callable[..., Path],
) -> None:
    folder = hostile()
    for file, column in (("usage.csv", "team"), ("focus-1.4.csv", "x_Team"), ("focus-1.2.csv", "x_Team")):
        with (folder / file).open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        fields = [field for row in rows for field in row.values()]
        assert not [field for field in fields if TRIGGER.match(field)]
        assert {unguarded(row[column]) for row in rows} == NAMES


def test_raw_files_hold_the_names_as_they_are(hostile: Callable[..., Path]) -> None:
    folder = hostile("--csv-raw")
    for file, column in (("usage.csv", "team"), ("focus-1.4.csv", "x_Team")):
        with (folder / file).open(encoding="utf-8", newline="") as opened:
            assert {row[column] for row in csv.DictReader(opened)} == NAMES


def test_parquet_holds_the_names_as_they_are(hostile: Callable[..., Path]) -> None:
    assert set(pl.read_parquet(hostile() / "usage.parquet")["team"]) == NAMES


def test_a_spreadsheet_has_neither_formulas_nor_links(hostile: Callable[..., Path]) -> None:
    path = hostile() / "usage.xlsx"
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert not re.search(rb"<f[ >/]|hyperlink", content), name
    book = openpyxl.load_workbook(path)
    shown = {row[1].value for row in book["Usage"].iter_rows(min_row=2)}
    assert {cell.data_type for row in book["Usage"].iter_rows(min_row=2) for cell in row[1:5]} == {"s"}
    whole = {name for name in NAMES if "\r" not in name and "_x" not in name}  # openpyxl undoes no escapes
    assert whole <= shown


def test_what_is_said_on_the_terminal_steers_nothing(
    tmp_path: Path, export_of: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [response("evil\x1b[2J\u202emodel", "2026-10-05T12:00:00Z", {"input": 1000})]
    said = export_of(kept(tmp_path, lines), tmp_path / "out")
    assert "evil" in said.err
    assert "\x1b" not in said.err + said.out
    assert "\u202e" not in said.err + said.out
