"""What the company's Console and API gave for October 2026, and what reports over it should say.

The facts are those of `fake_api`, request by request, and so are their prices: the fake's own table. Files
and totals are made of them apart from each other; only what rounding does to the bill is read off its file.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from fake_api import FakeApi, scenario
from fake_api.client import OCTOBER, ORGANIZATION, USAGE, get
from fake_api.company import Company
from fake_api.console_csv import TOKEN_TYPES, WINDOWS, costs, tokens_of_month
from fake_api.facts import TOKEN_TYPES as METERS
from fake_api.facts import Fact, charges
from fake_api.prices import WEB_SEARCH_USD, Prices, Terms, prices_of
from fake_api.views.names import display_name

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
GROUPS = (
    "model", "workspace_id", "api_key_id", "service_tier", "context_window", "inference_geo", "speed"
)  # fmt: skip
LISTS = ("api_keys", "workspaces", "users")
SHORT, LONG = 0, 10**9  # prompts of every band of prices
ZERO = Decimal(0)
MILLION = 1_000_000

Json = dict[str, Any]
Cell = tuple[str, ...]


def october() -> Company:
    """The company whose month it is."""
    return scenario.month()


# ---------------------------------------------------------------- files


def organisation(company: Company) -> dict[str, bytes]:
    """Every file by its path below samples/."""
    downloads = (tokens_of_month(company, FIRST), costs(company, FIRST, LAST))
    files = {f"console/{download.name}": download.text.encode() for download in downloads}
    with FakeApi(company) as fake:
        asked: Json = {"bucket_width": "1d", "limit": 31, "group_by": GROUPS}
        usage = get(fake, USAGE, **OCTOBER, **asked).json
        files["api/usage_report_messages_2026_10.json"] = f"{_page(usage)}\n".encode()
        for name in LISTS:
            files[f"api/{name}.json"] = get(fake, f"{ORGANIZATION}/{name}", limit=1000).body + b"\n"
    return files


def _page(page: Json) -> str:
    """A page of buckets, a row a line."""
    return _opened("data", page, lambda bucket: _opened("results", bucket, _line))


def _opened(name: str, whole: Json, shown: Callable[[Json], str]) -> str:
    """An object with one list in it, whose elements begin lines of their own."""
    rest = "".join(f"{json.dumps(key)}:{_line(value)}," for key, value in whole.items() if key != name)
    listed = ",\n".join(shown(element) for element in whole[name])
    return f'{{{rest}"{name}":[\n{listed}\n]}}'


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# ---------------------------------------------------------------- what was metered


@dataclass
class Metered:
    """Tokens under one heading, at the lowest and the highest they can cost."""

    tokens: int = 0
    low: Decimal = ZERO
    high: Decimal = ZERO
    unpriced: int = 0

    def cells(self) -> str:
        """The rest of a table row."""
        return f"{self.tokens:,} | {_usd(self.low)} | {_usd(self.high)} | {self.unpriced:,} |"


def metered(company: Company) -> dict[str, Metered]:
    """By model; sums do not show how long a prompt was, and Priority Tier has no price."""
    found: dict[str, Metered] = defaultdict(Metered)
    for fact in _facts(company):
        if fact.model is None:
            continue
        total = found[fact.model]
        total.tokens += fact.total_tokens
        if fact.priority:
            total.unpriced += fact.total_tokens
            continue
        searches = fact.web_searches * WEB_SEARCH_USD
        total.low += sum(_by_meter(fact, SHORT).values(), searches)
        total.high += sum(_by_meter(fact, LONG).values(), searches)
    return dict(sorted(found.items()))


def _facts(company: Company) -> Iterator[Fact]:
    """What the organisation's meters saw in October."""
    return (fact for fact in company.facts if fact.metered and FIRST <= fact.at.date() <= LAST)


def _by_meter(fact: Fact, prompt: int) -> dict[str, Decimal]:
    """List price in USD by kind of token, were every prompt as long as this."""
    assert fact.model is not None
    terms = Terms(fact.speed or "", fact.service_tier or "", fact.inference_geo, prompt)
    prices: Prices = prices_of(fact.model, fact.at.date(), terms)
    return {
        name: getattr(fact, count) * getattr(prices, rate) / MILLION
        for name, count, rate in METERS
        if getattr(fact, count)
    }


# ---------------------------------------------------------------- what was billed


@dataclass
class Billed:
    """Rows of the bill under one heading."""

    rows: int = 0
    usd: Decimal = ZERO
    list_usd: Decimal = ZERO

    def cells(self) -> str:
        """The rest of a table row."""
        return f"{self.rows:,} | {_usd(self.usd)} | {_usd(self.list_usd)} |"


def billed(company: Company, column: str) -> dict[str, Billed]:
    """The bill as the Console rounds it, by a column of its file, in our words for what is in it."""
    words = {display_name(model): model for fact in company.facts if (model := fact.model)}
    words |= {"--": "(none)", "token": "tokens"}
    found: dict[str, Billed] = defaultdict(Billed)
    for row in _bill(company):
        total = found[words.get(row[column], row[column])]
        total.rows += 1
        total.usd += Decimal(row["cost_usd"])
        total.list_usd += Decimal(row["list_price_usd"])
    return dict(sorted(found.items()))


def before_rounding(company: Company) -> Decimal:
    """The same bill to the last digit."""
    billable = (fact for fact in _facts(company) if not fact.priority)
    return sum((charge.cents for fact in billable for charge in charges(fact)), ZERO) / 100


def _bill(company: Company) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(io.StringIO(costs(company, FIRST, LAST).text)))


# ---------------------------------------------------------------- why the two differ


@dataclass
class Compared:
    """One cell: what is computed for it at the lowest list price, and what its bill says.

    `priority` and `refused` are the parts of `computed` that no bill holds; `long` tells that a prompt was
    longer than the lowest price is for.
    """

    computed: Decimal = ZERO
    priority: Decimal = ZERO
    refused: Decimal = ZERO
    long: bool = False
    rows: int = 0
    usd: Decimal = ZERO
    list_usd: Decimal = ZERO

    def parts(self, is_fee: bool) -> dict[str, Decimal]:
        """The difference by its causes."""
        if is_fee:
            return {"fee_without_usage": self.usd}
        rest = self.list_usd - (self.computed - self.priority - self.refused)
        return {
            "priority_tier": -self.priority,
            "refusal": -self.refused,
            "discount": self.usd - self.list_usd,
            "long_prompt" if self.long else "rounding": rest,
        }


@dataclass
class Cause:
    """What a cause comes to, and in how many cells."""

    number: int = 0
    usd: Decimal = ZERO

    def cells(self) -> str:
        """The rest of a table row."""
        return f"{self.number:,} | {_usd(self.usd)} |"


def compared(company: Company) -> dict[Cell, Compared]:
    """Both sides by day, workspace, key, model and whatever else both files of the Console know."""
    found: dict[Cell, Compared] = defaultdict(Compared)
    for fact in _facts(company):
        if fact.model is not None:
            _compute(found, company, fact)
    for row in _bill(company):
        cell = found[_cell_of(row)]
        cell.rows += 1
        cell.usd += Decimal(row["cost_usd"])
        cell.list_usd += Decimal(row["list_price_usd"])
    return found


def causes(cells: Mapping[Cell, Compared]) -> dict[str, Cause]:
    """The differences added up by cause, the largest first."""
    found: dict[str, Cause] = defaultdict(Cause)
    for key, cell in cells.items():
        is_fee = key[-1] in ("code_execution", "session_usage")
        for name, usd in cell.parts(is_fee).items():
            if usd:
                found[name].number += 1
                found[name].usd += usd
    return dict(sorted(found.items(), key=lambda item: -abs(item[1].usd)))


def _compute(found: dict[Cell, Compared], company: Company, fact: Fact) -> None:
    """Add one fact to the cells of its meters."""
    actual = _at_own_price(fact)
    for name, low in _by_meter(fact, SHORT).items():
        cell = found[_cell(company, fact, name)]
        cell.computed += low
        cell.long |= actual[name] != low
        cell.priority += low if fact.priority else ZERO
        cell.refused += ZERO if fact.billed else low
    if fact.web_searches:
        found[_cell(company, fact, None)].computed += fact.web_searches * WEB_SEARCH_USD


def _at_own_price(fact: Fact) -> dict[str, Decimal]:
    return {name: getattr(fact, count) * getattr(fact.prices, rate) / MILLION for name, count, rate in METERS}


def _cell(company: Company, fact: Fact, meter: str | None) -> Cell:
    """Where a meter of a fact stands in the bill; None: its searches."""
    key = company.key(fact.api_key_id) if fact.api_key_id else None
    whose = f"{fact.at:%Y-%m-%d}", company.workspace(fact.workspace_id).name, key.name if key else ""
    if meter is None:
        return (*whose, "web_search")
    window = WINDOWS[fact.context_window or ""]
    place = fact.inference_geo or "not_available", "fast" if fact.speed == "fast" else ""
    return (*whose, display_name(fact.model or ""), TOKEN_TYPES[meter], window, *place, "token")


def _cell_of(row: Mapping[str, str]) -> Cell:
    """Where a row of the bill stands; two keys of one name are one, and so are batches and the rest."""
    whose = row["usage_date_utc"], row["workspace"], row["api_key"]
    if row["cost_type"] != "token":
        return (*whose, row["cost_type"])
    place = row["context_window"], row["inference_geo"], row["speed"]
    return (*whose, row["model"], row["token_type"], *place, "token")


# ---------------------------------------------------------------- README.md

PAGE = """## What the organisation's figures should say

Whatever went through the organisation's keys in October 2026, by UTC day, from `console/` and `api/`.
Subscriptions are not in it, and most of it never was in a transcript: it is a ledger of its own, and so is
the bill. The three are never added.

Metered, at list price. A sum does not show how long its prompts were, so Haiku 5.5 has a lowest and a highest
cost; Priority Tier has no price by the token.

| model | tokens | USD | highest USD | unpriced tokens |
|---|---|---|---|---|
{metered}

Billed, as the Console rounds it: {rows} rows. To the last digit, as the API has it, it is {exact} USD.

| billed model | rows | USD | list USD |
|---|---|---|---|
{models}

| cost type | rows | USD | list USD |
|---|---|---|---|
{kinds}

Computed against billed, in {cells} cells by day, workspace, key, model, token type, context window, geography
and speed. Priority Tier is valued at the list price of the standard tier, prompts of Haiku 5.5 as short ones.
A cell may have several causes.

| cause | cells | USD |
|---|---|---|
{causes}
"""


def page(company: Company) -> str:
    """The part of samples/README.md on the organisation's figures."""
    cells = compared(company)
    by_model = billed(company, "model")
    return PAGE.format(
        metered=_table(metered(company)),
        rows=f"{sum(total.rows for total in by_model.values()):,}",
        exact=_usd(before_rounding(company)),
        models=_table(by_model),
        kinds=_table(billed(company, "cost_type")),
        cells=f"{len(cells):,}",
        causes=_table(causes(cells)),
    )


def _table(rows: Mapping[str, Metered] | Mapping[str, Billed] | Mapping[str, Cause]) -> str:
    """Markdown rows, with their sum."""
    lines = [f"| {name} | {total.cells()}" for name, total in rows.items()]
    return "\n".join([*lines, f"| **all** | {_sum(rows.values()).cells()}"])


def _sum(totals: Iterable[Any]) -> Any:
    first, *others = totals
    names = [field.name for field in fields(first)]
    added = {name: sum((getattr(one, name) for one in others), getattr(first, name)) for name in names}
    return type(first)(**added)


def _usd(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
