"""Why cells differ: one step of SQL per cause, surest evidence first.

A step only touches what no earlier one has settled. Causes are inferred: an
amount that another rule explains to the last digit, a factor that most of the
usage agrees on, days of which one side has no figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

from ...records import RateCard
from ..rate_table import rate_table
from ..usage import Answers
from ..usage import question as usage_question
from .factor import LEAST, ONE, digits, simplest

#: For each kind of traffic, what its cells are told apart by: dimensions, `day`, `id` where names have ids.
Apart = dict[str, set[str]]

#: A factor that less usage than this share agrees on is nobody's contract.
MAJORITY = 0.5

#: Nor is one that the cells behind it would agree on by chance this often.
MOST_BY_CHANCE = 0.05

#: What is billed at exactly half price has been in a batch; a list price beside it proves a discount.
BATCH = Decimal("0.5")

#: Cents taken for dollars, one way or the other.
UNITS = (Decimal(100), Decimal("0.01"))

#: Other rules the usage may have been billed under: the cause, what to price it as, the shift in days.
VARIANTS = (
    ("price_change", "as_is", -1),
    ("price_change", "as_is", 1),
    ("batch", "batch", 0),
    ("geography", "us", 0),
    ("fast_mode", "fast", 0),
)


@dataclass(frozen=True)
class Prices:
    """Rate cards of the profiles in the store: as they are, Priority Tier at standard; under other rules."""

    as_is: Sequence[RateCard]
    batch: Sequence[RateCard]
    us: Sequence[RateCard]
    fast: Sequence[RateCard]


def question(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def load(store: Answers, cards: Sequence[RateCard]) -> None:
    """Make the rates of these cards the ones usage is priced by."""
    groups = {card.profile.profile_id: 0 for card in cards}
    store.run(usage_question("rates.sql"), {"rates": rate_table(cards, groups)})


def settle(store: Answers, bounds: Mapping[str, object], apart: Apart, prices: Prices) -> None:
    """All steps, surest evidence first."""
    _settle_by_price(store)
    store.run(question("unknown_models.sql"))
    store.run(question("brackets.sql"))
    store.run(question("time_zone.sql"))
    store.run(question("coverage.sql"))
    store.run(question("not_covered.sql"))
    store.run(question("cache_ttl.sql"))
    _settle_by_variant(store, prices)
    if _is_open(store):
        load(store, prices.as_is)
        by_token_type = any("token_type" in names for names in apart.values())
        store.run(question("refused.sql"), {**bounds, "by_token_type": by_token_type})
        store.run(question("other_ledgers.sql"))
        store.run(question("refusals.sql"))
        store.run(question("not_over.sql"))


def _settle_by_price(store: Answers) -> None:
    """What costs what we computed, but for a discount, for units, for what is billed apart."""
    _find_discounts(store)
    _fit(store, "as_computed.sql", None)
    store.run(question("at_list.sql"))
    for units in UNITS:
        _fit(store, "in_other_units.sql", "units", units=units)
    store.run(question("fees.sql"))
    _fit(store, "without_priority.sql", "priority_tier")
    for scopes in ({"by_model": True}, {"by_month": True}, {"by_model": True, "by_month": True}):
        if store.rows("SELECT EXISTS (FROM comparable WHERE is_open)")[0][0] or _is_open(store):
            _find_discounts(store, **scopes)
            _fit(store, "as_computed.sql", None)


def _settle_by_variant(store: Answers, prices: Prices) -> None:
    """What costs exactly what it would under another rule."""
    for cause, rule, days in VARIANTS:
        if not _is_open(store):
            return
        load(store, getattr(prices, rule))
        _fit(store, "as_variant.sql", cause, days=days)


def _fit(store: Answers, candidates: str, cause: str | None, **values: object) -> None:
    store.run(question(candidates), values or None)
    store.run(question("settle.sql"), {"cause": cause})


def _is_open(store: Answers) -> bool:
    return bool(store.rows("SELECT EXISTS (FROM cells WHERE how IS NULL)")[0][0])


def _find_discounts(store: Answers, *, by_model: bool = False, by_month: bool = False) -> None:
    """The factor of each kind of traffic; or of each model or month in it, for what is still open.

    Contracts differ by model, and begin and end with a month.
    """
    wanted = (
        "model" if by_model else "NULL::VARCHAR",
        "date_trunc('month', day)::DATE" if by_month else "NULL::DATE",
    )
    found = store.rows(f"SELECT DISTINCT traffic, {', '.join(wanted)} FROM comparable WHERE is_open")
    for traffic, model, month in found:
        scope = {"traffic": traffic, "model": model, "month": month}
        if (model is None) == by_model or (month is None) == by_month:
            continue
        if (factor := _agreed(store, scope)) != ONE:
            store.run(question("discounted.sql"), {"factor": factor, **scope})


def _agreed(store: Answers, scope: Mapping[str, object]) -> Decimal:
    """The factor most of the usage agrees on, in dollars or else in other units; 1 if there is none."""
    for units in (ONE, *UNITS):
        found = {**scope, "units": units}
        for least, most, weight, everything in store.rows(question("agreeing.sql"), found):
            factor = simplest(least, most)
            if factor is None or not LEAST <= factor <= ONE or weight <= MAJORITY * everything:
                continue
            if factor == ONE or _is_no_chance(store, {**found, "factor": factor}):
                return factor
    return ONE


def _is_no_chance(store: Answers, found: Mapping[str, object]) -> bool:
    """Whether cells agree on a factor for a reason: the bill says so, or too many do, too closely."""
    for is_told, by_chance in store.rows(question("evidence.sql"), found):
        factor = found["factor"]
        assert isinstance(factor, Decimal)
        return is_told or (factor != BATCH and by_chance * 10 ** digits(factor) <= MOST_BY_CHANCE)
    return False
