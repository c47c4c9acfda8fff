"""Small months written by hand: usage and bills as records, and as the files an organisation downloads."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from command_line import Said, claudecost

OPUS, SONNET, HAIKU, OLDER = "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-4-8"

METERS = ("input", "cache_write_5m", "cache_write_1h", "cache_read", "output")

#: USD per million tokens in October 2026 (Sonnet's from the seventh), by meter.
PRICES = {
    OPUS: dict(zip(METERS, map(Decimal, ("4", "5", "8", "0.20", "20")), strict=True)),
    SONNET: dict(zip(METERS, map(Decimal, ("2", "2.50", "4", "0.10", "10")), strict=True)),
    OLDER: dict(zip(METERS, map(Decimal, ("5", "6.25", "10", "0.50", "25")), strict=True)),
}

DISPLAY = {
    OPUS: "Claude Opus 5.5",
    SONNET: "Claude Sonnet 5.5",
    HAIKU: "Claude Haiku 5.5",
    OLDER: "Claude Opus 4.8",
}

#: When files were downloaded and pages saved, unless a test says otherwise.
LATER = datetime(2026, 11, 10, tzinfo=UTC)

CENT, MILLION = Decimal("0.01"), Decimal(1_000_000)


@dataclass(frozen=True)
class Usage:
    """A row of metered usage of one UTC day: tokens by meter."""

    day: str
    tokens: Mapping[str, int]
    model: str = OPUS
    searches: int = 0
    key: str = "ci"
    workspace: str = "Platform"
    tier: str = "standard"
    window: str = "0-200k"
    geo: str = "global"
    speed: str = "standard"


@dataclass(frozen=True)
class Bill:
    """A row of a bill of one UTC day; `meter` None for a fee."""

    day: str
    meter: str | None
    usd: Decimal
    list_usd: Decimal | None = None
    model: str | None = OPUS
    key: str = "ci"
    workspace: str = "Platform"
    window: str = "0-200k"
    geo: str = "global"
    speed: str = "standard"
    cost_type: str = "tokens"


def bills(usages: Iterable[Usage], factor: str = "1") -> list[Bill]:
    """What usage costs at list price, and after a discount: a bill per row and meter, in METERS' order."""
    return [
        Bill(
            of.day,
            meter,
            of.tokens[meter] * PRICES[of.model][meter] / MILLION * Decimal(factor),
            of.tokens[meter] * PRICES[of.model][meter] / MILLION,
            of.model,
            of.key,
            of.workspace,
            of.window,
            of.geo,
            of.speed,
        )
        for of in usages
        for meter in METERS
        if of.tokens.get(meter)
    ]


def fee(day: str, cost_type: str, usd: str, **how: Any) -> Bill:
    """A bill that is for no tokens."""
    return Bill(day, None, Decimal(usd), Decimal(usd), None, cost_type=cost_type, **how)


def but(rows: Sequence[Any], number: int, **changes: Any) -> list[Any]:
    """The same rows, one of them changed."""
    return [replace(row, **changes) if place == number else row for place, row in enumerate(rows)]


_CSV_METERS = {
    "input": ("usage_input_tokens_no_cache", "input_no_cache"),
    "cache_write_5m": ("usage_input_tokens_cache_write_5m", "input_cache_write_5m"),
    "cache_write_1h": ("usage_input_tokens_cache_write_1h", "input_cache_write_1h"),
    "cache_read": ("usage_input_tokens_cache_read", "input_cache_read"),
    "output": ("usage_output_tokens", "output"),
}

_WINDOWS = {"0-200k": "≤ 200k", "200k-1M": "> 200k"}


def tokens_csv(usages: Iterable[Usage], without: Sequence[str] = ()) -> str:
    """The Console's tokens CSV."""
    return _csv(
        (
            {
                "usage_date_utc": of.day,
                "model_version": of.model,
                "api_key": of.key,
                "workspace": of.workspace,
                "usage_type": of.tier,
                "context_window": _WINDOWS[of.window],
                **{name: of.tokens.get(meter, 0) for meter, (name, _) in _CSV_METERS.items()},
                "web_search_count": of.searches,
                "inference_geo": of.geo,
                "speed": "" if of.speed == "standard" else of.speed,
            }
            for of in usages
        ),
        without,
        TOKENS_HEADER,
    )


def cost_csv(rows: Iterable[Bill], without: Sequence[str] = ()) -> str:
    """The Console's cost CSV: dollars, rounded to cents row by row."""
    return _csv(
        (
            {
                "usage_date_utc": of.day,
                "model": DISPLAY.get(of.model or "", of.model or "--"),
                "workspace": of.workspace,
                "api_key": of.key,
                "usage_type": "message" if of.meter else "--",
                "context_window": _WINDOWS[of.window] if of.meter else "--",
                "token_type": _CSV_METERS[of.meter][1] if of.meter else "--",
                "cost_usd": of.usd.quantize(CENT, ROUND_HALF_UP),
                "list_price_usd": "" if of.list_usd is None else of.list_usd.quantize(CENT, ROUND_HALF_UP),
                "cost_type": "token" if of.cost_type == "tokens" else of.cost_type,
                "inference_geo": of.geo if of.meter else "--",
                "speed": ("" if of.speed == "standard" else of.speed) if of.meter else "--",
            }
            for of in rows
        ),
        without,
        COST_HEADER,
    )


TOKENS_HEADER = (
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

COST_HEADER = (
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
)


def _csv(rows: Iterable[Mapping[str, object]], without: Sequence[str], header: Sequence[str]) -> str:
    stream = io.StringIO()
    columns = [name for name in header if name not in without]
    writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


_API_TYPES = {
    "input": "uncached_input_tokens",
    "cache_write_5m": "cache_creation.ephemeral_5m_input_tokens",
    "cache_write_1h": "cache_creation.ephemeral_1h_input_tokens",
    "cache_read": "cache_read_input_tokens",
    "output": "output_tokens",
}


def usage_page(usages: Iterable[Usage], days: Iterable[str] = ()) -> str:
    """A page of the older usage report, grouped by all there is; `days` have a bucket in any case."""
    buckets: dict[str, list[object]] = {day: [] for day in days}
    for of in usages:
        row = {
            "uncached_input_tokens": of.tokens.get("input", 0),
            "cache_read_input_tokens": of.tokens.get("cache_read", 0),
            "output_tokens": of.tokens.get("output", 0),
            "cache_creation": {
                "ephemeral_5m_input_tokens": of.tokens.get("cache_write_5m", 0),
                "ephemeral_1h_input_tokens": of.tokens.get("cache_write_1h", 0),
            },
            "server_tool_use": {"web_search_requests": of.searches},
            "api_key_id": f"apikey_{of.key}",
            "workspace_id": _workspace_id(of.workspace),
            "account_id": None,
            "service_account_id": None,
            "model": of.model,
            "service_tier": of.tier,
            "context_window": of.window,
            "inference_geo": of.geo,
            "speed": of.speed,
        }
        buckets.setdefault(of.day, []).append(row)
    return _page(buckets)


def cost_page(rows: Iterable[Bill], days: Iterable[str] = ()) -> str:
    """A page of the older cost report, grouped by workspace and description: exact amounts, in cents."""
    buckets: dict[str, list[object]] = {day: [] for day in days}
    for of in rows:
        is_tokens = of.cost_type == "tokens"
        row = {
            "amount": format(of.usd * 100, "f"),
            "currency": "USD",
            "workspace_id": _workspace_id(of.workspace),
            "description": f"{of.model} {of.meter or of.cost_type}",
            "cost_type": of.cost_type,
            "model": of.model if is_tokens else None,
            "token_type": _API_TYPES[of.meter] if of.meter else None,
            "service_tier": "standard" if is_tokens else None,
            "context_window": of.window if is_tokens else None,
            "inference_geo": of.geo if is_tokens else None,
        }
        buckets.setdefault(of.day, []).append(row)
    return _page(buckets)


def _workspace_id(name: str) -> str | None:
    return None if name == "Default" else f"wrkspc_{name}"


def _page(buckets: Mapping[str, list[object]]) -> str:
    data = [
        {
            "starting_at": f"{day}T00:00:00Z",
            "ending_at": f"{date.fromisoformat(day) + timedelta(days=1)}T00:00:00Z",
            "results": rows,
        }
        for day, rows in sorted(buckets.items())
    ]
    return json.dumps({"data": data, "has_more": False, "next_page": None})


@dataclass
class Books:
    """A directory of files and the store they go into."""

    directory: Path
    files: list[Path] = field(default_factory=list)

    @property
    def store(self) -> Path:
        return self.directory / "store.db"

    def write(self, name: str, text: str, at: datetime = LATER) -> Books:
        """Another file, downloaded at some time."""
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, (at.timestamp(), at.timestamp()))
        self.files.append(path)
        return self

    def take_in(self) -> Books:
        said = claudecost("ingest", *self.files, "--db", self.store, "-q")
        assert said.code == 0, said.err
        self.files.clear()
        return self

    def say(self, *arguments: object) -> Said:
        """Ask the store anything, after everything written has been taken in."""
        if self.files:
            self.take_in()
        return claudecost(*arguments, "--db", self.store)

    def reconcile(self, *arguments: object) -> Any:
        """A reconciliation as JSON, whose sums are checked on the way."""
        said = self.say("reconcile", "--json", *arguments)
        assert said.code == 0, said.err
        check_sums(said.json)
        return said.json

    def causes(self, *arguments: object) -> dict[str, Decimal]:
        """What each cause comes to, a discount's factor behind its name; what is left as `residual`."""
        return causes_of(self.reconcile(*arguments))

    def csvs(self, usages: Iterable[Usage], rows: Iterable[Bill], without: Sequence[str] = ()) -> Books:
        """Both of the Console's files."""
        self.write("claude_api_tokens_2026_10.csv", tokens_csv(usages, without))
        return self.write("claude_api_cost_2026_10_01_to_2026_10_31.csv", cost_csv(rows, without))

    def pages(self, usages: Iterable[Usage], rows: Iterable[Bill], days: Sequence[str] = ()) -> Books:
        """Both of the older reports, one page each."""
        return self.write("usage.json", usage_page(usages, days)).write("cost.json", cost_page(rows, days))


def causes_of(found: Any) -> dict[str, Decimal]:
    told = {
        " ".join(filter(None, (cause["cause"], cause.get("factor")))): Decimal(cause["difference_usd"])
        for cause in found["causes"]
    }
    if residual := Decimal(found["totals"]["residual_usd"]):
        told["residual"] = residual
    return told


def check_sums(found: Any) -> None:
    """Causes and residual are the difference, and rows add up to both sides, to the last digit."""
    totals = {name: Decimal(value) for name, value in found["totals"].items() if name.endswith("_usd")}
    causes = sum((Decimal(cause["difference_usd"]) for cause in found["causes"]), Decimal(0))
    assert causes + totals["residual_usd"] == totals["difference_usd"]
    assert totals["billed_usd"] - totals["computed_usd"] == totals["difference_usd"]
    for name in ("computed_usd", "billed_usd", "difference_usd"):
        assert sum((Decimal(row[name]) for row in found["rows"]), Decimal(0)) == totals[name]
