"""What each cause means, in a sentence a person can act on."""

from __future__ import annotations

#: Every cause there is, in the order of the contract. Source of the rules: Anthropic, Usage and Cost API.
CAUSES = {
    "discount": "the price you have agreed on, off the list price",
    "units": "one side's cents were taken for the other side's dollars",
    "time_zone": "the same amounts lie on neighbouring days: one side's days are not UTC days",
    "late_data": "one side has no final figures of these days yet; take in a newer export",
    "price_change": "billed at the price before or after a price change",
    "cache_ttl": "cache writes taken for five minutes on one side and for an hour on the other",
    "batch": "billed at half price, as batches are; the usage does not say so",
    "geography": "billed at 1.1 times, as inference kept in the US is; the usage does not say so",
    "fast_mode": "billed at the price of fast mode; the usage does not say so",
    "long_prompt": "the price follows the length of each prompt, which sums do not show",
    "refusal": "refusals without output: metered, not billed",
    "priority_tier": "Priority Tier is metered, and billed apart; valued here at standard list price",
    "other_ledger": "traffic only one of the two sides is about: seats, clouds",
    "unknown_model": "the price book has no price for it",
    "fee_without_usage": "fees that no usage row stands behind: code execution, session runtime",
    "rounding": "the bill is rounded to cents, row by row",
    "unexplained": "no cause found",
}
