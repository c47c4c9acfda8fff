"""A page that is not as documented is refused with the place of what is wrong, and never its value."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claudecost.errors import BadData
from claudecost.sources.pages import load, read_pages, recognise_page

from . import documents as d

SECRET = "sk-ant-do-not-show"

Change = Callable[[d.Json], object]


def spoiled(build: d.Json, change: Change) -> d.Json:
    document: d.Json = json.loads(json.dumps(build))
    change(document)
    return document


BUCKETS = d.page(
    *[d.bucket(starting_at=f"2026-10-0{n}T00:00:00Z") for n in (2, 3, 4)], d.bucket(d.legacy_cost())
)

CASES: dict[str, tuple[str, d.Json, Change, str]] = {
    "an amount that is a number": (
        "cost-report",
        BUCKETS,
        lambda page: page["data"][3]["results"][0].update(amount=12.5),
        "data[3].results[0].amount is not an amount in cents",
    ),
    "an amount that is words": (
        "cost-report",
        BUCKETS,
        lambda page: page["data"][3]["results"][0].update(amount=SECRET),
        "data[3].results[0].amount is not an amount in cents",
    ),
    "an amount of too many digits": (
        "cost-report",
        BUCKETS,
        lambda page: page["data"][3]["results"][0].update(amount="0.00000000000000001"),
        "data[3].results[0].amount is not an amount in cents",
    ),
    "another currency": (
        "analytics-cost",
        d.page(d.analytics_cost()),
        lambda page: page["data"][0]["cost"].update(currency="EUR"),
        "data[0].cost.currency is not USD",
    ),
    "a missing count": (
        "analytics-usage",
        d.page(d.analytics_usage()),
        lambda page: page["data"][0]["usage"].pop("output_tokens"),
        "data[0].usage.output_tokens is missing",
    ),
    "a missing part of a count": (
        "analytics-usage",
        d.page(d.analytics_usage()),
        lambda page: page["data"][0]["usage"]["cache_creation"].pop("ephemeral_1h_input_tokens"),
        "data[0].usage.cache_creation.ephemeral_1h_input_tokens is missing",
    ),
    "a negative count": (
        "analytics-usage",
        d.page(d.analytics_usage()),
        lambda page: page["data"][0]["usage"].update(output_tokens=-1),
        "data[0].usage.output_tokens is not a whole number",
    ),
    "a count beyond all counting": (
        "analytics-usage",
        d.page(d.analytics_usage()),
        lambda page: page["data"][0]["usage"].update(output_tokens=2**63),
        "data[0].usage.output_tokens is not a whole number",
    ),
    "a group that is a text": (
        "analytics-usage",
        d.page(d.analytics_usage()),
        lambda page: page["data"][0].update(group=SECRET),
        "data[0].group is not an object",
    ),
    "a model that is a list": (
        "analytics-usage",
        d.page(d.analytics_usage()),
        lambda page: page["data"][0]["group"].update(model=[SECRET]),
        "data[0].group.model is not text",
    ),
    "a date that is none": (
        "analytics-usage",
        d.page(d.analytics_usage()),
        lambda page: page["data"][0].update(starting_at=SECRET),
        "data[0].starting_at is not an instant",
    ),
    "an end before its start": (
        "analytics-usage",
        d.page(d.analytics_usage()),
        lambda page: page["data"][0].update(ending_at="2026-10-04T00:00:00Z"),
        "data[0].ending_at is not after starting_at",
    ),
    "data that is no list": (
        "analytics-usage",
        d.page(d.analytics_usage()),
        lambda page: page.update(data={}),
        "data is not a list",
    ),
    "no data": ("analytics-usage", d.page(), lambda page: page.pop("data"), "data is missing"),
    "an entry that is no object": (
        "analytics-usage",
        d.page(d.analytics_usage()),
        lambda page: page["data"].append(SECRET),
        "data[1] is not an object",
    ),
    "a list without ids": (
        "users",
        d.page(d.USER),
        lambda page: page["data"][0].pop("id"),
        "data[0].id is missing",
    ),
    "an estimate that is a text": (
        "claude-code-report",
        d.page(d.claude_code()),
        lambda page: page["data"][0]["model_breakdown"][0]["estimated_cost"].update(amount="28"),
        "data[0].model_breakdown[0].estimated_cost.amount is not an amount in cents, a number",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_named_with_its_place_and_without_its_value(name: str) -> None:
    endpoint, page, change, words = CASES[name]
    with pytest.raises(BadData) as refused:
        d.read(d.saved(endpoint), spoiled(page, change))
    assert words in str(refused.value)
    assert endpoint in str(refused.value)
    assert SECRET not in str(refused.value)


def test_of_several_pages_the_wrong_one_is_named() -> None:
    bad = spoiled(d.page(d.analytics_usage()), lambda page: page["data"][0].pop("usage"))
    with pytest.raises(BadData, match=r"page 2\.data\[0\]\.usage is missing"):
        d.read(d.asked("analytics-usage"), d.page(d.analytics_usage()), bad)


def test_a_key_asked_for_that_is_gone_from_the_rows_is_a_change() -> None:
    gone = spoiled(d.page(d.analytics_usage()), lambda page: page["data"][0]["group"].pop("model"))
    with pytest.raises(BadData, match=r"data\[0\]\.group\.model is missing"):
        d.read(d.asked("analytics-usage", "model"), gone)
    assert d.read(d.saved("analytics-usage"), gone).snapshots


def test_new_fields_and_new_words_change_nothing() -> None:
    row = d.analytics_cost(cost_type="thinking_rent", product="brand_new", context_window="1M-10M")
    row["cost"]["carbon"] = {"grams": 3}
    page = d.page({**row, "new": [1]}, newer={"a": 1})
    query = d.asked("analytics-cost", "cost_type", "product", "context_window")
    (billed,) = d.rows(d.read(query, page))
    assert (billed["cost_type"], billed["product"], billed["context_window"]) == (
        "thinking_rent", "brand_new", "1M-10M"
    )  # fmt: skip


PAGES = [
    d.page(d.analytics_usage(model="m", actor=d.ANA)),
    d.page(d.analytics_cost(model="m", actor=d.ANA)),
    BUCKETS,
    d.page(d.bucket(d.legacy_usage(model="m"))),
    d.page(d.claude_code()),
    d.page(d.KEY, d.WORKSPACE),
]
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just([]), st.just({}), st.just([[{}]]),
    st.sampled_from(["\ud83d", "9" * 50, "-0", "1e5", "2026-10-05", "0001-01-01T00:00:00+23:59"]),
)  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container and key of a document."""
    found = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        found += [(value, key), *places(inner)]
    return found


@settings(max_examples=300, deadline=None)
@given(page=st.sampled_from(PAGES), number=st.integers(0, 10_000), odd=ODD)
def test_no_value_anywhere_makes_the_reader_fail_in_another_way(page: d.Json, number: int, odd: Any) -> None:
    endpoint = recognise_page(page)
    assert endpoint
    document = json.loads(json.dumps(page))
    found = places(document)
    container, key = found[number % len(found)]
    container[key] = odd
    recognise_page(document)
    with suppress(BadData):
        read_pages([document], d.saved(endpoint), 1, "digest")


@settings(max_examples=200, deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=60), st.text(alphabet='[]{}",:0123456789eE-+.truefalsn\\ ').map(str.encode)
    )
)
def test_no_bytes_make_the_decoder_fail_in_another_way(content: bytes) -> None:
    with suppress(BadData):
        load(content)


@pytest.mark.parametrize(
    "content",
    [
        b"NaN",
        b'{"a": Infinity}',
        b"[" * 5000,
        b'{"a":' * 5000,
        b"1e999999999",
        b"9" * 5000,
        b"\xff",
        b"",
        b"{",
    ],
    ids=str,
)
def test_what_is_no_honest_json_is_refused(content: bytes) -> None:
    with pytest.raises(BadData):
        load(content)


def test_numbers_keep_every_digit_and_are_never_floats() -> None:
    document = load(b'\xef\xbb\xbf{"a": 0.10, "a": 28.80, "brackets in text": "[[[{{{", "n": 7}')
    assert isinstance(document, dict)
    assert str(document["a"]) == "28.80"
    assert type(document["n"]) is int
