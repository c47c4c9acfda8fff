"""The comparison as a report: columns, and the sentences below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...money import dollars, plain
from ..shape import Column, Report
from ..usage import Question
from ..usage_report import Layout, listed, many, ordered, unmatched, warnings_of
from .comparison import Comparison
from .scale import TokenRatio

FIGURES = (
    Column("responses", "Responses", "integer", "Resp.", 20),
    Column("total_tokens", "Total tokens", "integer", "Tokens", 10),
    Column("cost_usd", "Cost (USD)", "money", "Cost", 100),
    Column("whatif_low_usd", "Low", "money", None, 60),
    Column("whatif_likely_usd", "Likely", "money", None, 90),
    Column("whatif_high_usd", "High", "money", None, 70),
    Column("difference_low_usd", "Difference, low", "money", None, -1),
    Column("difference_usd", "Difference", "money", "Diff.", 80),
    Column("difference_high_usd", "Difference, high", "money", None, -1),
    Column("unpriced_tokens", "Unpriced tokens", "integer", None, -1),
)

WHOLE = Decimal(100)


@dataclass(frozen=True)
class Move:
    """What moves where: the model, how much of the usage (percent), and since when the model is sold.

    `ratio` is how its tokens compare with those of the usage, None where both count alike.
    """

    to: str
    share: Decimal
    sold_from: date | None
    ratio: TokenRatio | None


def whatif_report(
    move: Move,
    asked: Question,
    found: Comparison,
    header: Mapping[str, object],
    coverage: Mapping[str, object],
    layout: Layout,
) -> Report:
    """The report a person or a script gets."""
    columns = (*(Column(entry.name, entry.title, "text") for entry in asked.dimensions), *FIGURES)
    rows = ordered(found.rows, asked.dimensions, columns, layout)
    part = "" if move.share == WHOLE else f"{plain(move.share)} % of "
    meta: dict[str, object] = {
        "dimensions": [entry.name for entry in asked.dimensions],
        "ledger": "requests",
        "period": asked.period.as_json(),
        **header,
        "currency": "USD",
        "to": move.to,
        "from": found.models,
        "share": plain(move.share),
        "ratios": None if move.ratio is None else move.ratio.as_json(),
        "notes": _notes(move, found),
    }
    return Report(
        name="whatif",
        title=f"What if: {part}this usage on {move.to}",
        columns=columns,
        rows=rows[: layout.limit],
        left_out=len(rows[layout.limit :]) if layout.limit is not None else 0,
        totals=found.totals,
        meta=meta,
        unpriced=listed(found.now.unpriced),
        coverage={key: coverage[key] for key in ("first_event", "last_event", "machines", "files")},
        warnings=_warnings(move, found, coverage),
    )


def _notes(move: Move, found: Comparison) -> list[str]:
    """What it comes to in a sentence, and how tokens were converted."""
    if not found.rows:
        return []
    low, likely, high, cost = (
        dollars(found.totals[name])
        for name in ("whatif_low_usd", "whatif_likely_usd", "whatif_high_usd", "cost_usd")
    )
    part = "this" if move.share == WHOLE else f"{plain(move.share)} % of this"
    range_ = likely if low == high else f"between {low} and {high}, most likely {likely},"
    sentence = f"Moving {part} to {move.to} would have cost {range_} instead of {cost}."
    if move.ratio is None:
        return [sentence, f"tokens: as recorded, {move.to} counts alike"]
    ratio = move.ratio
    figures = f"{plain(ratio.low)} to {plain(ratio.high)}, most likely {plain(ratio.likely)}"
    return [
        sentence,
        f"tokens of {ratio.to_tokenizer} for one of {ratio.from_tokenizer}: {figures} ({ratio.source})",
    ]


def _warnings(move: Move, found: Comparison, coverage: Mapping[str, object]) -> list[str]:
    said = []
    if found.totals["unpriced_tokens"]:
        said.append("what has no price is left out of both sides")
    if found.early:
        said.append(
            f"{many(found.early, 'response')} of days before {move.to} was sold ({move.sold_from}): "
            "its first price stands in"
        )
    if found.slowed:
        said.append(
            f"{many(found.slowed, 'response')} in fast mode, which {move.to} did not offer: "
            "its standard speed stands in"
        )
    matched = {what.replace("--model ", "--from ", 1): so for what, so in found.now.matched.items()}
    return [*said, *warnings_of(found.measures, coverage), *unmatched(matched)]
