"""`claudecost plan`: what data and rules tell, what a plan costs on its days, and nothing guessed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost
from events import take_in
from transcripts import response, write

from claudecost.money import total
from claudecost.store import Store

pytestmark = pytest.mark.usefixtures("empty_home")

#: So many output tokens of this model cost a dollar.
MODEL, A_DOLLAR = "claude-opus-5", 40_000


def used(day: str, dollars: int = 1, entrypoint: str | None = "cli", **more: Any) -> dict[str, Any]:
    """A response at noon that costs whole dollars at list price."""
    said: dict[str, Any] = {"entrypoint": entrypoint} if entrypoint else {}
    return response(MODEL, f"{day}T12:00:00Z", {"output": dollars * A_DOLLAR}, **said, **more)


def run(directory: Path, lines: list[dict[str, Any]], billing: str, *arguments: str) -> Said:
    """The command on a store of these lines, with this section in the configuration."""
    store, config = directory / "store.db", directory / "claudecost.yaml"
    take_in(Store(store), write(directory / "root", lines))
    config.write_text(f"timezone: UTC\nbilling:\n{billing}\n", encoding="utf-8")
    return claudecost("plan", *arguments, "--db", store, "--config", config, "--no-ingest")


def rows(said: Said) -> list[dict[str, Any]]:
    assert said.code == 0, said.err
    found: list[dict[str, Any]] = said.json["rows"]
    return found


def paid(said: Said) -> dict[tuple[str, str], str]:
    """Cost at list price by month and by how it is paid."""
    return {(row["month"], row["paid_by"]): row["cost_usd"] for row in rows(said)}


def test_what_nothing_tells_is_not_known(tmp_path: Path) -> None:
    said = run(tmp_path, [used("2026-10-05", 3)], "", "--json")
    assert paid(said) == {("2026-10", "not known"): "3"}
    assert any("nothing tells whether $3.00 at list price was on a plan" in one for one in said.json["notes"])


def test_a_cloud_is_betrayed_by_the_ids_whatever_a_rule_says(tmp_path: Path) -> None:
    bedrock = response("anthropic.claude-opus-5", "2026-10-05T12:00:00Z", {"output": A_DOLLAR})
    vertex = used("2026-10-06", 2)
    vertex["message"]["id"], vertex["requestId"] = "msg_vrtx_01ab", "req_vrtx_01ab"
    said = run(tmp_path, [bedrock, vertex], "  - {plan: Pro}", "--json")
    costs = paid(said)
    assert costs["2026-10", "cloud (bedrock)"] == "1"
    assert costs["2026-10", "cloud (google)"] == "2"
    assert costs["2026-10", "Pro"] == "0"


def test_the_first_rule_that_hits_on_the_day_decides(tmp_path: Path) -> None:
    lines = [
        used("2026-09-30", 1),
        used("2026-10-01", 2),
        used("2026-10-02", 4, cwd="/home/ann/client"),
        used("2026-10-03", 8, entrypoint="sdk-py"),
    ]
    rules = (
        '  - {project: "*/client", paid: api}\n'
        '  - {entrypoint: "sdk-*", paid: cloud}\n'
        "  - {plan: Pro, until: 2026-10-01}\n"
        "  - {plan: Max 20x, from: 2026-10-01}"
    )
    assert paid(run(tmp_path, lines, rules, "--json", "--period", "2026Q4")) == {
        ("2026-10", "API key"): "4",
        ("2026-10", "cloud"): "8",
        ("2026-10", "Ultra"): "2",
        ("2026-11", "Ultra"): "0",
    }


def test_a_plan_costs_its_price_for_the_days_it_held(tmp_path: Path) -> None:
    """A month begun is paid up to today, a plan changed within a month by the day: nothing counts twice."""
    lines = [used("2026-10-05", 40), used("2026-11-02", 30)]
    rules = "  - {plan: Pro, until: 2026-10-11}\n  - {plan: Max 5x, from: 2026-10-11}"
    found = {(row["month"], row["paid_by"]): row for row in rows(run(tmp_path, lines, rules, "--json"))}
    pro, before, now = found["2026-10", "Pro"], found["2026-10", "Max"], found["2026-11", "Max"]
    assert (pro["days"], pro["month_days"], pro["monthly_usd"]) == (6, 31, "20")
    assert Decimal(pro["price_usd"]) == (Decimal(120) / 31).quantize(Decimal("1e-15"))
    assert (before["days"], before["cost_usd"], before["active_days"]) == (21, "0", 0)
    assert (now["days"], now["month_days"]) == (20, 30)
    assert now["price_usd"] == "66.666666666666667"
    assert now["value_per_usd"] == "0.45"


def test_a_whole_period_counts_all_its_days(tmp_path: Path) -> None:
    found = rows(run(tmp_path, [used("2026-10-05", 40)], "  - {plan: Pro}", "--json", "--period", "2026-10"))
    assert [(row["days"], row["price_usd"], row["value_per_usd"]) for row in found] == [(31, "20", "2")]


def test_a_plan_keeps_its_name_of_the_day_and_its_price_through_a_rename(tmp_path: Path) -> None:
    lines = [used("2026-09-05", 1), used("2026-11-05", 1)]
    old = rows(run(tmp_path, lines, "  - {plan: Max 5x}", "--json"))
    assert [(row["month"], row["paid_by"], row["monthly_usd"]) for row in old] == [
        ("2026-09", "Max 5x", "100"),
        ("2026-10", "Max", "100"),
        ("2026-11", "Max", "100"),
    ]
    assert rows(run(tmp_path, lines, "  - {plan: Max}", "--json")) == old


def test_seats_multiply_and_a_year_is_twelve_months(tmp_path: Path) -> None:
    rules = "  - {plan: Team, seat: premium, seats: 3, per: year}"
    [row] = rows(run(tmp_path, [used("2026-09-05", 1)], rules, "--json", "--period", "2026-09"))
    assert (row["paid_by"], row["price_usd"], row["credit_usd"]) == ("Team premium", "300", None)


def test_a_plan_without_a_price_in_the_book_has_none_and_it_is_said(tmp_path: Path) -> None:
    rules = "  - {plan: Team, seat: standard}"
    said = run(tmp_path, [used("2026-05-05", 1)], rules, "--json", "--period", "2026-05")
    [row] = rows(said)
    assert (row["price_usd"], row["monthly_usd"], row["value_per_usd"]) == (None, None, None)
    assert "the book has no price of Team standard for all of 2026-05" in said.json["notes"]


def test_extra_usage_is_paid_beside_the_plan(tmp_path: Path) -> None:
    rules = '  rules: [{plan: Pro}]\n  extra_usage: [{plan: Pro, month: 2026-10, usd: "12.50"}]'
    [row] = rows(run(tmp_path, [used("2026-10-05", 65)], rules, "--json", "--period", "2026-10"))
    assert (row["price_usd"], row["extra_usd"], row["value_per_usd"]) == ("20", "12.5", "2")


def test_programs_are_held_against_the_credit_from_its_first_day_on(tmp_path: Path) -> None:
    """The credit of 2026-10-07 is in force; that of 2026-06-15 was paused and never began."""
    lines = [
        used("2026-08-01", 5, entrypoint="sdk-ts"),
        used("2026-10-06", 1, entrypoint="sdk-cli"),
        used("2026-10-07", 2, entrypoint="sdk-cli"),
        used("2026-10-08", 4),
    ]
    said = run(tmp_path, lines, "  - {plan: Max 5x}", "--json", "--until", "2026-10")
    found = {row["month"]: row for row in rows(said)}
    august, october = found["2026-08"], found["2026-10"]
    assert (august["programmatic_usd"], august["credit_usd"]) == ("5", None)
    assert (october["programmatic_usd"], october["credited_usd"], october["credit_usd"]) == ("3", "2", "100")
    notes = " ".join(said.json["notes"])
    assert "programs used $2.00 since 2026-10-07 of a credit of $100.00, if they drew on it" in notes
    assert "the Agent SDK credit announced for 2026-06-15 was paused before it began" in notes


def test_pro_gets_no_credit(tmp_path: Path) -> None:
    found = rows(run(tmp_path, [used("2026-11-05", entrypoint="sdk-cli")], "  - {plan: Pro}", "--json"))
    assert {row["credit_usd"] for row in found} == {None}


def test_usage_of_old_clients_does_not_say_who_made_it(tmp_path: Path) -> None:
    said = run(tmp_path, [used("2026-10-05", entrypoint=None)], "  - {plan: Pro}", "--json")
    assert any("1 response does not say whether a person or a program" in one for one in said.json["notes"])


def test_the_key_in_the_environment_is_named_and_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-secret")
    said = run(tmp_path, [used("2026-10-05")], "  - {plan: Pro}", "--json")
    assert any("ANTHROPIC_API_KEY is set in this environment" in one for one in said.json["notes"])
    assert "secret" not in said.out + said.err


def test_all_that_no_rule_is_about_can_be_put_on_a_plan_for_once(tmp_path: Path) -> None:
    lines = [used("2026-10-05", 4, cwd="/build/x"), used("2026-10-06", 8)]
    said = run(tmp_path, lines, "  - {project: /build/x, paid: api}", "--json", "--plan", "max 20x")
    assert paid(said)["2026-10", "API key"] == "4"
    assert paid(said)["2026-10", "Ultra"] == "8"


def test_strict_asks_for_a_look_where_something_is_not_known(tmp_path: Path) -> None:
    assert run(tmp_path, [used("2026-10-05")], "", "--strict").code == 3
    assert run(tmp_path, [used("2026-10-05")], "  - {plan: Pro}", "--strict").code == 0


def test_nothing_is_lost_and_nothing_counts_twice(sampled: Path, tmp_path: Path) -> None:
    """Whatever the rules say, all lines together are all the usage there is."""
    config = tmp_path / "claudecost.yaml"
    whole = claudecost("report", "--by", "month", "--json", "--db", sampled, "--no-ingest").json["totals"]
    for rules in ("", "[{plan: Max}]", "[{entrypoint: cli, plan: Pro, from: 2026-10-07}, {paid: api}]"):
        config.write_text(f"timezone: UTC\nbilling: {rules}\n", encoding="utf-8")
        said = claudecost("plan", "--json", "--db", sampled, "--config", config, "--no-ingest").json
        for name in ("responses", "total_tokens", "unpriced_tokens", "unpriced_responses"):
            assert said["totals"][name] == whole[name] == sum(row[name] for row in said["rows"])
        costs = total(Decimal(row["cost_usd"]) for row in said["rows"])
        assert costs == Decimal(said["totals"]["cost_usd"]) == Decimal(whole["cost_usd"])


def test_a_closed_month_speaks_for_itself(tmp_path: Path) -> None:
    run(tmp_path, [used("2026-09-05", 3)], "  - {plan: Pro}")
    store, config = tmp_path / "store.db", tmp_path / "claudecost.yaml"
    closed = claudecost("close", "2026-09", "--db", store, "--config", config, "--no-ingest")
    assert closed.code == 0, closed.err
    late = write(tmp_path / "late", [used("2026-09-06", 5)], "late")
    take_in(Store(store), late)
    said = claudecost(
        "plan", "--json", "--period", "2026-09", "--db", store, "--config", config, "--no-ingest"
    )
    assert paid(said) == {("2026-09", "Pro"): "3"}
    assert [one["month"] for one in said.json["closed"]] == ["2026-09"]
