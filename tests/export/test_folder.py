"""The folder appears whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import ROOT, Said, pinned

from claudecost.errors import Exit
from claudecost.exporting import workbook
from claudecost.exporting.folder import CannotExport, Folder

#: Writes no file beyond so many bytes: what a full disk is to a program.
SMALL_DISK = """
import resource, sys
from claudecost.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def apart(
    home: Path, *arguments: object, code: tuple[str, ...] = ("-m", "claudecost")
) -> subprocess.Popen[str]:
    """The command line in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLAUDECOST")}
    environment |= {name: value for name, value in pinned(home).items() if value is not None}
    return subprocess.Popen(
        [sys.executable, *code, *map(str, arguments)],
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with nothing in it but what an export puts there."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("limit", [0, 1000, 20_000, 60_000])
def test_a_disk_that_is_full_leaves_nothing(limit: int, sampled: Path, place: Path, tmp_path: Path) -> None:
    line = ("export", "--period", "2026-10", "--to", place / "out", "--db", sampled, "--no-ingest")
    process = apart(tmp_path, limit, *line, code=("-c", SMALL_DISK))
    out, err = process.communicate()
    assert process.returncode == Exit.CANNOT_WRITE, err
    assert err.startswith("error: cannot write the export: file too large")
    assert out == ""
    assert left_in(place) == []


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_whoever_stops_it_finds_nothing(stop: int, sampled: Path, place: Path, tmp_path: Path) -> None:
    line = ("export", "--period", "2026-10", "--to", place / "out", "--db", sampled, "--no-ingest")
    process = apart(tmp_path, *line)
    deadline = time.monotonic() + 30
    while not left_in(place) and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(stop)
    process.communicate()
    assert process.returncode in (Exit.INTERRUPTED, Exit.DONE, -signal.SIGTERM, -signal.SIGINT)
    # A signal in the last moment meets a process that has done its work and is going down.
    assert left_in(place) in (
        [[]] if process.returncode > 0 else [["out"]] if not process.returncode else [[], ["out"]]
    )


def test_an_empty_folder_stays_the_folder_it_was(
    sampled: Path, export_of: Callable[..., Said], place: Path
) -> None:
    """It may be a mounted volume, or where somebody stands."""
    number = place.stat().st_ino
    said = export_of(sampled, place, "--formats", "csv")
    assert said.code == 0, said.err
    assert left_in(place) == ["manifest.json", "usage.csv"]
    assert place.stat().st_ino == number


def test_a_folder_with_something_in_it_is_left_alone(
    sampled: Path, export_of: Callable[..., Said], place: Path
) -> None:
    (place / "ours.txt").write_text("ours")
    said = export_of(sampled, place)
    assert said.code == Exit.CANNOT_WRITE
    assert left_in(place) == ["ours.txt"]


def test_what_appears_in_the_folder_meanwhile_is_left_alone(place: Path) -> None:
    def beside_somebody_else() -> None:
        with Folder(place) as folder:
            folder.write("b.csv", b"1")
            folder.write("a.csv", b"1")
            (place / "b.csv").write_text("theirs")

    with pytest.raises(CannotExport):
        beside_somebody_else()
    assert left_in(place) == ["b.csv"]
    assert (place / "b.csv").read_text() == "theirs"


def test_what_appears_in_its_place_meanwhile_is_left_alone(place: Path) -> None:
    def beside_somebody_else() -> None:
        with Folder(place / "out") as folder:
            folder.write("a.csv", b"1")
            (place / "out").mkdir()
            (place / "out" / "theirs.txt").write_text("theirs")

    with pytest.raises(CannotExport):
        beside_somebody_else()
    assert left_in(place) == ["out"]
    assert left_in(place / "out") == ["theirs.txt"]


def test_that_it_cannot_be_written_is_found_before_the_store_is_opened(
    export_of: Callable[..., Said], place: Path
) -> None:
    (place / "ours.txt").write_text("ours")
    said = export_of(place / "no-such.db", place)
    assert said.code == Exit.CANNOT_WRITE


def test_more_rows_than_a_sheet_has_are_refused(
    sampled: Path, export_of: Callable[..., Said], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 20)
    said = export_of(sampled, place / "out")
    assert said.code == Exit.COULD_NOT
    assert "rows do not fit into a spreadsheet" in said.err
    assert "--formats csv,parquet" in said.err
    assert left_in(place) == []


@pytest.mark.parametrize("ledger", ["metered", "billed"])
def test_focus_is_made_of_the_requests_ledger_only(
    ledger: str, sampled: Path, export_of: Callable[..., Said], place: Path
) -> None:
    said = export_of(sampled, place / "out", "--ledger", ledger, "--formats", "focus-1.4")
    assert said.code == Exit.MISUSED
    assert f"there is no focus-1.4 of the {ledger} ledger" in said.err
    assert export_of(sampled, place / "out", "--ledger", ledger).code == 0
    assert left_in(place / "out") == ["manifest.json", "usage.csv", "usage.parquet", "usage.xlsx"]


def test_strict_wants_a_person_to_look(sampled: Path, export_of: Callable[..., Said], place: Path) -> None:
    said = export_of(sampled, place / "out", "--strict")
    assert said.code == Exit.LOOK
    assert "manifest.json" in left_in(place / "out"), "the files are there all the same"
