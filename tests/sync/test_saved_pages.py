"""Pages somebody saved one by one, of which nothing is known but what is in them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from fake_api import FakeApi, scenario

from claudecost.sources.ledger import Ledgers
from claudecost.sources.pages import Query, read_pages, recognise_page

from .asking import client_of, console

PATHS = "/v1/organizations"
RANGE = [("starting_at", "2026-10-01T00:00:00Z"), ("ending_at", "2026-11-01T00:00:00Z")]
NEWER = (*RANGE, ("time_bucket_width", "1d"))
OLDER = (*RANGE, ("bucket_width", "1d"))
BETAS = ["analytics-usage-cost-2026-08-24", "fast-mode-2026-02-01"]

WHOSE = ("workspace_id", "api_key_id", "model", "product", "actor", "cost_type", "token_type")
PRICE = ("model", "service_tier", "context_window", "inference_geo", "speed")


def saved(fake: FakeApi, path: str, asked: Any, *group_by: str) -> list[Ledgers]:
    """Every page of an answer, read as a file of its own."""
    client, _ = client_of(fake)
    pages: list[Ledgers] = []
    cursor = None
    while True:
        parameters = [*asked, *(("group_by[]", key) for key in group_by)]
        answer = client.get(f"{PATHS}/{path}", [*parameters, *([("page", cursor)] if cursor else [])], BETAS)
        document = answer.document
        assert isinstance(document, dict)
        endpoint = recognise_page(document)
        assert endpoint is not None
        query = Query(endpoint, None, None, None, None, "", None, "2026-11-20T12:00:00Z")
        pages.append(read_pages([document], query, len(pages), answer.body.hex()))
        cursor = document["next_page"]
        if cursor is None:
            return pages


def column(pages: list[Ledgers], name: str) -> list[Any]:
    frames: list[Any] = [table.frame for ledgers in pages for table in ledgers.tables]
    return [value for frame in frames for value in frame[name].to_list()]


def pulls(pages: list[Ledgers]) -> set[int]:
    return {snapshot.pull_id for ledgers in pages for snapshot in ledgers.snapshots}


def test_pages_of_one_answer_share_a_pull_and_other_answers_do_not() -> None:
    with console() as fake:
        answers = [
            saved(fake, "analytics/cost", NEWER, *WHOSE),
            saved(fake, "analytics/cost", NEWER, "workspace_id", *PRICE[:4]),
            saved(fake, "analytics/usage", NEWER, *PRICE),
            saved(fake, "analytics/usage", NEWER, *WHOSE[:5]),
        ]
    assert all(len(pages) > 10 for pages in answers)
    assert [len(pulls(pages)) for pages in answers] == [1, 1, 1, 1]
    assert len(set.union(*map(pulls, answers))) == 4
    assert {snapshot.traffic for pages in answers for one in pages for snapshot in one.snapshots} == {"api"}


def test_saved_pages_of_newer_and_older_endpoints_come_to_the_same() -> None:
    with console() as fake:
        newer = saved(fake, "analytics/usage", NEWER, "workspace_id", *PRICE[:4])
        older = saved(fake, "usage_report/messages", OLDER, "workspace_id", *PRICE)
        billed = saved(fake, "analytics/cost", NEWER, *WHOSE)
        older_billed = saved(fake, "cost_report", OLDER, "workspace_id", "description")
    for name in ("input_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "output_tokens"):
        assert sum(column(newer, name)) == sum(column(older, name)) > 0
    owed, older_owed = (sum(map(Decimal, column(pages, "billed_usd"))) for pages in (billed, older_billed))
    assert owed == older_owed > 0
    days = [(one.snapshots[0].since, one.snapshots[0].until) for one in older]
    assert days[0][0] == "2026-10-01"
    assert days[-1][1] == "2026-11-01"
    assert all(one[1] == other[0] for one, other in pairwise(days))


@pytest.mark.parametrize(
    ("path", "asked", "groups"),
    [
        ("analytics/cost", NEWER, ("actor", "product", "model", "cost_type", "token_type")),
        ("analytics/usage", NEWER, ("actor", "product")),
        ("analytics/cost_report", OLDER, ("product", "model", "cost_type", "token_type")),
        ("analytics/usage_report", OLDER, ("product", "model")),
        ("analytics/user_cost_report", OLDER, ("product",)),
        ("analytics/user_usage_report", OLDER, ("product",)),
    ],
)
def test_saved_pages_of_an_enterprise_are_a_subscriptions(
    path: str, asked: Any, groups: tuple[str, ...]
) -> None:
    with FakeApi(scenario.enterprise(), kind="enterprise") as fake:
        pages = saved(fake, path, asked, *groups)
    found = Counter(snapshot.traffic for ledgers in pages for snapshot in ledgers.snapshots if snapshot.rows)
    assert found["subscription"] > 0
    assert set(found) == {"subscription"}
