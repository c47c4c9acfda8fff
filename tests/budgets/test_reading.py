"""The section `budgets`: exact amounts, lines in every complaint, nothing that could mean two things."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from claudecost.budgets import Budgets, read_budgets
from claudecost.errors import BadConfig
from claudecost.records import Allocation, Budget, Team, WorkingDays
from claudecost.yamlfile import parse

TEAMS = Allocation(
    "teams.yaml",
    "",
    {
        "shop": Team("shop", "Web shop", "fernwood/shop", budget_usd=Decimal(120)),
        "data": Team("data", "Data", "fernwood/data"),
    },
    (),
)


def read(text: str, allocation: Allocation | None = None) -> Budgets:
    return read_budgets(parse(text.encode(), "claudecost.yaml").nodes.get("budgets"), allocation)


def refusal(text: str, allocation: Allocation | None = None) -> str:
    with pytest.raises(BadConfig) as caught:
        read(text, allocation)
    return str(caught.value)


def test_a_budget_is_of_the_total_a_team_projects_or_models() -> None:
    found = read(
        "budgets:\n"
        "  - {total: true, usd: 300}\n"
        "  - {team: data, usd: 80, alerts: [90, 50]}\n"
        '  - {project: "/code/*", usd: "40.50", from: 2026-10, to: 2026-12}\n'
        '  - {model: "claude-opus-*", usd: 0}\n',
        TEAMS,
    )
    assert found.limits == (
        Budget("total", None, Decimal(300), place="claudecost.yaml:2"),
        Budget("team", "data", Decimal(80), (50, 90), place="claudecost.yaml:3"),
        Budget(
            "project",
            "/code/*",
            Decimal("40.50"),
            since=date(2026, 10, 1),
            until=date(2027, 1, 1),
            place="claudecost.yaml:4",
        ),
        Budget("model", "claude-opus-*", Decimal(0), place="claudecost.yaml:5"),
        Budget("team", "shop", Decimal(120), place="teams.yaml"),
    )


def test_both_months_named_belong_to_it() -> None:
    [limit] = read("budgets: [{total: true, usd: 1, from: 2026-10, to: 2026-11}]").limits
    months = [date(2026, month, 1) for month in (9, 10, 11, 12)]
    assert [limit.holds_in(month) for month in months] == [False, True, True, False]


def test_the_longer_form_says_which_days_are_worked() -> None:
    found = read(
        "budgets:\n"
        "  limits: [{total: true, usd: 300}]\n"
        "  working_days: sun-thu\n"
        "  holidays: [2026-12-24, 2026-12-31]\n"
    )
    assert found.working == WorkingDays(
        frozenset({6, 0, 1, 2, 3}), frozenset({date(2026, 12, 24), date(2026, 12, 31)})
    )
    assert read("budgets: {working_days: [tue, sat]}").working.weekdays == {1, 5}


def test_a_home_is_this_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    [limit] = read('budgets: [{project: "~/code/*", usd: 1}]').limits
    assert limit.name == "/home/ann/code/*"


def test_no_section_and_an_empty_one_are_no_budgets() -> None:
    assert read("db: a.db") == read("budgets:") == read("budgets: []") == Budgets()


def test_two_budgets_of_one_thing_may_follow_each_other(tmp_path: Path) -> None:
    found = read(
        "budgets:\n  - {total: true, usd: 1, to: 2026-10}\n  - {total: true, usd: 2, from: 2026-11}\n"
    )
    assert len(found.limits) == 2


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("budgets: yes", 1, "`budgets` should be a list"),
        ("budgets:\n  - {usd: 5}", 2, "names nothing"),
        ("budgets:\n  - {total: true, model: x, usd: 5}", 2, "names `total` and `model`"),
        ("budgets:\n  - {total: false, usd: 5}", 2, "either true or not there"),
        ("budgets:\n  - {total: true}", 2, "`usd` is missing"),
        ("budgets:\n  - total: true\n    usd: 40.50", 3, "without quotes"),
        ("budgets:\n  - total: true\n    usd: -5", 3, "`usd` should be a number"),
        ("budgets:\n  - {total: true, usd: 5, alerts: [50, 120]}", 2, "from 1 to 100"),
        ("budgets:\n  - {total: true, usd: 5, alerts: 50}", 2, "should be a list"),
        ("budgets:\n  - {total: true, usd: 5, from: 2026-13}", 2, "a month such as 2026-11"),
        ("budgets:\n  - {total: true, usd: 5, from: 2026-11, to: 2026-10}", 2, "ends before it begins"),
        ("budgets:\n  - {total: true, usd: 5, budget: 7}", 2, "`budget` means nothing here"),
        ("budgets:\n  - {total: true, usd: 5}\n  - {total: true, usd: 7}", 3, "two budgets for total"),
        ("budgets:\n  - {team: ship, usd: 5}", 2, "is `shop` meant?"),
        ("budgets:\n  - {team: shop, usd: 5}", 2, "has a budget here and in the team file"),
        ("budgets:\n  limit: []", 2, "is `limits` meant?"),
        ("budgets:\n  working_days: monday", 2, "days of the week"),
        ("budgets:\n  holidays: [12/24]", 2, "a day such as 2026-11-20"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    said = refusal(text, TEAMS)
    assert f"at claudecost.yaml:{line}" in said
    assert words in said


def test_a_team_needs_a_team_file() -> None:
    assert "needs a team file" in refusal("budgets: [{team: shop, usd: 5}]")
