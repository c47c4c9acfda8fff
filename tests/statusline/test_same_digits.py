"""What the status line adds up is what the store adds up: to the last digit."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from command_line import claudecost
from events import SAMPLES
from hypothesis import given
from hypothesis import strategies as st
from transcripts import response

from claudecost.sources.usage import Tally, Usage, billed_items, counts
from claudecost.statusline.rates import Cost
from claudecost.statusline.usage import items, non_null_keys, searches, tokens

from .conftest import SESSION, Desk, usd

NUMBERS = st.one_of(
    st.integers(-5, 10**6),
    st.just(10**13),
    st.none(),
    st.sampled_from([True, "12", " +7.0 ", "x", 3.0, 2.5, [], {}]),
)
CREATION = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {}, optional={"ephemeral_5m_input_tokens": NUMBERS, "ephemeral_1h_input_tokens": NUMBERS}
    ),
)
COUNTED: dict[str, st.SearchStrategy[Any]] = {
    "input_tokens": NUMBERS,
    "output_tokens": NUMBERS,
    "cache_read_input_tokens": NUMBERS,
    "cache_creation_input_tokens": NUMBERS,
    "cache_creation": CREATION,
}
ITERATION = st.fixed_dictionaries(
    {"type": st.sampled_from(["message", "advisor_message", "compaction", "fallback_message", "other"])},
    optional={
        **COUNTED,
        "model": st.sampled_from([None, "claude-opus-5", "claude-opus-5[1m]", "claude-haiku-4-5"]),
    },
)
USAGE = st.fixed_dictionaries(
    {},
    optional={
        **COUNTED,
        "server_tool_use": st.one_of(st.none(), st.fixed_dictionaries({"web_search_requests": NUMBERS})),
        "speed": st.sampled_from([None, "fast"]),
        "iterations": st.one_of(st.none(), st.lists(ITERATION, max_size=4)),
    },
)


@given(USAGE)
def test_one_usage_object_counts_alike_in_both_rooms(usage: dict[str, Any]) -> None:
    known, tally = msgspec.convert(usage, Usage), Tally()
    top = counts(known, tally)
    assert tokens(usage) == top.tokens()
    assert searches(usage) == top.web_search_requests
    assert non_null_keys(usage) == len(Usage.__struct_fields__) - msgspec.structs.astuple(known).count(None)
    theirs = billed_items(known, top, "claude-opus-5", tally)
    whole = [("message", None, *top.tokens())]
    if theirs is not None:
        own = [] if theirs[0].kind == "message" else whole
        whole = [*own, *(msgspec.structs.astuple(item) for item in theirs)]
    ours = [(kind, named, *counted) for kind, named, counted in items(usage, tokens(usage), "claude-opus-5")]
    assert ours == whole


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=2, max_size=4))
def test_several_samplings_that_are_the_whole_stand_for_it(parts: list[tuple[int, int]]) -> None:
    usage: dict[str, Any] = {
        "input_tokens": sum(fresh for fresh, _ in parts),
        "output_tokens": sum(output for _, output in parts),
        "iterations": [
            {"type": "message", "input_tokens": fresh, "output_tokens": output} for fresh, output in parts
        ],
    }
    assert [counted[0] for _, _, counted in items(usage, tokens(usage), None)] == [one for one, _ in parts]


SAMPLED = sorted(
    path
    for path in SAMPLES.glob("*/projects/*/*.jsonl")
    if '"usage"' in path.read_text("utf-8", "replace") and not path.name.startswith("agent-")
)


def ending(path: Path) -> str:
    """The latest time in a transcript and its subagents, a minute later."""
    texts = [path.read_text("utf-8", "replace")]
    texts += [one.read_text("utf-8", "replace") for one in path.with_suffix("").rglob("*.jsonl")]
    times: list[str] = [
        record["timestamp"]
        for text in texts
        for line in text.splitlines()
        if (record := loaded(line)) and isinstance(record.get("timestamp"), str)
    ]
    return max(time for time in times if time[:2] == "20")[:16] + ":59.999999+00:00"


def loaded(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@pytest.mark.parametrize("share", [0.0, 0.37, 1.0])
@pytest.mark.parametrize("path", SAMPLED[::11], ids=lambda path: path.name[:8])
def test_a_session_cut_anywhere_comes_to_what_the_store_says_of_it_whole(
    desk: Desk, path: Path, share: float
) -> None:
    """However much of it had been taken in: the file's part and the tail's part are the whole."""
    projects = path.parent.parent
    shutil.copytree(projects, desk.root / "projects")
    running = desk.root / "projects" / path.relative_to(projects)
    whole = running.read_bytes()
    running.write_bytes(whole[: int(len(whole) * share)])
    desk.at(ending(path))
    desk.ingest()
    running.write_bytes(whole)
    found = desk.figures(running, running.stem)
    desk.ingest()
    day = ending(path)[:10]
    session = desk.reported("session", "--session", running.stem)
    today = desk.reported("daily", "--period", day)
    if found.session is not None and found.session.is_partial:
        assert usd(found.session) <= session, "a cloud's model ids, before the store has met them"
        return
    assert (usd(found.session or Cost()), usd(found.today)) == (session, today)


MILLION = {"input": 1_000_000}


def test_a_better_line_of_a_response_counted_before_replaces_it(desk: Desk) -> None:
    """The start of a response had been taken in with a placeholder for its output."""
    desk.at("2026-11-20T12:00:00Z")
    first = response("claude-opus-5", "2026-11-20T11:00:00Z", {"input": 100, "output": 1}, stop_reason=None)
    path = desk.write(first)
    desk.ingest()
    last = json.loads(json.dumps(first))
    last["message"] |= {"stop_reason": "end_turn"}
    last["message"]["usage"] |= {"output_tokens": 5_000}
    desk.write(last, last)
    found = desk.figures(path)
    assert usd(found.session) == usd(found.today) == Decimal("0.1255")
    desk.ingest()
    assert desk.reported("daily") == Decimal("0.1255")
    assert usd(desk.figures(path).session) == Decimal("0.1255")


def test_a_copied_history_is_not_paid_for_again(desk: Desk) -> None:
    """`--fork-session` writes all that was said before into a new file."""
    desk.at("2026-11-20T12:00:00Z")
    old = [response("claude-opus-5", f"2026-11-20T10:0{n}:00Z", MILLION) for n in range(3)]
    desk.write(*old)
    desk.ingest()
    fork = desk.write(*old, response("claude-opus-5", "2026-11-20T11:00:00Z", MILLION), session="other-one")
    found = desk.figures(fork, "other-one")
    assert usd(found.session) == 5
    assert usd(found.today) == 20


def test_a_subagent_is_part_of_its_session(desk: Desk) -> None:
    desk.at("2026-11-20T12:00:00Z")
    path = desk.write(response("claude-opus-5", "2026-11-20T11:00:00Z", MILLION))
    desk.write(response("claude-opus-5", "2026-11-20T11:05:00Z", MILLION), agent="0123456789abcdef")
    desk.ingest()
    desk.write(response("claude-opus-5", "2026-11-20T11:06:00Z", MILLION), agent="0123456789abcdef")
    desk.write(response("claude-opus-5", "2026-11-20T11:07:00Z", MILLION), agent="fedcba9876543210")
    assert usd(desk.figures(path).session) == 20
    assert usd(desk.figures(path).today) == 20


def test_a_transcript_known_by_another_way_is_not_counted_twice(desk: Desk) -> None:
    """A home behind a link: Claude Code says one path, the store was told another."""
    desk.at("2026-11-20T12:00:00Z")
    many = [response("claude-opus-5", f"2026-11-20T11:{n:02}:00Z", {"input": 1000}) for n in range(40)]
    path = desk.write(*many)
    desk.ingest()
    link = desk.root.parent / "linked"
    link.symlink_to(desk.root)
    desk.write(response("claude-opus-5", "2026-11-20T11:50:00Z", {"input": 1000}))
    found = desk.figures(link / path.relative_to(desk.root))
    assert usd(found.session) == usd(found.today) == Decimal("0.205")


def test_each_session_sees_its_own_cost_and_all_see_one_today(desk: Desk) -> None:
    desk.at("2026-11-20T12:00:00Z")
    one = desk.write(response("claude-opus-5", "2026-11-20T11:00:00Z", MILLION))
    two = desk.write(response("claude-opus-5", "2026-11-20T11:01:00Z", MILLION), session="other-one")
    desk.ingest()
    desk.write(response("claude-opus-5", "2026-11-20T11:30:00Z", MILLION))
    desk.write(response("claude-opus-5", "2026-11-20T11:31:00Z", {"input": 3_000_000}), session="other-one")
    first, second = desk.figures(one), desk.figures(two, "other-one")
    assert [usd(first.session), usd(second.session)] == [10, 20]
    assert [usd(first.today), usd(second.today)] == [30, 30]


def test_a_session_nobody_has_taken_in_is_priced_by_itself(desk: Desk) -> None:
    desk.at("2026-11-20T12:00:00Z")
    desk.write(response("claude-opus-5", "2026-11-20T11:00:00Z", MILLION))
    desk.ingest()
    new = desk.write(response("claude-haiku-4-5", "2026-11-20T11:30:00Z", MILLION), session="other-one")
    found = desk.figures(new, "other-one")
    assert [usd(found.session), usd(found.today)] == [1, 6]


def test_midnight_is_the_zones_own_without_the_file_being_written(desk: Desk) -> None:
    desk.at("2026-11-20T23:30:00Z")
    path = desk.write(
        response("claude-opus-5", "2026-11-20T22:30:00Z", MILLION),
        response("claude-opus-5", "2026-11-20T23:10:00Z", MILLION),
    )
    desk.ingest()
    assert usd(desk.figures(path).today) == 10
    assert usd(desk.figures(path, zone="Europe/Berlin").today) == 5
    assert usd(desk.figures(path, zone="Asia/Kolkata").today) == 10
    desk.at("2026-11-21T00:10:00Z")
    desk.write(response("claude-haiku-4-5", "2026-11-21T00:05:00Z", MILLION))
    assert usd(desk.figures(path).today) == 1
    assert usd(desk.figures(path).session) == 11


def test_the_open_window_is_that_of_blocks(desk: Desk) -> None:
    desk.at("2026-11-20T13:59:00Z")
    path = desk.write(
        *(
            response("claude-opus-5", f"2026-11-20T{hour}:30:00Z", MILLION)
            for hour in ("03", "07", "09", "12")
        )
    )
    desk.ingest()
    said = claudecost("blocks", "-a", "--db", desk.db, "--no-ingest", "--json").json["rows"][0]
    window = desk.figures(path).window
    assert window is not None
    assert usd(window.cost) == Decimal(said["cost_usd"]) == 10
    assert (window.start, window.end) == (1_795_165_200, 1_795_183_200)
    desk.at("2026-11-20T15:10:00Z")
    desk.write(response("claude-haiku-4-5", "2026-11-20T15:05:00Z", MILLION))
    later = desk.figures(path).window
    assert later is not None
    assert usd(later.cost) == 1, "the next window has opened since the store was brought up to date"


def test_what_has_no_price_is_marked(desk: Desk) -> None:
    desk.at("2026-11-20T12:00:00Z")
    path = desk.write(response("claude-opus-5", "2026-11-20T11:00:00Z", MILLION))
    desk.ingest()
    desk.write(response("claude-zeta-9", "2026-11-20T11:30:00Z", MILLION))
    found = desk.figures(path)
    assert found.session is not None
    assert usd(found.session) == 5
    assert (found.session.is_floor, found.session.is_partial) == (True, False), "not looked up yet"
    desk.ingest()
    found = desk.figures(path)
    assert found.session is not None
    assert usd(found.session) == 5
    assert (found.session.is_partial, found.session.unpriced_tokens) == (True, 1_000_000)


@pytest.mark.parametrize(
    "how",
    [
        {"speed": "fast"}, {"geo": "us"}, {"geo": "not_available"}, {"service_tier": "standard"},
        {"stop_reason": "refusal"}, {"service_tier": "priority"}, {"speed": "standard", "geo": "global"},
        {"service_tier": "batch"}, {"service_tier": "batch", "geo": "us"}, {"speed": "fast", "geo": "us"},
    ],
)  # fmt: skip
def test_modifiers_of_the_price_are_known_before_the_store_has_met_them(
    desk: Desk, how: dict[str, Any]
) -> None:
    desk.at("2026-11-20T12:00:00Z")
    desk.write(response("claude-haiku-4-5", "2026-11-20T10:00:00Z", MILLION), session="other-one")
    desk.ingest()
    tokens = {"input": 1_000_000, "cache_write_1h": 7, "web_search": 3}
    path = desk.write(response("claude-opus-4-8", "2026-11-20T11:30:00Z", tokens, **how))
    found = desk.figures(path)
    desk.ingest()
    assert found.session is not None
    assert not found.session.is_floor
    assert usd(found.session) == desk.reported("session", "--session", SESSION)


def test_modifiers_are_known_of_a_model_met_under_another_name(desk: Desk) -> None:
    """A cloud's name of a model is none of the book's; it was met without a modifier."""
    model, more = "us.anthropic.claude-opus-4-6-v1", [MILLION, {"output": 1_000_000}]
    desk.at("2026-11-20T12:00:00Z")
    path = desk.write(response(model, "2026-11-20T10:00:00Z", MILLION))
    desk.ingest()
    desk.write(*(response(model, f"2026-11-20T11:0{n}:00Z", one, service_tier="batch")
                 for n, one in enumerate(more)))  # fmt: skip
    found = desk.figures(path)
    desk.ingest()
    assert found.session is not None
    assert not found.session.is_floor
    assert usd(found.session) == desk.reported("session", "--session", SESSION) > 5


def test_prices_in_the_small_file_have_their_dates(desk: Desk) -> None:
    """Haiku 3.5 became cheaper at a midnight: a transcript over it has both prices."""
    model = "claude-3-5-haiku-20241022"
    desk.at("2026-11-20T12:00:00Z")
    desk.write(response(model, "2024-11-20T10:00:00Z", MILLION), session="other-one")
    desk.ingest()
    path = desk.write(
        response(model, "2024-12-02T23:59:59.999Z", MILLION), response(model, "2024-12-03T00:00:00Z", MILLION)
    )
    found = desk.figures(path)
    desk.ingest()
    assert usd(found.session) == desk.reported("session", "--session", SESSION) == Decimal("1.8")
