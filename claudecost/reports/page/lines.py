"""Rows of an answer as tables of the page: shares, changes against the period before, the rest counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ...money import dollars, share, total
from ..shape import Column, Report
from ..usage import SHOWN, add_up, grouped

#: What a breakdown shows of each of its groups.
FIGURES = (
    Column("cost_usd", "Cost (USD)", "money", "Cost", 100),
    Column("share_percent", "Share", "percent", None, 60),
    Column("change_usd", "Change (USD)", "money", "Change", 70),
    Column("change_percent", "Change", "percent", None, 50),
    Column("responses", "Responses", "integer", None, 20),
    Column("total_tokens", "Tokens", "integer", None, 40),
    Column("cache_read_percent", "From cache", "percent", None, 30),
)

#: Where there is no period before to compare with.
UNCOMPARED = tuple(column for column in FIGURES if not column.key.startswith("change"))

#: The kinds of prompt tokens, in the order of their price.
PROMPT = ("input_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "cache_read_tokens")

#: Prompt tokens by kind, as counts and as parts of all of them.
CACHE = (
    Column("input_percent", "Input", "percent", None, 40),
    Column("cache_write_5m_percent", "Write 5m", "percent", None, 40),
    Column("cache_write_1h_percent", "Write 1h", "percent", None, 40),
    Column("cache_read_percent", "Read", "percent", None, 60),
    Column("prompt_tokens", "Prompt tokens", "integer", None, 50),
    Column("cache_saved_usd", "Saved (USD)", "money", None, 100),
)

Row = Mapping[str, Any]
Key = tuple[str | None, ...]


def breakdown(
    report: Report, names: Sequence[str], now: Iterable[Row], before: Iterable[Row] | None, most: int
) -> Report:
    """The report filled with a row per group, the dearest first, at most so many; totals over all.

    `before` None: no period to compare with. Groups that are only there are not rows; what they came to is
    said in a note, so that the changes can be added up.
    """
    groups = {key: row for key, row in grouped(now, names).items() if any(row[name] for name in SHOWN)}
    past = None if before is None else grouped(before, names)
    totals = add_up(groups.values())
    whole = totals["cost_usd"]
    dearest = sorted(groups, key=lambda key: _place(groups[key], key))
    rows = [_figures(groups[key], whole, _cost(past, key)) for key in dearest[:most]]
    cost_before = None if past is None else total(row["cost_usd"] for row in past.values())
    notes = report.meta.get("notes")
    said = [*(notes if isinstance(notes, list) else []), *_gone(groups, past)]
    return Report(
        name=report.name,
        title=report.title,
        columns=(*report.columns, *(UNCOMPARED if past is None else FIGURES)),
        rows=rows,
        totals=_figures(totals, whole, cost_before),
        meta={**report.meta, "notes": said},
        left_out=max(len(groups) - most, 0),
    )


def cut(report: Report, dearest: Sequence[Row], totals: Row, count: int) -> Report:
    """The report filled with the dearest of `count` groups, with totals over all of them."""
    whole = totals["cost_usd"]
    return Report(
        name=report.name,
        title=report.title,
        columns=(*report.columns, *UNCOMPARED),
        rows=[_figures(row, whole, None) for row in dearest],
        totals=_figures(totals, whole, None),
        meta={**report.meta, "notes": []},
        left_out=count - len(dearest),
    )


def cache_table(report: Report, rows: Iterable[Row]) -> Report:
    """Prompt tokens by model and kind, those that read most from the cache first."""
    groups = grouped(rows, ["model"])
    found = [_kinds(row) for row in groups.values() if _prompt(row)]
    found.sort(key=lambda row: (-row["cache_read_tokens"], -row["prompt_tokens"], row["model"] or ""))
    return Report(
        name=report.name,
        title=report.title,
        columns=(*report.columns, *CACHE),
        rows=found,
        totals=_kinds(add_up(groups.values())),
        meta=report.meta,
    )


def read_percent(totals: Row) -> Decimal | None:
    """The share of prompt tokens that was read from the cache, in percent; None without prompts."""
    return share(totals["cache_read_tokens"], _prompt(totals))


def _figures(row: Row, whole: Decimal, before: Decimal | None) -> dict[str, Any]:
    change = None if before is None else row["cost_usd"] - before
    return {
        **row,
        "share_percent": None if _is_unpriced(row) else share(row["cost_usd"], whole),
        "change_usd": change,
        "change_percent": share(change, before) if change is not None and before else None,
        "cache_read_percent": read_percent(row),
    }


def _cost(past: Mapping[Key, Row] | None, key: Key) -> Decimal | None:
    if past is None:
        return None
    cost: Decimal = past[key]["cost_usd"] if key in past else Decimal(0)
    return cost


def _gone(groups: Mapping[Key, Row], past: Mapping[Key, Row] | None) -> list[str]:
    """What there was before and is no longer, which no row shows."""
    gone = [row["cost_usd"] for key, row in (past or {}).items() if key not in groups and row["cost_usd"]]
    if not gone:
        return []
    what = "1 more had" if len(gone) == 1 else f"{len(gone):,} more had"
    return [f"{what} usage in the period before and none in this one: -{dollars(total(gone))}"]


def _place(row: Row, key: Key) -> tuple[Decimal, int, list[str]]:
    """The dearest first, of equal cost the most tokens, then by name."""
    return -row["cost_usd"], -row["total_tokens"], [name or "" for name in key]


def _prompt(row: Row) -> int:
    return sum(row[name] for name in PROMPT)


def _kinds(row: Row) -> dict[str, Any]:
    prompt = _prompt(row)
    parts = {name.replace("_tokens", "_percent"): share(row[name], prompt) for name in PROMPT}
    saved = None if _is_unpriced(row) else row["cache_saved_usd"]
    return {**row, **parts, "prompt_tokens": prompt, "cache_saved_usd": saved}


def _is_unpriced(row: Row) -> bool:
    """Whether nothing of a row has a price: what it cost, and what part of all, nobody knows."""
    return not row["cost_usd"] and bool(row["unpriced_tokens"])
