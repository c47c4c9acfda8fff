"""The causes add up to the difference, whatever is compared, and each is what it says it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from events import SAMPLES, take_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transcripts import response

from claudecost.asking import desk
from claudecost.asking.parity import parity
from claudecost.config import Settings, settle
from claudecost.periods import Period
from claudecost.reports.parity.report import Told
from claudecost.reports.usage import Question
from claudecost.store import Store
from claudecost.zones import resolve_zone

from .record import ROOT

UTC_ZONE = resolve_zone("UTC")
ALL_TIME = Period(None, None, "UTC")
NOON = datetime(2026, 10, 12, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def all_that_is_odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with samples/ and every pathology at once."""
    path = tmp_path_factory.mktemp("odd") / "store.db"
    cases = sorted(ROOT.glob("tests/pathologies/*/root"))
    take_in(Store(path), SAMPLES, *cases)
    return path


def of(store: Path) -> Settings:
    return settle(db=store, config=None, pricing=None, teams=None, quiet=True, verbosity=0, color="auto")


def compared(store: Path, period: Period = ALL_TIME) -> Told:
    with desk(of(store), intake=None) as opened:
        return parity(opened, period, UTC_ZONE, asks_binary=False)


def reported(store: Path, period: Period) -> Mapping[str, Any]:
    with desk(of(store), intake=None) as opened:
        return opened.answer(Question((), period, UTC_ZONE)).totals


def check(told: Told) -> None:
    found = told.found
    assert sum((one.usd for one in found.causes.values()), Decimal(0)) == told.end.usd - found.ours.usd
    assert sum(one.tokens for one in found.causes.values()) == told.end.tokens - found.ours.tokens


@pytest.mark.usefixtures("empty_home")
def test_causes_add_up_on_all_that_is_odd_at_once(all_that_is_odd: Path) -> None:
    told = compared(all_that_is_odd)
    totals = reported(all_that_is_odd, ALL_TIME)

    check(told)
    assert told.found.ours.usd == totals["cost_usd"]
    assert told.found.ours.tokens == totals["total_tokens"]
    assert sum(1 for one in told.found.causes.values() if one) > 20, "there is a cause of nearly every kind"


@given(day=st.integers(0, 330), days=st.integers(1, 120))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("empty_home")
def test_causes_add_up_over_any_period(all_that_is_odd: Path, day: int, days: int) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    period = Period(since, since + timedelta(days=days), "UTC")
    told = compared(all_that_is_odd, period)

    check(told)
    assert told.found.ours.usd == reported(all_that_is_odd, period)["cost_usd"]


def line(model: str = "claude-opus-5", at: datetime = NOON, **how: Any) -> dict[str, Any]:
    """A line of a response that costs a cent at 2,000 tokens of input."""
    return response(model, at, how.pop("tokens", {"input": 2_000}), **how)


def without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


def later(record: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The same response on another line, a second later."""
    moment = (NOON + timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    return record | {"uuid": f"{record['uuid'][:-1]}x", "timestamp": moment} | more


def asked_again(record: dict[str, Any], **more: Any) -> dict[str, Any]:
    return later(record, requestId=record["requestId"][:-1] + "x", **more)


def with_usage(record: dict[str, Any], **usage: Any) -> dict[str, Any]:
    message = record["message"]
    return record | {"message": message | {"usage": message["usage"] | usage}}


def gateway(tokens: int) -> dict[str, Any]:
    """A response with the id that all responses of its gateway have."""
    record = without(line(tokens={"input": tokens}), "requestId")
    return record | {"message": record["message"] | {"id": "ocgo"}}


NO_REQUEST = without(line(), "requestId")
ONE = line()
PLAIN = with_usage(line(), speed="standard", service_tier="standard")

#: Lines, and what they come to: cause and dollars.
CASES: dict[str, tuple[list[dict[str, Any] | None], dict[str, str]]] = {
    "nothing odd": ([PLAIN], {}),
    "no request id, two lines": ([NO_REQUEST, later(NO_REQUEST)], {"no_request_id": "0.01"}),
    "no request id, copied": (
        [NO_REQUEST, later(NO_REQUEST, sessionId="noon")],
        {"forks": "0.01"},
    ),
    "a fork with request ids is known to both": ([ONE, later(ONE, sessionId="noon")], {}),
    "a replay under another request id": (
        [ONE, asked_again(ONE, sessionId="noon", isSidechain=True)],
        {"sidechain_replays": "0.01"},
    ),
    "a batch": ([line(service_tier="batch")], {"batch": "0.005"}),
    "a region": ([line(geo="us")], {"geography": "-0.001"}),
    "fast mode, taken for six times the price": (
        [line("claude-opus-4-7", datetime(2026, 9, 1, 12, tzinfo=UTC), speed="fast")],
        {"unpriced_here": "0.06"},
    ),
    "fast mode, unknown under that spelling": (
        [line("claude-opus-5@default", speed="fast")],
        {"fast_mode": "-0.01"},
    ),
    "another price": (
        [
            line(
                "anthropic.claude-3-haiku-20240307-v1:0",
                datetime(2026, 1, 12, tzinfo=UTC),
                tokens={"cache_write_5m": 1_000_000},
            )
        ],
        {"prices": "0.0125"},
    ),
    "two responses of a gateway at once": (
        [gateway(2_000), gateway(3_000)],
        {"merged": "-0.01"},
    ),
    "a long prompt": (
        [line("claude-sonnet-4-5-20250929", tokens={"input": 250_000})],
        {"long_prompts": "0.15"},
    ),
    "a web search": ([line(tokens={"input": 2_000, "web_search": 3})], {"web_search": "-0.03"}),
    "a refusal": ([line(stop_reason="refusal")], {"refusals": "0.01"}),
    "a price that was cut": (
        [line("claude-3-5-haiku-20241022", datetime(2024, 11, 15, tzinfo=UTC), tokens={"input": 1_000_000})],
        {"dated_prices": "-0.2"},
    ),
    "a model of October": ([line("claude-opus-5-5")], {"unpriced_there": "-0.008"}),
    "a line with its cost": ([line() | {"costUSD": 0.25}], {"recorded_cost": "0.24"}),
    "no timestamp": ([PLAIN, line() | {"timestamp": None}], {"unusual_lines": "-0.01"}),
    "a time with too many digits": (
        [line() | {"timestamp": "2026-10-12T12:00:00.000001Z"}],
        {"no_timestamp": "-0.01"},
    ),
    "a count and a cost beyond belief": (
        [with_usage(line(), input_tokens=2**63), line() | {"costUSD": 1e300}],
        {},
    ),
    "a null": ([line() | {"cwd": None}], {"null_fields": "-0.01"}),
    "a count as text": ([with_usage(line(), input_tokens="2000")], {"unusual_lines": "-0.01"}),
    "more writes than the split says": (
        [with_usage(line(), cache_creation_input_tokens=1_000)],
        {"cache_writes": "-0.00625"},
    ),
    "another line speaks": (
        [
            line(tokens={"input": 2_000, "output": 400}),
            None,  # the same response, with a larger prompt and less output
        ],
        {"other_line": "0.04"},
    ),
}


def written(root: Path, lines: list[dict[str, Any] | None]) -> Path:
    """A root with these lines as Claude Code spells them: no spaces, nothing null that could be absent."""
    path = root / "projects" / "-home-ann-shop" / "morning.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one, separators=(",", ":")) + "\n" for one in _tidy(lines)))
    return root


def _tidy(lines: list[dict[str, Any] | None]) -> Iterator[dict[str, Any]]:
    before: dict[str, Any] = {}
    for one in lines:
        if one is None:
            one = later(with_usage(before, input_tokens=12_000, output_tokens=0))
        before = one
        usage = {key: value for key, value in one["message"]["usage"].items() if value is not None}
        yield one | {"message": one["message"] | {"usage": usage}}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("empty_home")
def test_a_difference_has_its_cause(name: str, tmp_path: Path) -> None:
    lines, expected = CASES[name]
    store = tmp_path / "store.db"
    take_in(Store(store), written(tmp_path / "root", list(lines)))
    told = compared(store)

    check(told)
    assert {cause: one.usd for cause, one in told.found.causes.items() if one.usd} == {
        cause: Decimal(usd) for cause, usd in expected.items()
    }


@pytest.mark.usefixtures("empty_home")
def test_what_has_been_deleted_is_ours_alone(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    root = written(tmp_path / "root", [PLAIN])
    take_in(Store(store), root)
    next(root.rglob("*.jsonl")).unlink()
    told = compared(store)

    assert told.found.causes["transcripts_gone"].usd == Decimal("-0.01")
    assert told.reading["gone"] == 1


@pytest.mark.usefixtures("empty_home")
def test_what_only_one_of_the_two_has_read_is_told_apart(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    root = written(tmp_path / "root", [PLAIN])
    bare = next(written(tmp_path / "other", [ONE]).rglob("*.jsonl")).rename(tmp_path / "bare.jsonl")
    take_in(Store(store), root, bare)
    (root / "projects" / "-home-ann-shop" / "noon.jsonl").write_text(
        json.dumps(next(_tidy([line()])), separators=(",", ":"))
    )
    causes = compared(store).found.causes

    assert causes["not_looked_at"].usd == Decimal("-0.01")
    assert causes["not_in_store"].usd == Decimal("0.01")


@pytest.mark.usefixtures("empty_home")
def test_a_response_across_midnight_lies_on_two_days(tmp_path: Path) -> None:
    """We date it by its first line, ccusage by the line that speaks."""
    begun = line(at=datetime(2026, 10, 12, 23, 59, 59, tzinfo=UTC), tokens={"input": 2_000, "output": 1})
    ended = with_usage(begun, output_tokens=400) | {"timestamp": "2026-10-13T00:00:01Z"}
    store = tmp_path / "store.db"
    take_in(Store(store), written(tmp_path / "root", [begun, ended]))
    first = datetime(2026, 10, 12, tzinfo=UTC)
    on_two_days = [
        compared(store, Period(first + timedelta(days=day), first + timedelta(days=day + 1), "UTC"))
        for day in (0, 1)
    ]

    assert [told.found.causes["dated_otherwise"].usd for told in on_two_days] == [
        Decimal("-0.02"),
        Decimal("0.02"),
    ]


@pytest.mark.usefixtures("empty_home")
def test_json_says_all_of_it(sampled: Path) -> None:
    said = claudecost("parity", "--no-ingest", "--rules-only", "--json", "--db", sampled).json

    assert said["schema_version"] == 1
    assert said["binary"] is None
    amounts = [Decimal(cause["difference_usd"]) for cause in said["causes"]]
    assert sum(amounts) == Decimal(said["totals"]["difference_usd"])
    assert Decimal(said["claudecost"]["cost_usd"]) + sum(amounts) == Decimal(said["rules"]["cost_usd"])
    assert all(cause["sentence"] for cause in said["causes"])


def test_a_ccusage_that_says_something_else_is_not_explained_away(
    sampled: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = empty_home / "ccusage"
    program.write_text(
        '#!/bin/sh\necho \'{"totals": {"totalCost": 148.42171509, "totalTokens": 504528725}}\'\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{empty_home}:/usr/bin:/bin")
    said = claudecost("parity", "--no-ingest", "--json", "--strict", "--db", sampled)

    assert said.code == 3
    [left] = [cause for cause in said.json["causes"] if cause["cause"] == "unexplained"]
    assert left["difference_usd"] == "1"
    assert said.json["binary"]["cost_usd"] == "148.42171509"


@pytest.mark.parametrize("year", ["0001", "1899", "9999"])
@pytest.mark.usefixtures("empty_home")
def test_a_clock_of_another_age_drops_nothing(year: str, tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    take_in(Store(store), written(tmp_path / "root", [PLAIN | {"timestamp": f"{year}-12-31T00:00:00Z"}]))
    told = compared(store)

    check(told)
    assert told.found.theirs.tokens == 2_000
