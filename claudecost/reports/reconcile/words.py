"""What each cause means, in words a person can act on."""

from __future__ import annotations

#: Every cause there is, in the order of the contract. Source of the rules: Anthropic, Usage and Cost API.
CAUSES = {
    "discount": "discount off the list price",
    "units": "cents on one side taken for dollars on the other",
    "time_zone": "days that are not UTC days on one side: the amounts lie on neighbouring days",
    "late_data": "days of which one side has no final figures yet: take in a newer export",
    "price_change": "billed at the price before or after a price change",
    "cache_ttl": "cache writes of five minutes on one side, of an hour on the other",
    "batch": "billed at half price, as batches: the usage does not say so",
    "geography": "billed 1.1 times, as inference in the US: the usage does not say so",
    "fast_mode": "billed as fast mode: the usage does not say so",
    "long_prompt": "long prompts: above the lowest price, computed here",
    "refusal": "refusals without output: metered, not billed",
    "priority_tier": "Priority Tier (here at standard list price): billed apart",
    "other_ledger": "traffic only one side is about: seats, clouds",
    "unknown_model": "models the price book has no price for",
    "fee_without_usage": "fees without usage: code execution, session runtime",
    "rounding": "rounding of the bill to cents, row by row",
    "unexplained": "no cause found",
}
