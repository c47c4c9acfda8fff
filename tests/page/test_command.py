"""`claudecost page` and `--format html` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import claudecost, claudecost_apart
from events import SAMPLES
from reports.asking import kept
from transcripts import response

from .conftest import TEAMS, Write
from .reading import Reading


def test_without_a_file_it_is_claudecost_html_here_and_said_so(
    sampled: Path, tmp_path: Path, cache: Path
) -> None:
    said = claudecost_apart(
        "page",
        "--db",
        sampled,
        "--no-ingest",
        home=tmp_path,
        where=tmp_path,
        env={"XDG_CACHE_HOME": str(cache)},
    )
    assert (said.code, said.out, said.err) == (0, "", "written to claudecost.html\n")
    assert (tmp_path / "claudecost.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.usefixtures("empty_home")
def test_a_dash_is_standard_output(sampled: Path) -> None:
    said = claudecost("page", "--db", sampled, "--no-ingest", "-o", "-")
    assert (said.code, said.err) == (0, "")
    assert Reading(said.out).trouble == []


@pytest.mark.usefixtures("empty_home")
def test_quiet_it_says_nothing(sampled: Path, tmp_path: Path) -> None:
    said = claudecost("page", "-q", "--db", sampled, "--no-ingest", "-o", tmp_path / "page.html")
    assert (said.code, said.out, said.err) == (0, "", "")


def test_strict_is_3_where_something_is_open_and_the_page_is_written(
    empty_home: Path, sampled: Path, tmp_path: Path
) -> None:
    to = tmp_path / "page.html"
    assert claudecost("page", "--strict", "--db", sampled, "--no-ingest", "-o", to).code == 3
    assert to.exists()


def test_strict_is_0_where_all_is_known(empty_home: Path, tmp_path: Path) -> None:
    store = kept(tmp_path, [response("claude-opus-5", "2026-11-05T12:00:00Z", {"input": 5})])
    to = tmp_path / "page.html"
    assert claudecost("page", "--strict", "--db", store, "--no-ingest", "-o", to).code == 0


def test_an_empty_store_has_a_page_that_says_so(empty_home: Path, tmp_path: Path) -> None:
    store, to = tmp_path / "store.db", tmp_path / "page.html"
    said = claudecost("page", "--db", store, "-o", to, "--strict")
    assert said.code == 3
    document = to.read_text(encoding="utf-8")
    assert Reading(document).trouble == []
    assert "the store is empty" in document
    assert "no usage in these days" in document


def test_a_page_reads_new_transcripts_first(empty_home: Path, tmp_path: Path) -> None:
    from transcripts import write

    write(empty_home / ".claude", [response("claude-opus-5", "2026-11-05T12:00:00Z", {"input": 1_000_000})])
    said = claudecost("page", "--db", tmp_path / "store.db", "-o", tmp_path / "page.html")
    assert said.code == 0, said.err
    assert Reading((tmp_path / "page.html").read_text(encoding="utf-8")).figures[0] == "5"


def test_the_same_store_and_clock_give_the_same_bytes(page: Write) -> None:
    assert page().read_bytes() == page().read_bytes()


def test_a_closed_month_keeps_its_figures_and_is_marked(
    empty_home: Path, sampled: Path, tmp_path: Path, page: Write
) -> None:
    import shutil

    store = tmp_path / "closed.db"
    shutil.copy(sampled, store)
    done = claudecost(
        "close", "2026-10", "--accept", "quarantined", "--accept", "unpriced", "--db", store, "--teams", TEAMS
    )
    assert done.code == 0, done.err
    document = page("--since", "2026-10-20", store=store).read_text(encoding="utf-8")
    assert "<title>2026-10 is closed</title>" in document
    assert "<strong>2026-10</strong> as it was on 2026-11-20" in document


def test_without_a_team_file_there_are_no_teams_and_it_says_why(page: Write) -> None:
    document = page(teams=None).read_text(encoding="utf-8")
    assert "team" not in Reading(document).tables
    assert "there is no team file" in document


def test_flags_of_the_run_are_in_every_command_and_absolute(
    empty_home: Path, sampled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pasted anywhere, a command has to give the figures it stands under."""
    monkeypatch.chdir(SAMPLES)
    said = claudecost("page", "--no-ingest", "--db", sampled, "--config", "claudecost.yaml", "-o", "-")
    lines = [line for lines in Reading(said.out).commands.values() for line in lines]
    named = [line for line in lines if line.startswith("claudecost ")]
    assert len(named) > 20
    flags = f"--db {sampled} --config {SAMPLES}/claudecost.yaml"
    assert [line for line in named if not line.endswith(flags)] == []
    monkeypatch.chdir(tmp_path)
    [under_budgets] = [line for line in named if line.startswith("claudecost budget ")]
    assert claudecost(*under_budgets.split()[1:], "--no-ingest").code == 0


@pytest.mark.usefixtures("empty_home")
def test_a_filter_that_meets_nothing_is_said_with_what_may_be_meant(sampled: Path, tmp_path: Path) -> None:
    said = claudecost(
        "page", "--db", sampled, "--teams", TEAMS, "--no-ingest", "--team", "shopp", "-o", tmp_path / "x.html"
    )
    warning = "warning: --team shopp matches nothing in the store; did you mean shop?"
    assert (said.code, said.err) == (0, f"{warning}\nwritten to {tmp_path}/x.html\n")


@pytest.mark.usefixtures("empty_home")
@pytest.mark.parametrize(
    ("month", "heading"),
    [
        ("2026-10", "What of the budgets of October 2026 was spent; the month is over."),
        ("2026-11", "What of the month’s budgets is spent, and where November 2026 is heading."),
    ],
)
def test_a_month_that_is_over_is_heading_nowhere(sampled: Path, month: str, heading: str) -> None:
    config = ("--config", SAMPLES / "claudecost.yaml")
    said = claudecost("page", "--db", sampled, *config, "--no-ingest", "--period", month, "-o", "-")
    assert heading in said.out
    assert ("likely" in said.out) == (month == "2026-11")
    assert ("the month is over" in said.out) == (month == "2026-10")


@pytest.mark.usefixtures("empty_home")
def test_any_report_can_be_html(sampled: Path) -> None:
    for line in (
        "daily",
        "report --by team,model",
        "report --ledger billed --by model",
        "compare 2026-09 2026-10 --by model",
    ):
        said = claudecost(*line.split(), "--db", sampled, "--no-ingest", "--teams", TEAMS, "--format", "html")
        assert said.code == 0, said.err
        read = Reading(said.out)
        assert read.trouble == []
        assert read.tables["report"].rows


@pytest.mark.usefixtures("empty_home")
def test_what_it_cost_is_beside_the_names_where_a_narrow_screen_shows_it(sampled: Path) -> None:
    for line, first in (
        ("report --by team,model", ["team", "model", "cost_usd"]),
        ("report --ledger billed --by model", ["model", "billed_usd"]),
        ("budget", ["title", "cost_usd", "budget_usd", "percent"]),
    ):
        said = claudecost(
            *line.split(), "--db", sampled, "--no-ingest", "--config", SAMPLES / "claudecost.yaml",
            "--format", "html",
        )  # fmt: skip
        assert Reading(said.out).tables["report"].keys[: len(first)] == first
