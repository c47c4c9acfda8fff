"""The columns of a FOCUS file: which there are in which version, and what each says.

After the FinOps Open Cost and Usage Specification 1.4 (2026-06) and 1.2 (2025-05). What is charged here is
the list price by the book, so billed, effective, contracted and list cost are one; `x_CostGrade` says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..money import plain
from ..reports.exporting.focus import METERS

#: What each meter is called, what it is counted in, and what its price is for.
METER_WORDS = {
    "input": ("Input Tokens", "Tokens", "1000000 Tokens"),
    "cache_write_5m": ("Cache Write 5m Tokens", "Tokens", "1000000 Tokens"),
    "cache_write_1h": ("Cache Write 1h Tokens", "Tokens", "1000000 Tokens"),
    "cache_read": ("Cache Read Tokens", "Tokens", "1000000 Tokens"),
    "output": ("Output Tokens", "Tokens", "1000000 Tokens"),
    "web_search": ("Web Searches", "Requests", "1000 Requests"),
}

#: Who runs the models, by the provider a model id betrays.
HOSTS = {"bedrock": "AWS", "google": "Google Cloud"}

SERVICES = {"claude-code": "Claude Code"}

REGIONS = {"us": "United States", "global": "Global"}

Labels = Mapping[str, Any]


@dataclass(frozen=True)
class Account:
    """Whose usage it is, as a whole: the organisation, as far as it is known."""

    id: str = "unknown"
    name: str | None = None


def columns(version: str) -> tuple[str, ...]:
    """The columns of a file of this version, in the order of the alphabet, our own (`x_`) last."""
    old = ("CommitmentDiscountId", "CommitmentDiscountStatus", "ProviderName", "PublisherName")
    names = [name for name in SOURCES if not name.startswith("x_")]
    left_out = ("HostProviderName", "ServiceProviderName") if version == "1.2" else old
    own = [name for name in SOURCES if name.startswith("x_")]
    return (*sorted(name for name in names if name not in left_out), *own)


def _of_day(name: str) -> Callable[[date], str]:
    def of(day: date) -> str:
        first = day.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        bounds = {
            "BillingPeriodStart": first,
            "BillingPeriodEnd": after,
            "ChargePeriodStart": day,
            "ChargePeriodEnd": day + timedelta(days=1),
        }
        return f"{bounds[name]}T00:00:00Z"

    return of


def _constant(value: str | None) -> Callable[[Any], str | None]:
    return lambda _: value


def _price(kind: Labels) -> str:
    return _pointed(plain(kind["unit_price"]))


def _pointed(text: str) -> str:
    """With a decimal point in any case: some readers take the kind of a column from its first values."""
    return text if "." in text else f"{text}.0"


def _sku(kind: Labels) -> str:
    return f"{kind['model']}/{METERS[kind['meter']]}"


def _sku_price(kind: Labels) -> str:
    """Names one price and no other: whatever decides it is in it, and it itself."""
    told = (_sku(kind), kind["service_tier"], kind["geo"] or "any", kind["speed"], _band(kind))
    return "/".join(part for part in (*told, plain(kind["unit_price"])) if part)


def _band(kind: Labels) -> str | None:
    """Which prompts the price is for, where it depends on their size (tokens)."""
    if kind["prompt_over"] is not None:
        return f"over-{kind['prompt_over']}"
    return None if kind["prompt_upto"] is None else f"upto-{kind['prompt_upto']}"


def _details(kind: Labels) -> str:
    told = {
        "x_InferenceGeo": kind["geo"],
        "x_PromptBand": _band(kind),
        "x_ServiceTier": kind["service_tier"],
        "x_Speed": kind["speed"],
    }
    return json.dumps({name: value for name, value in told.items() if value is not None})


def _meter(number: int) -> Callable[[Labels], str]:
    return lambda kind: METER_WORDS[METERS[kind["meter"]]][number]


def _description(kind: Labels) -> str:
    return f"{kind['model']}, {METER_WORDS[METERS[kind['meter']]][0].lower()}"


def _host(kind: Labels) -> str:
    return HOSTS.get(kind["provider"] or "", "Anthropic")


def _anthropic(_: object) -> str:
    return "Anthropic"


#: Where each column comes from: a figure, or the `account`, `day`, `origin` or `kind` (SKU, meter and price)
#: and what is said of that.
SOURCES: dict[str, tuple[str, Callable[[Any], str | None]]] = {
    **{
        name: ("cost", _constant(None))
        for name in ("BilledCost", "ContractedCost", "EffectiveCost", "ListCost")
    },
    "ConsumedQuantity": ("consumed", _constant(None)),
    "PricingQuantity": ("pricing", _constant(None)),
    **{
        name: ("day", _of_day(name))
        for name in ("BillingPeriodEnd", "BillingPeriodStart", "ChargePeriodEnd", "ChargePeriodStart")
    },
    "BillingAccountId": ("account", lambda account: account.id),
    "BillingAccountName": ("account", lambda account: account.name),
    "BillingCurrency": ("account", _constant("USD")),
    "ChargeCategory": ("kind", _constant("Usage")),
    "ChargeClass": ("kind", _constant(None)),
    "ChargeDescription": ("kind", _description),
    "ChargeFrequency": ("kind", _constant("Usage-Based")),
    "CommitmentDiscountId": ("kind", _constant(None)),
    "CommitmentDiscountStatus": ("kind", _constant(None)),
    "ConsumedUnit": ("kind", _meter(1)),
    "ContractedUnitPrice": ("kind", _price),
    "HostProviderName": ("kind", _host),
    "InvoiceId": ("kind", _constant(None)),
    "InvoiceIssuerName": ("kind", _host),
    "ListUnitPrice": ("kind", _price),
    "PricingCategory": ("kind", _constant("Standard")),
    "PricingUnit": ("kind", _meter(2)),
    "ProviderName": ("kind", _host),
    "PublisherName": ("kind", _anthropic),
    "RegionId": ("kind", lambda kind: kind["geo"]),
    "RegionName": ("kind", lambda kind: kind["geo"] and REGIONS.get(kind["geo"], kind["geo"])),
    "ServiceCategory": ("origin", _constant("AI and Machine Learning")),
    "ServiceName": ("origin", lambda origin: SERVICES.get(origin["source"], "Claude API")),
    "ServiceProviderName": ("kind", _anthropic),
    "ServiceSubcategory": ("kind", _constant("Generative AI")),
    "SkuId": ("kind", _sku),
    "SkuMeter": ("kind", _meter(0)),
    "SkuPriceDetails": ("kind", _details),
    "SkuPriceId": ("kind", _sku_price),
    "SubAccountId": ("origin", lambda origin: origin["workspace_id"]),
    "SubAccountName": ("origin", lambda origin: origin["workspace"]),
    "SubAccountType": ("origin", lambda origin: None if origin["workspace_id"] is None else "Workspace"),
    "Tags": ("origin", lambda origin: origin["tags"]),
    "x_ApiKeyId": ("origin", lambda origin: origin["api_key_id"]),
    "x_ApiKeyName": ("origin", lambda origin: origin["api_key"]),
    "x_CostCenter": ("origin", lambda origin: origin["cost_center"]),
    "x_CostGrade": ("origin", _constant("computed")),
    "x_Source": ("origin", lambda origin: origin["source"]),
    "x_Team": ("origin", lambda origin: origin["team"]),
    "x_Model": ("kind", lambda kind: kind["model"]),
    "x_PromptBand": ("kind", _band),
    "x_ServiceTier": ("kind", lambda kind: kind["service_tier"]),
    "x_Speed": ("kind", lambda kind: kind["speed"]),
    "x_TokenType": ("kind", lambda kind: METERS[kind["meter"]]),
}

#: Columns of figures, each row's own.
FIGURES = ("cost", "consumed", "pricing")
