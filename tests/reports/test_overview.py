"""This month at a glance: the answer first, and nothing in it that is not so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost
from transcripts import response

from .asking import kept

Say = Callable[..., Said]
MILLION = {"input": 1_000_000}


def use(at: str, model: str = "claude-opus-5", **how: Any) -> dict[str, Any]:
    return response(model, at, MILLION, **how)


@pytest.fixture
def glance(tmp_path: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What `claudecost` shows of some lines at some instant."""

    def show(*lines: dict[str, Any], now: str = "2026-11-20T12:00:00Z", zone: str = "UTC") -> str:
        monkeypatch.setenv("CLAUDECOST_NOW", now)
        said = claudecost("--db", kept(tmp_path, lines), "--no-ingest", "-z", zone)
        assert said.code == 0, said.err
        return said.out

    return show


def test_the_month_is_set_against_the_same_days_of_the_month_before(glance: Callable[..., str]) -> None:
    shown = glance(
        use("2026-10-19T12:00:00Z"),
        use("2026-10-21T12:00:00Z"),
        use("2026-11-19T12:00:00Z", "claude-fable-5"),
    )
    assert "$10.00   +100.0% against $5.00 by 20 October (all October: $10.00)" in shown


def test_a_day_the_month_before_does_not_have_is_its_last(glance: Callable[..., str]) -> None:
    june, july = (use(f"2026-{day}T12:00:00Z", "claude-opus-4-8") for day in ("06-30", "07-30"))
    shown = glance(june, july, now="2026-07-31T12:00:00Z")
    assert "+0.0% against $5.00 by 30 June (all June: $5.00)" in shown


def test_without_a_month_before_there_is_no_trend(glance: Callable[..., str]) -> None:
    assert re.search(r"^  \$5\.00$", glance(use("2026-11-19T12:00:00Z")), re.MULTILINE)


def test_when_this_month_has_nothing_yet_the_last_one_with_usage_is_shown(glance: Callable[..., str]) -> None:
    shown = glance(use("2026-08-05T12:00:00Z"), use("2026-09-05T12:00:00Z", "claude-fable-5"))
    assert shown.startswith("September 2026, the last month with usage\n")
    assert "$10.00   +100.0% against $5.00 in August" in shown


@pytest.mark.parametrize(("zone", "amount"), [("UTC", "$5.00"), ("Europe/Berlin", "$10.00")])
def test_the_month_begins_at_local_midnight(glance: Callable[..., str], zone: str, amount: str) -> None:
    lines = [use("2026-10-31T22:30:00Z"), use("2026-10-31T23:30:00Z"), use("2026-11-02T12:00:00Z")]
    assert re.search(rf"^  {re.escape(amount)} ", glance(*lines, zone=zone), re.MULTILINE)


def test_a_model_unpriced_in_both_months_is_named_with_this_months_tokens(glance: Callable[..., str]) -> None:
    shown = glance(
        use("2026-10-05T12:00:00Z", "claude-zeta-9"),
        use("2026-11-05T12:00:00Z", "claude-zeta-9"),
        use("2026-11-06T12:00:00Z"),
    )
    assert "$5.00 +?" in shown
    assert "unpriced: claude-zeta-9: 1 response, 1,000,000 tokens (no price)" in shown


def test_what_was_unpriced_last_month_is_not_this_months_worry(glance: Callable[..., str]) -> None:
    shown = glance(use("2026-10-05T12:00:00Z", "claude-zeta-9"), use("2026-11-06T12:00:00Z"))
    assert "unpriced" not in shown
    assert "+?" not in shown


def test_a_share_too_small_to_round_is_more_than_nothing(glance: Callable[..., str]) -> None:
    shown = glance(
        use("2026-11-05T12:00:00Z"), response("claude-haiku-5-5", "2026-11-05T13:00:00Z", {"input": 10_000})
    )
    assert re.search(r"claude-haiku-5-5 +<\$0\.01 +<0\.1%", shown)


def test_more_names_than_fit_are_counted_with_the_command_that_lists_them(glance: Callable[..., str]) -> None:
    shown = glance(*(use("2026-11-05T12:00:00Z", cwd=f"/home/ann/p{n}") for n in range(8)))
    assert "  and 3 more; `claudecost report --by project --period 2026-11`" in shown


def test_a_single_one_more_is_shown_where_it_would_be_counted(glance: Callable[..., str]) -> None:
    shown = glance(*(use("2026-11-05T12:00:00Z", cwd=f"/home/ann/p{n}") for n in range(6)))
    assert (shown.count("/home/ann/p"), "more" in shown) == (6, False)


@pytest.mark.parametrize("width", [80, 60, 40])
def test_it_fits_the_terminal_without_shortening_a_number(say: Say, width: int) -> None:
    shown = say(width=width).out
    assert max(map(len, shown.splitlines())) <= width
    assert all(number in shown for number in ("$146.92", "115,222,630", "3,001,042", "$352.00"))


def test_in_ascii_there_is_no_other_character_of_ours(say: Say) -> None:
    assert say("--ascii").out.isascii()


def test_a_file_gets_no_colour_and_no_width_whatever_the_terminal(say: Say, empty_home: Path) -> None:
    say("--color", "always", "-o", empty_home / "glance.txt", width=40)
    assert (empty_home / "glance.txt").read_text(encoding="utf-8") == say().out


def test_every_figure_agrees_with_the_reports(say: Say, report: Callable[..., Any]) -> None:
    found = report("daily", "--period", "2026-11")["totals"]
    assert f"{found['responses']:,} responses, {found['total_tokens']:,} tokens" in say().out
