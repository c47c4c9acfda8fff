"""A caller with nothing clever in it, for the tests of the fake itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from .server import FakeApi

ORGANIZATION = "/v1/organizations"
USAGE = f"{ORGANIZATION}/usage_report/messages"
COST = f"{ORGANIZATION}/cost_report"
CODE = f"{ORGANIZATION}/usage_report/claude_code"
NEW_USAGE = f"{ORGANIZATION}/analytics/usage"
NEW_COST = f"{ORGANIZATION}/analytics/cost"
BETAS = "analytics-usage-cost-2026-08-24,fast-mode-2026-02-01"
OCTOBER: dict[str, Any] = {"starting_at": "2026-10-01T00:00:00Z", "ending_at": "2026-11-01T00:00:00Z"}
FIFTH: dict[str, Any] = {"starting_at": "2026-10-05T00:00:00Z", "ending_at": "2026-10-06T00:00:00Z"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body, parse_float=Decimal)

    @property
    def message(self) -> str:
        return str(self.json["error"]["message"])


def get(fake: FakeApi, path: str, headers: Mapping[str, str | None] | None = None, /, **query: Any) -> Reply:
    """Ask as the organisation's own administrator would; a header of None is left out."""
    key = fake.admin_key if fake.kind == "console" else fake.analytics_key
    sent = {"x-api-key": key, "anthropic-version": "2023-06-01", "anthropic-beta": BETAS, **(headers or {})}
    text = urlencode(list(_pairs(query)))
    url = f"{fake.url}{path}" + (f"?{text}" if text else "")
    request = Request(url, headers={name: value for name, value in sent.items() if value is not None})
    try:
        with urlopen(request, timeout=10) as answer:
            return Reply(answer.status, dict(answer.headers), answer.read())
    except HTTPError as error:
        with error:
            return Reply(error.code, dict(error.headers), error.read())


def _pairs(query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        if isinstance(value, (list, tuple)):
            yield from ((f"{name}[]", one) for one in value)
        else:
            yield name, str(value)


def pages(fake: FakeApi, path: str, /, **query: Any) -> Iterator[Any]:
    """Every page of an answer."""
    page = get(fake, path, **query).json
    yield page
    while page["has_more"]:
        page = get(fake, path, page=page["next_page"], **query).json
        yield page


def rows(fake: FakeApi, path: str, /, **query: Any) -> list[Any]:
    """Every row of every page: what is in the buckets, where there are buckets."""
    data = [entry for page in pages(fake, path, **query) for entry in page["data"]]
    if data and "results" in data[0]:
        return [row for bucket in data for row in bucket["results"]]
    return data
