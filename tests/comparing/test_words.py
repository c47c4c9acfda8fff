"""What the two periods are called, and what a reader has to be told about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost

from .sides import call, compared, stored

pytestmark = pytest.mark.usefixtures("empty_home")


def told(store: Path, *arguments: object, width: int = 120) -> str:
    said = claudecost("compare", *arguments, "--db", store, "--no-ingest", "-z", "UTC", width=width)
    assert said.code == 0, said.err
    return said.out


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("2026-09", "2026-10", ("September", "October")),
        ("2025-10", "2026-10", ("October 2025", "October 2026")),
        ("2026-W40", "last-week", ("2026-W40", "2026-W46")),
        ("2026Q3", "2026Q4", ("2026-Q3", "2026-Q4")),
        ("2025", "2026", ("2025", "2026")),
        ("yesterday", "today", ("2026-11-19", "2026-11-20")),
        ("last-month", "mtd", ("October", "2026-11-01 to 2026-11-20")),
        ("7d", "3d", ("2026-11-14 to 2026-11-20", "2026-11-18 to 2026-11-20")),
    ],
)
def test_a_period_is_called_what_people_call_it(
    sampled: Path, before: str, after: str, names: tuple[str, str]
) -> None:
    headline = told(sampled, before, after).splitlines()
    assert any(line.startswith(f"{names[0]} $") and f" -> {names[1]} $" in line for line in headline)


def test_periods_of_different_length_are_told(sampled: Path) -> None:
    assert "30 days are compared with 31 days: the difference is in volume" in told(
        sampled, "2026-09", "2026-10"
    )
    assert "are compared with" not in told(sampled, "2026-07", "2026-08")


def test_a_period_that_is_not_over_is_told_with_how_much_of_it_has_begun(sampled: Path) -> None:
    warnings = compared(sampled, periods=("2026-10", "2026-11"))["warnings"]
    assert "November is not over: 20 of its 30 days have begun; the rest would be volume" in warnings
    assert not any("is not over" in warning for warning in compared(sampled)["warnings"])


def test_a_period_without_any_usage_is_told(sampled: Path) -> None:
    assert "no usage in January matches" in compared(sampled, periods=("2026-01", "2026-10"))["warnings"]


def test_prices_known_on_another_day_are_told(sampled: Path) -> None:
    """Before 2026-10-07 nobody knew that Claude Sonnet 5.5 would be cheaper."""
    text = told(sampled, "2026-09", "2026-10", "--as-of", "2026-10-03")
    assert "priced as known on 2026-10-03" in text
    assert "nothing came from prompt bands and price" in text


def test_rows_say_that_a_shift_between_them_is_volume(sampled: Path) -> None:
    text = told(sampled, "2026-09", "2026-10", "--by", "project")
    assert "a shift from one project to another is volume in both" in text
    assert "a shift from" not in told(sampled, "2026-09", "2026-10")


def test_a_group_that_is_new_or_gone_is_called_that(tmp_path: Path) -> None:
    store = stored(tmp_path, [call(cwd="/old")], [call(cwd="/new")])
    text = told(store, "2026-09", "2026-10", "--by", "project")
    assert "/old: -$0.09 ($0.09 -> $0.00), gone" in text
    assert "/new: +$0.09 ($0.00 -> $0.09), new" in text


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(sampled: Path, width: int) -> None:
    lines = told(sampled, "2026-09", "2026-10", width=width).splitlines()
    assert max(map(len, lines)) <= width


def test_ascii_means_every_character(sampled: Path) -> None:
    assert told(sampled, "2026-09", "2026-10", "--ascii").isascii()
    assert told(sampled, "2026-09", "2026-10", "--by", "user", "--ascii").isascii()


def test_next_to_nothing_is_not_nothing_and_next_to_everything_not_everything(tmp_path: Path) -> None:
    calls = [call() for _ in range(400)]
    found = compared(stored(tmp_path, calls, [call(speed="fast")]))
    assert "more than 99 % fewer prompt tokens" in sentence(found, "volume")
    again = tmp_path / "again"
    again.mkdir()
    found = compared(stored(again, calls, [*calls[1:], call(speed="fast")]))
    assert "0.3 % of its tokens in fast mode instead of 0 %" in sentence(found, "fast_mode")


def sentence(found: Any, cause: str) -> str:
    [said] = [entry["sentence"] for entry in found["causes"] if entry["cause"] == cause]
    return str(said)
