"""What a mail says where a figure is no more than a bound, and how it says the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from claudecost.mailing import html, text
from claudecost.mailing.budgets import bars
from claudecost.mailing.subject import subject
from claudecost.mailing.words import ROUNDED, sheet
from claudecost.reports.budgets.report import unknown_words
from claudecost.reports.budgets.shape import BudgetStatus, Forecast
from claudecost.reports.digest.shape import Digest, Mover, Movers

from .figures import Words, digest_of, gathered

MONDAY = datetime.fromisoformat("2026-11-23T07:30:00Z")


@pytest.fixture(scope="module")
def week_46(sampled: Path) -> dict[str | None, Digest]:
    with gathered(sampled, "week", "2026-W46") as found:
        return {team: digest_of(found, team) for team in (None, "shop", "data")}


@pytest.fixture(scope="module")
def week_47(sampled: Path) -> Digest:
    """The week after one with usage that has no price."""
    with gathered(sampled, "week", "2026-W47", now=MONDAY) as found:
        return replace(digest_of(found), is_delay_known=True)


def shop_budget(digest: Digest, **changes: object) -> BudgetStatus:
    [status] = [one for one in digest.budgets if one.title == "team shop"]
    return replace(status, **changes)  # type: ignore[arg-type]


def drawn(digest: Digest, status: BudgetStatus) -> tuple[str, str]:
    bar = bars([status], digest.stretch.last, "claudecost budget")[0]
    return bar.tone, f"{bar.words} ({bar.note})"


def test_a_range_that_goes_beyond_the_budget_is_not_on_course(week_46: dict[str | None, Digest]) -> None:
    digest = week_46["shop"]
    heading = Forecast(Decimal("100.86"), Decimal("118.20"), Decimal("170.78"))
    near = shop_budget(digest, spent_usd=Decimal("100.85"), percent=Decimal("84.0"), level="75",
                       forecast=heading)  # fmt: skip
    assert drawn(digest, near) == (
        "doubt",
        "$100.85 of $120.00, 84.0 %, reached 75 % (may exceed, month end $100.86 to $170.78, likely $118.20)",
    )
    tame = replace(near, forecast=replace(heading, high_usd=Decimal(120)))
    assert drawn(digest, tame)[0] == "good"
    assert "(on course, month end" in drawn(digest, tame)[1]


def test_a_budget_that_cannot_be_checked_is_called_so_as_by_budget_check(
    week_46: dict[str | None, Digest],
) -> None:
    digest = week_46["data"]
    [status] = digest.budgets
    assert "cannot be checked" in unknown_words(status)
    assert subject(digest).endswith("(budget uncertain)")
    tone, words = drawn(digest, status)
    assert tone == "doubt"
    assert "(cannot be checked: 4 responses (3,001,042 tokens) have no price; may exceed" in words
    over = replace(status, days_left=0)
    assert "(cannot be checked" in drawn(digest, over)[1], "a month that is over has not kept it for sure"


def test_what_the_week_before_lacks_is_said_with_the_change(week_47: Digest) -> None:
    said = sheet(week_47)
    assert said.subject.startswith("Claude week 47: $38.23, -11 %?")
    assert said.change == "-$4.67 (-10.9 %) as far as there are prices, against at least $42.90 in week 46"
    [data] = [row for found in said.moves for row in found.rows if row.name == "data"]
    assert (data.change.split(" ")[0][-1], data.amounts[-2:]) == ("?", "+?")
    assert any("has no price; a ? marks a change" in note.words for note in said.notes)


def test_a_change_of_what_has_prices_throughout_is_certain(week_46: dict[str | None, Digest]) -> None:
    said = text.render(sheet(week_46["shop"]))
    assert "?" not in said.replace("-?", "")


def test_usage_without_a_price_before_makes_nothing_new(week_46: dict[str | None, Digest]) -> None:
    some = (Mover("zeta", Decimal(3), Decimal(0), was_lower_bound=True), Mover("eta", Decimal(2), Decimal(0)))
    digest = replace(week_46[None], movers=(Movers("model", some, (), 0, "claudecost compare"),))
    assert [one.change for one in sheet(digest).moves[0].rows] == ["+$3.00?", "+$2.00 (new)"]


def test_cents_that_do_not_add_up_are_explained_once_and_only_then(
    week_46: dict[str | None, Digest],
) -> None:
    odd = Movers("model", (Mover("a", Decimal("29.216"), Decimal("10.214")),), (), 0, "claudecost compare")
    even = replace(odd, rises=(Mover("a", Decimal("29.22"), Decimal("10.21")),))
    digest = replace(week_46[None], amount_usd=Decimal(2), before_usd=Decimal(1))
    for movers, times in ((odd, 1), (even, 0)):
        said = sheet(replace(digest, movers=(movers,)))
        assert " ".join(text.render(said).split()).count(ROUNDED) == times
        assert Words(html.render(said)).text.count(ROUNDED) == times


def test_which_budgets_are_over_stands_before_any_command(sampled: Path) -> None:
    with gathered(sampled, "month", "2026-10") as found:
        said = sheet(digest_of(found))
    assert said.subject.endswith("(2 budgets over)")
    top = " ".join(text.render(said).partition("    $ ")[0].split())
    assert "Over budget: project /home/ann/* ($102.67 of $75.00), model claude-opus-*" in top


def test_only_who_gets_everything_is_told_of_lines_as_if_they_were_theirs(
    week_46: dict[str | None, Digest],
) -> None:
    words = {team: " ".join(one.words for one in sheet(digest).freshness) for team, digest in week_46.items()}
    assert "36 lines of all transcripts could not be read." in words[None]
    assert "36 lines of the whole store, of whichever team, could not be read." in words["shop"]


def test_how_old_the_newest_usage_is_and_in_which_zone(week_47: Digest) -> None:
    assert sheet(week_47).freshness[0].words.startswith("Newest usage 2026-11-18 08:22 UTC, 5 days ago, ")


@pytest.mark.parametrize("key", [None, "shop"])
def test_a_zone_is_spelled_in_one_way(week_46: dict[str | None, Digest], key: str | None) -> None:
    said = text.render(sheet(week_46[key]))
    assert " -z " not in said
    assert "Borne by no team" not in said, "there is nothing of it"
