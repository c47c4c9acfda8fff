"""The two downloads of the Console, and the spend report of Claude Team and Enterprise, from the same facts.

Anthropic: Console usage and cost pages; spend report. Names stand for ids, amounts are dollars
rounded to the cent on every row, and rows may look alike: two keys can share a name, and a batch
row cannot be told from a standard one in the cost file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .company import Company
from .facts import Charge, Fact, Facts, charges
from .views.legacy import billed
from .views.names import display_name
from .views.numbers import Amount, Usage, total

DAY = timedelta(days=1)
CENT = Decimal("0.01")
NONE = "--"
WINDOWS = {"0-200k": "≤ 200k", "200k-1M": "> 200k"}

TOKEN_COLUMNS = (
    "usage_date_utc",
    "model_version",
    "api_key",
    "workspace",
    "usage_type",
    "context_window",
    "usage_input_tokens_no_cache",
    "usage_input_tokens_cache_write_5m",
    "usage_input_tokens_cache_write_1h",
    "usage_input_tokens_cache_read",
    "usage_output_tokens",
    "web_search_count",
    "inference_geo",
    "speed",
)
COST_COLUMNS = (
    "usage_date_utc",
    "model",
    "workspace",
    "api_key",
    "usage_type",
    "context_window",
    "token_type",
    "cost_usd",
    "list_price_usd",
    "cost_type",
    "inference_geo",
    "speed",
    "api_key_id",
    "api_key_status",
)
SPEND_COLUMNS = (
    "user_email",
    "account_uuid",
    "product",
    "model",
    "total_requests",
    "total_prompt_tokens",
    "total_completion_tokens",
    "total_net_spend_usd",
    "total_gross_spend_usd",
    "user_id",
    "total_uncached_input_tokens",
    "total_cache_read_tokens",
    "total_cache_write_5m_tokens",
    "total_cache_write_1h_tokens",
    "total_web_search_count",
    "slack_channel_id",
    "teams_channel_id",
)
TOKEN_TYPES = {
    "uncached_input_tokens": "input_no_cache",
    "cache_creation.ephemeral_5m_input_tokens": "input_cache_write_5m",
    "cache_creation.ephemeral_1h_input_tokens": "input_cache_write_1h",
    "cache_read_input_tokens": "input_cache_read",
    "output_tokens": "output",
}
PRODUCTS = {
    "chat": "Chat",
    "claude_code": "Claude Code",
    "cowork": "Cowork",
    "claude_tag": "Claude Tag",
    "code_review": "Code Review",
}


class Download(NamedTuple):
    """A file as the browser saves it: UTF-8 without a mark, LF, a newline at the end."""

    name: str
    text: str


def tokens_of_month(company: Company, month: date) -> Download:
    """The tokens file of the month a day lies in, by day."""
    first = month.replace(day=1)
    after = (first + 31 * DAY).replace(day=1)
    name = f"claude_api_tokens_{first:%Y_%m}.csv"
    return Download(name, _tokens(company, first, after, lambda at: f"{at:%Y-%m-%d}"))


def tokens_of_day(company: Company, day: date) -> Download:
    """The tokens file of one day, by hour."""
    name = f"claude_api_tokens_{day:%Y_%m_%d}.csv"
    return Download(name, _tokens(company, day, day + DAY, lambda at: f"{at:%Y-%m-%d %H}:00"))


def costs(company: Company, first: date, last: date) -> Download:
    """The cost file of some days, the last included (which the Console leaves undocumented)."""
    facts = _between(company, first, last + DAY)
    found: dict[tuple[str, ...], Amount] = {}
    for fact, charge in billed(facts):
        # the tier is part of what makes a row, and not on it
        key = (*_cost_key(company, fact, charge), fact.service_tier or "")
        found.setdefault(key, Amount()).add(charge)
    rows = [
        (*key[:7], _usd(found[key].cents), _usd(found[key].list_cents), *key[7:-1]) for key in sorted(found)
    ]
    name = f"claude_api_cost_{first:%Y_%m_%d}_to_{last:%Y_%m_%d}.csv"
    return Download(name, _csv(COST_COLUMNS, rows))


def _tokens(company: Company, first: date, after: date, label: Callable[[datetime], str]) -> str:
    found: dict[tuple[str, ...], Usage] = {}
    for fact in _between(company, first, after):
        if fact.model:
            found.setdefault(_token_key(company, fact, label(fact.at)), Usage()).add(fact)
    return _csv(TOKEN_COLUMNS, (_token_row(key, found[key]) for key in sorted(found)))


def _token_key(company: Company, fact: Fact, when: str) -> tuple[str, ...]:
    """The visible dimensions, and the key's id, which is not visible."""
    return (
        when,
        fact.model or "",
        _key(company, fact)[0],
        company.workspace(fact.workspace_id).name,
        fact.service_tier or "",
        WINDOWS.get(fact.context_window or "", ""),
        fact.inference_geo or "not_available",
        "fast" if fact.speed == "fast" else "",
        fact.api_key_id or "",
    )


def _token_row(key: tuple[str, ...], usage: Usage) -> tuple[str | int, ...]:
    counts = (usage.uncached_input, usage.cache_5m, usage.cache_1h, usage.cache_read, usage.output)
    return (*key[:6], *counts, usage.web_searches, *key[6:8])


def _cost_key(company: Company, fact: Fact, charge: Charge) -> tuple[str, ...]:
    """The columns of a cost row but for its two amounts."""
    name, key_id, status = _key(company, fact)
    workspace = company.workspace(fact.workspace_id).name
    when = f"{fact.at:%Y-%m-%d}"
    if charge.token_type is None:
        kind = charge.cost_type
        return (when, NONE, workspace, name, NONE, NONE, NONE, kind, NONE, NONE, key_id, status)
    return (
        when,
        display_name(fact.model or ""),
        workspace,
        name,
        "message",
        WINDOWS.get(fact.context_window or "", ""),
        TOKEN_TYPES[charge.token_type],
        "token",
        fact.inference_geo or "not_available",
        "fast" if fact.speed == "fast" else "",
        key_id,
        status,
    )


def _key(company: Company, fact: Fact) -> tuple[str, str, str]:
    """Name, id and status of a key; empty where there was none."""
    key = company.key(fact.api_key_id) if fact.api_key_id else None
    return (key.name, key.id, key.status) if key else ("", fact.api_key_id or "", "")


@dataclass
class Spend:
    """One person's use of a product and model, over the whole range."""

    usage: Usage
    amount: Amount


def spend_report(company: Company, first: date, last: date) -> Download:
    """The spend report of some days, the last included."""
    found: dict[tuple[str, ...], Spend] = {}
    for fact in _between(company, first, last + DAY):
        spend = found.setdefault(_spender(company, fact), Spend(Usage(), Amount()))
        spend.usage.add(fact)
        spend.amount.add(total(charges(fact)))
    rows = [_spend_row(key, found[key]) for key in sorted(found)]
    name = f"spend-report-{company.id}-{first}-to-{last}.csv"
    return Download(name, _csv(SPEND_COLUMNS, rows))


def _spender(company: Company, fact: Fact) -> tuple[str, ...]:
    """Email, account, product, model, user id, Slack channel; services of the organisation are nobody."""
    user = company.user(fact.user_id) if fact.user_id else None
    who = (user.email, user.account_uuid) if user else ("(org service usage)", "(org service)")
    channel = fact.slack.channel_id if fact.slack else None
    product = PRODUCTS.get(fact.product or "", "(other)")
    return (*who, product, fact.model or "", user.id if user else "", channel or "")


def _spend_row(key: tuple[str, ...], spend: Spend) -> tuple[str | int, ...]:
    usage = spend.usage
    kinds = (usage.uncached_input, usage.cache_read, usage.cache_5m, usage.cache_1h)
    return (
        *key[:4],
        usage.calls,
        sum(kinds),
        usage.output,
        _usd(spend.amount.cents),
        _usd(spend.amount.list_cents),
        key[4],
        *kinds,
        usage.web_searches,
        key[5],
        "",
    )


def _between(company: Company, first: date, after: date) -> list[Fact]:
    start, end = (datetime.combine(day, time(), UTC) for day in (first, after))
    return [fact for fact in Facts(company.facts).between(start, end) if fact.metered]


def _usd(cents: Decimal) -> str:
    return str((cents / 100).quantize(CENT, ROUND_HALF_UP))


def _csv(columns: tuple[str, ...], rows: Iterable[tuple[str | int, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
