"""What to ask an organisation: which endpoints, told apart by what.

Anthropic: Usage and Cost Analytics API. It tells apart at most five keys at once, and to price exactly takes
five (model, service tier, context window, geography, speed). So money is asked for by whom it belongs to, and
tokens and money once more by what decides the price, workspace after workspace.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from ..sources.ledger import API, SUBSCRIPTION

ORGANIZATIONS = "/v1/organizations"

ANALYTICS_BETA = "analytics-usage-cost-2026-08-24"
SPEED_BETA = "fast-mode-2026-02-01"

PRICE_KEYS = ("model", "service_tier", "context_window", "inference_geo", "speed")
#: Cost only; they do not count towards the five.
COMPONENTS = ("cost_type", "token_type")
WHOSE_KEYS = ("workspace_id", "api_key_id", "model", "product", "actor")
SEAT_KEYS = ("actor", "model", "product", "context_window", "speed")
LEGACY_KEYS = ("model", "workspace_id", "api_key_id", *PRICE_KEYS[1:])

#: In one piece; workspace by workspace, their answers put together; or day by day.
Cut = Literal["whole", "workspace", "day"]

Parameters = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask for, window by window.

    `endpoint` is what the page parser calls it. `group_by` are the keys rows are told apart by. `parameters`
    are the same for every window. `note` tells two asks of one path apart. `has_horizon`: it reaches 365 days
    back and no further. `is_optional`: who cannot ask for this does without.
    """

    endpoint: str
    path: str
    group_by: tuple[str, ...] = ()
    traffic: str | None = API
    cut: Cut = "whole"
    parameters: Parameters = ()
    betas: tuple[str, ...] = ()
    note: str = ""
    has_horizon: bool = False
    is_optional: bool = False

    @property
    def name(self) -> str:
        """What is asked, for people: the path, and what tells it from another ask of the same path."""
        return f"{self.path} {self.note}".rstrip()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask for: lists of names, then figures; `fallback` for who does not have the first figures."""

    lists: tuple[Ask, ...]
    figures: tuple[Ask, ...]
    fallback: tuple[Ask, ...] = ()


def console(claude_code: bool | None = None) -> Plan:
    """A Console organisation, asked with an admin key.

    `claude_code`: ask for the Claude Code report, one request a day. None: only where the older reports must
    serve, for they cannot tell who it was.
    """
    report = () if claude_code is False else (replace(_CLAUDE_CODE, is_optional=not claude_code),)
    return Plan(
        lists=LISTS,
        figures=(
            _analytics("cost", (*WHOSE_KEYS, *COMPONENTS), API),
            _analytics("usage", ("workspace_id", *PRICE_KEYS), API, "workspace"),
            _analytics("cost", ("workspace_id", *PRICE_KEYS, *COMPONENTS), API, "workspace", "by price"),
            *(report if claude_code else ()),
        ),
        fallback=(*LEGACY, *report),
    )


def enterprise() -> Plan:
    """A Claude Enterprise organisation, asked with an analytics key."""
    return Plan(
        lists=(),
        figures=(
            _analytics("cost", (*SEAT_KEYS, *COMPONENTS), SUBSCRIPTION),
            _analytics("usage", SEAT_KEYS, SUBSCRIPTION),
        ),
    )


def _analytics(
    which: str, group_by: tuple[str, ...], traffic: str, cut: Cut = "whole", note: str = ""
) -> Ask:
    return Ask(
        endpoint=f"analytics-{which}",
        path=f"{ORGANIZATIONS}/analytics/{which}",
        group_by=group_by,
        traffic=traffic,
        cut=cut,
        # By time, because amounts move while pages are turned, and with them the rows sorted by amount.
        parameters=(
            ("time_bucket_width", "1d"),
            ("limit", "1000"),
            ("order_by", "time"),
            ("order", "asc"),
        ),
        betas=(ANALYTICS_BETA,),
        note=note,
        has_horizon=True,
    )


def _list(endpoint: str, path: str, *more: tuple[str, str]) -> Ask:
    """Figures without names are better than none; admin keys are not even accepted for service accounts."""
    asked = (("limit", "1000"), *more)
    return Ask(endpoint, f"{ORGANIZATIONS}/{path}", parameters=asked, is_optional=True)


LISTS = (
    _list("api-keys", "api_keys"),
    _list("workspaces", "workspaces", ("include_archived", "true"), ("include_default", "true")),
    _list("users", "users"),
    _list("service-accounts", "service_accounts"),
)

#: The older reports: buckets of days, 31 to a page (Usage and Cost API).
LEGACY = (
    Ask(
        "usage-report",
        f"{ORGANIZATIONS}/usage_report/messages",
        group_by=LEGACY_KEYS,
        parameters=(("bucket_width", "1d"), ("limit", "31")),
        betas=(SPEED_BETA,),
    ),
    Ask(
        "cost-report",
        f"{ORGANIZATIONS}/cost_report",
        group_by=("workspace_id", "description"),
        parameters=(("bucket_width", "1d"), ("limit", "31")),
    ),
)

#: Whose traffic it is each record says itself (Claude Code Analytics API).
_CLAUDE_CODE = Ask(
    "claude-code-report",
    f"{ORGANIZATIONS}/usage_report/claude_code",
    traffic=None,
    cut="day",
    parameters=(("limit", "1000"),),
)
