"""Who bears a cell of one of the organisation's ledgers, rule by rule; it adds up to the cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ...money import total
from ..usage import Answers
from ..usage import question as usage_question
from .requests import Words, question


@dataclass(frozen=True)
class BorneRows:
    """What one rule gives to one team of the rows of a ledger, in USD; `share` in millionths.

    `items` counts the source rows and `rows` those of them dealt out to the team. Metered rows may have a
    dearest amount, `high_usd`; of all others it is the same.
    """

    rule: str
    team: str
    share: int
    items: int
    rows: int
    amount_usd: Decimal
    high_usd: Decimal
    unpriced_tokens: int


def bearers_of_rows(
    store: Answers, ledger: str, where: str, values: Mapping[str, object], named: Words, *, is_cut: bool
) -> list[BorneRows]:
    """Who bears the rows of a ledger that meet a condition; its view of rows is then one by bearers.

    Of the same sources as the cell, whatever others might tell by whom rows are borne. Expects the bearers
    laid out, and of the metered ledger the groups of its rows.
    """
    store.run(usage_question("part_of.sql"))
    store.run(usage_question(f"{ledger}_borne.sql"))
    sql = question(f"{ledger}_bearers.sql").replace("AND TRUE", f"AND {where}")
    given = {**values, "is_cut": is_cut} if ledger == "metered" else values
    return [BorneRows(named(rule), *rest) for rule, *rest in store.rows(sql, given)]


def borne_together(found: Iterable[BorneRows]) -> tuple[BorneRows, ...]:
    """Every rule and team once, the dearest first."""
    groups: dict[tuple[str, str, int], list[BorneRows]] = {}
    for one in found:
        groups.setdefault((one.rule, one.team, one.share), []).append(one)
    told = [
        replace(
            some[0],
            items=sum(one.items for one in some),
            rows=sum(one.rows for one in some),
            amount_usd=total(one.amount_usd for one in some),
            high_usd=total(one.high_usd for one in some),
            unpriced_tokens=sum(one.unpriced_tokens for one in some),
        )
        for some in groups.values()
    ]
    return tuple(sorted(told, key=lambda one: (-abs(one.amount_usd), one.rule, one.team, one.share)))
