"""The mail's figures are those of the reports: each command that stands in it shows the figure again."""

from __future__ import annotations

import shlex
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost

from claudecost.money import dollars, plain
from claudecost.reports.digest.shape import Digest

from .figures import SAMPLES, digest_of, gathered

pytestmark = pytest.mark.usefixtures("empty_home")


@pytest.fixture(scope="module")
def mails(sampled: Path) -> dict[str | None, Digest]:
    with gathered(sampled, "week", "2026-W46") as found:
        return {team: digest_of(found, team) for team in (None, "shop", "data", "warehouse", "fernwood")}


@pytest.fixture(scope="module")
def october(sampled: Path) -> Digest:
    with gathered(sampled, "month") as found:
        return digest_of(found)


def shown(command: str, store: Path) -> Any:
    """What a command line of a mail says, for a script."""
    program, *words = shlex.split(command)
    assert program == "claudecost"
    said = claudecost(
        *words, "--json", "--no-ingest", "--db", store, "--config", SAMPLES / "claudecost.yaml"
    )  # fmt: skip
    assert said.code == 0, said.err
    return said.json


@pytest.mark.parametrize("team", [None, "shop", "fernwood"])
def test_the_amount_and_its_change_come_out_again(
    mails: dict[str | None, Digest], sampled: Path, team: str | None
) -> None:
    mail = mails[team]
    assert shown(mail.command, sampled)["totals"]["cost_usd"] == plain(mail.amount_usd)
    assert shown(mail.command, sampled)["totals"]["total_tokens"] == mail.tokens
    compared = shown(mail.change_command, sampled)["totals"]
    assert mail.before_usd is not None
    assert mail.change_usd is not None
    assert Decimal(compared["before_usd"]) == mail.before_usd
    assert Decimal(compared["change_usd"]) == mail.change_usd


@pytest.mark.parametrize("team", [None, "data"])
def test_the_month_so_far_and_the_trend_come_out_again(
    mails: dict[str | None, Digest], sampled: Path, team: str | None
) -> None:
    mail = mails[team]
    assert shown(mail.month.command, sampled)["totals"]["cost_usd"] == plain(mail.month.amount_usd)
    weeks = {row["week"]: row["cost_usd"] for row in shown(mail.trend_command, sampled)["rows"]}
    assert {point.stretch.label: plain(point.amount_usd) for point in mail.trend} == weeks
    assert mail.trend[-1].stretch == mail.stretch


@pytest.mark.parametrize("team", [None, "shop"])
def test_the_movers_come_out_again(mails: dict[str | None, Digest], sampled: Path, team: str | None) -> None:
    for movers in mails[team].movers:
        rows = {row[movers.by]: row for row in shown(movers.command, sampled)["rows"]}
        for one in (*movers.rises, *movers.falls):
            assert Decimal(rows[one.name]["after_usd"]) == one.amount_usd
            assert Decimal(rows[one.name]["change_usd"]) == one.change_usd


def test_budgets_come_out_again_as_they_stood_at_the_end_of_the_week(
    mails: dict[str | None, Digest], sampled: Path
) -> None:
    assert len(mails[None].budgets) == 6
    for status in mails[None].budgets:
        assert shown(status.command, sampled)["totals"]["cost_usd"] == plain(status.spent_usd), status.title


def test_unusual_days_come_out_again(october: Digest, sampled: Path) -> None:
    assert october.anomalies
    for one in october.anomalies:
        assert shown(one.command, sampled)["totals"]["cost_usd"] == plain(one.amount_usd), one.sentence


def test_what_is_unpriced_and_unallocated_is_counted(
    mails: dict[str | None, Digest], october: Digest, sampled: Path
) -> None:
    totals = shown(mails[None].unpriced_command, sampled)["totals"]
    assert sum(one.tokens for one in mails[None].unpriced) == totals["unpriced_tokens"] == 3_001_042
    nobodys = [
        row for row in shown(october.unallocated_command, sampled)["rows"] if row["team"] == "unallocated"
    ]
    assert october.unallocated_usd is not None
    assert nobodys[0]["cost_usd"] == plain(october.unallocated_usd)
    assert dollars(october.unallocated_usd) == "$0.13"
    assert october.provisional == 4


def test_teams_get_their_own_and_together_they_are_the_whole(mails: dict[str | None, Digest]) -> None:
    parts = [mails[team].amount_usd for team in ("shop", "data", "warehouse")]
    assert sum(parts) == mails["fernwood"].amount_usd == mails[None].amount_usd
    assert mails["fernwood"].scope.teams == ("fernwood", "data", "shop", "warehouse")


def test_a_teams_mail_names_nothing_of_another_team(mails: dict[str | None, Digest]) -> None:
    data = mails["data"]
    assert set(data.projects) == {"/Users/chloe/data-pipeline"}
    assert {status.name for status in data.budgets} == {"data"}
    assert {one.name for one in data.anomalies} <= {"data"}
    assert data.unallocated_usd is None
    assert "shop" not in str(data.movers) + str(data.trend) + str(data.month)


def test_a_budget_as_it_stood_lacks_no_price_of_what_came_later(
    sampled: Path, mails: dict[str | None, Digest]
) -> None:
    """The model without a price was first used on the 12th: until then every amount was whole."""
    with gathered(sampled, "week", "2026-W45") as found:
        before = digest_of(found)
    assert [one.title for one in before.budgets if one.is_lower_bound] == []
    assert before.month.unpriced_tokens == 0
    assert [one.title for one in mails[None].budgets if one.is_lower_bound] == ["total", "team data"]


def test_a_closed_month_is_told_as_it_was_closed(sampled: Path, tmp_path: Path) -> None:
    import shutil

    store = tmp_path / "closed.db"
    shutil.copy(sampled, store)
    config = ("--db", store, "--config", SAMPLES / "claudecost.yaml")
    accepted = ("--accept", "quarantined", "--accept", "unpriced")
    assert claudecost("close", "2026-10", *accepted, "--no-ingest", *config).code == 0
    with gathered(sampled, "month") as found, gathered(store, "month") as closed:
        open_digest, closed_digest = digest_of(found), digest_of(closed)
    assert closed_digest.amount_usd == open_digest.amount_usd
    assert closed_digest.movers == open_digest.movers
