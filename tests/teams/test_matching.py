"""Which rule hits: on the usage's own UTC day, the first that does, ids before names, to the last digit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from reports.asking import BOOK, kept
from transcripts import response

from claudecost.periods import Period
from claudecost.pricing import rate_card
from claudecost.reports.dimensions import parse_dimensions
from claudecost.reports.usage import Basis, Question, ask
from claudecost.store import Store
from claudecost.teams import read_teams
from claudecost.zones import resolve_zone

MILLION = {"input": 1_000_000}


def borne(store: Path, teams: str, by: str = "team") -> dict[Any, Decimal]:
    """What each team bears, by the rules of a team file that knows the teams a, b and c."""
    path = store.with_name("teams.yaml")
    path.write_text("teams: {a: {}, b: {}, c: {}}\n" + teams, encoding="utf-8")
    return {
        tuple(row[name] for name in by.split(",")) if "," in by else row[by]: row["cost_usd"]
        for row in rows(store, path, by)
    }


def rows(store: Path, teams: Path | None, by: str) -> list[dict[str, Any]]:
    with Store(store).reading() as reader:
        cards = [rate_card(BOOK, profile) for profile in reader.profiles()]
        asked = Question(parse_dimensions(by), Period(None, None, "UTC"), resolve_zone("UTC"))
        return ask(reader, asked, Basis(cards, read_teams(teams) if teams else None)).rows


def usage(*places: tuple[str, str]) -> Iterable[dict[str, Any]]:
    """A response of a million input tokens for every day and directory; five dollars each."""
    return [response("claude-opus-5", f"{day}T12:00:00Z", MILLION, cwd=cwd) for day, cwd in places]


FIVE, TEN = Decimal(5), Decimal(10)


def test_without_a_team_file_everything_is_unallocated(tmp_path: Path) -> None:
    store = kept(tmp_path, usage(("2026-10-01", "/home/ann/shop")))
    assert [(row["team"], row["cost_usd"]) for row in rows(store, None, "team")] == [("unallocated", FIVE)]


@pytest.mark.parametrize(
    ("pattern", "is_met"),
    [
        ("shop", True),
        ("/home/ann/shop", True),
        ("/home/ann/*", True),
        ("~/shop", True),
        ("~/**", True),
        ("sho", False),
        ("SHOP", False),
        ("/home/ann", False),
        ("/home/ann/shop/", True),
        ("[ab]*", False),
        ("sh?p", True),
    ],
)
def test_a_project_is_met_whole_from_home_or_by_its_last_part(
    tmp_path: Path, pattern: str, is_met: bool
) -> None:
    store = kept(tmp_path, usage(("2026-10-01", "/home/ann/shop")))
    found = borne(store, f'rules: [{{team: a, match: {{project: "{pattern}"}}}}]')
    assert found == {"a" if is_met else "unallocated": FIVE}


def test_the_first_rule_that_hits_decides(tmp_path: Path) -> None:
    store = kept(tmp_path, usage(("2026-10-01", "/home/ann/shop")))
    both = "rules: [{team: b, match: {project: shop}}, {team: a, match: {machine: laptop}}]"
    assert borne(store, both) == {"b": FIVE}


def test_all_attributes_of_a_rule_have_to_meet(tmp_path: Path) -> None:
    store = kept(tmp_path, usage(("2026-10-01", "/home/ann/shop"), ("2026-10-01", "/home/ann/till")))
    rule = "rules: [{team: a, match: {machine: laptop, source: claude-code, project: [till, nothing]}}]"
    assert borne(store, rule) == {"a": FIVE, "unallocated": FIVE}


def test_rules_see_the_utc_day_and_end_before_their_last(tmp_path: Path) -> None:
    lines = [
        response("claude-opus-5", at, MILLION)
        for at in (
            "2026-10-14T23:59:59.999Z",
            "2026-10-15T00:00:00Z",
            "2026-10-16T23:59:59Z",
            "2026-10-17T00:00:00Z",
        )
    ]
    store = kept(tmp_path, lines)
    found = borne(
        store,
        "rules:\n- {team: a, from: 2026-10-15, to: 2026-10-17, match: {machine: laptop}}\n"
        "- {team: b, from: 2026-10-17, match: {machine: laptop}}\n",
        "team,day",
    )
    assert found == {
        ("unallocated", "2026-10-14"): FIVE,
        ("a", "2026-10-15"): FIVE,
        ("a", "2026-10-16"): FIVE,
        ("b", "2026-10-17"): FIVE,
    }


def test_an_earlier_rule_with_days_interrupts_a_later_one_without(tmp_path: Path) -> None:
    store = kept(tmp_path, usage(*((f"2026-10-{day:02d}", "/x/shop") for day in (1, 2, 3))))
    found = borne(
        store,
        "rules:\n- {team: a, from: 2026-10-02, to: 2026-10-03, match: {project: shop}}\n"
        "- {team: b, match: {machine: laptop}}\n",
        "team,day",
    )
    assert found == {("b", "2026-10-01"): FIVE, ("a", "2026-10-02"): FIVE, ("b", "2026-10-03"): FIVE}


def test_a_split_is_exact_in_money_and_whole_in_tokens_and_responses(tmp_path: Path) -> None:
    """Thirds of a cent: nothing is lost, nothing is rounded, no response is counted twice."""
    lines = [
        response(
            "claude-opus-5", f"2026-10-01T12:{minute:02d}:00Z", {"input": 7, "output": 3, "cache_read": 1}
        )
        for minute in range(60)
    ]
    store = kept(tmp_path, lines)
    path = tmp_path / "teams.yaml"
    path.write_text(
        'teams: {a: {}, b: {}, c: {}}\nrules:\n- split: {a: "33.3333", b: "33.3333", c: "33.3334"}\n'
        "  match: {machine: laptop}\n",
        encoding="utf-8",
    )
    found = {row["team"]: row for row in rows(store, path, "team")}
    [whole] = rows(store, path, "source")
    assert found["a"]["cost_usd"] == whole["cost_usd"] * Decimal("0.333333")
    assert found["c"]["cost_usd"] == whole["cost_usd"] * Decimal("0.333334")
    for name in (
        "responses",
        "input_tokens",
        "output_tokens",
        "cache_read_tokens",
        "total_tokens",
        "cost_usd",
    ):
        assert sum(row[name] for row in found.values()) == whole[name], name
    assert all(10 <= row["responses"] <= 30 for row in found.values()), "by luck, near a third"


def test_a_person_is_met_whatever_the_case_of_the_address(tmp_path: Path) -> None:
    from transcripts import write

    from claudecost.intake import Intake, ingest

    root = write(tmp_path / "ann", usage(("2026-10-01", "/x/shop")))
    (root / ".config.json").write_text('{"oauthAccount": {"emailAddress": "Ann@Fernwood.example"}}')
    store = tmp_path / "store.db"
    ingest(Store(store), Intake((root,), "laptop"))
    assert borne(store, "people: {ANN@fernwood.EXAMPLE: a}") == {"a": FIVE}
    assert borne(
        store, 'rules: [{team: b, match: {email: "*@fernwood.example"}}]\npeople: {ann@fernwood.example: a}'
    ) == {"b": FIVE}, "rules come before members"


def test_labels_of_a_request_are_met_by_key(tmp_path: Path) -> None:
    """Gateway tags, Bedrock's request metadata, OTel resource attributes: what the caller said of it."""
    import json

    log = tmp_path / "bedrock.jsonl"
    log.write_text(
        json.dumps(
            {
                "schemaType": "ModelInvocationLog", "schemaVersion": "1.0",
                "timestamp": "2026-10-07T08:00:00Z",
                "accountId": "1", "region": "us-east-1", "requestId": "r1", "operation": "Converse",
                "identity": {"arn": "arn:aws:sts::1:assumed-role/dev/ana@example.com"},
                "modelId": "global.anthropic.claude-opus-4-8-v1:0",
                "requestMetadata": {"team": "data", "$env": "prod", "/team": "own"},
                "input": {"inputContentType": "application/json", "inputTokenCount": 1_000_000},
                "output": {"outputContentType": "application/json", "outputTokenCount": 0},
            }
        )
        + "\n"
    )  # fmt: skip
    from events import take_in

    store = tmp_path / "store.db"
    take_in(Store(store), log)
    assert set(borne(store, "rules: [{team: a, match: {tag: {team: data}}}]")) == {"a"}
    assert set(borne(store, "rules: [{team: a, match: {tag: {team: shop}}}]")) == {"unallocated"}
    assert set(borne(store, "rules: [{team: a, match: {tag: {$env: prod, /team: own}}}]")) == {"a"}, (
        "no paths"
    )
