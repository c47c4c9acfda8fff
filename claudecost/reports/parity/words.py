"""What each cause is called, and one sentence about it in plain words."""

from __future__ import annotations

from decimal import Decimal

from ...money import dollars
from .causes import CAUSES
from .comparison import Comparison

#: How a cause is called in a table.
TITLES = {
    "other_sources": "other sources",
    "transcripts_gone": "not on this disk",
    "not_looked_at": "not looked at",
    "not_in_store": "not in the store",
    "no_timestamp": "no timestamp",
    "null_fields": "null fields",
    "unusual_lines": "unusual lines",
    "not_responses": "not responses",
    "advisor": "advisor",
    "compaction": "compaction",
    "fallback": "failed attempts",
    "forks": "forks",
    "no_request_id": "no request id",
    "no_ids": "no ids at all",
    "sidechain_replays": "sidechain replays",
    "reused_ids": "reused ids",
    "merged": "merged",
    "other_line": "other line",
    "iterations": "iterations",
    "dated_otherwise": "dated otherwise",
    "cache_writes": "cache writes",
    "unpriced_there": "unpriced there",
    "recorded_cost": "recorded cost",
    "unpriced_here": "unpriced here",
    "refusals": "refusals",
    "web_search": "web search",
    "batch": "batch",
    "geography": "geography",
    "fast_mode": "fast mode",
    "long_prompts": "long prompts",
    "dated_prices": "dated prices",
    "prices": "other prices",
    "float_sums": "binary fractions",
    "unexplained": "unexplained",
}

_SENTENCES = {
    "other_sources": "batch results and logs; ccusage reads transcripts only",
    "transcripts_gone": "transcripts deleted since, or another machine's; we kept their counts",
    "not_looked_at": "transcripts outside `projects` or behind a link; ccusage does not look there",
    "not_in_store": "transcripts that are not in the store yet; `claudecost ingest` takes them in",
    "no_timestamp": "lines without a time in a spelling ccusage knows; it passes over them",
    "null_fields": "lines with a null where ccusage wants a value; it passes over them",
    "unusual_lines": "lines written otherwise than ccusage expects, or damaged; it passes over them",
    "not_responses": "lines with usage in them that are no responses of the API's; ccusage counts them",
    "advisor": "the advisor's turns, which ccusage cannot read in these lines",
    "compaction": "compactions are billed beside the response they prepare; ccusage does not count them",
    "fallback": "a model that failed in mid-answer is billed too; ccusage does not count it",
    "forks": "copied into another session, without a request id; ccusage counts each copy",
    "no_request_id": "no request id (Bedrock, Google, gateways): ccusage counts a response once per line",
    "no_ids": "no message id: ccusage counts every line",
    "sidechain_replays": "repeated by a subagent under another request id; ccusage counts them again",
    "reused_ids": "one message id, several request ids, for us one response; ccusage counts each",
    "merged": "several responses under the same ids; ccusage counts one",
    "other_line": "of several lines ccusage takes the one with most tokens, we the one with most output",
    "iterations": "several rounds, each billed by the size of its own prompt; ccusage sees one large prompt",
    "dated_otherwise": "we date a response by its first line, ccusage by the line it keeps: another period",
    "cache_writes": "ccusage reads cache writes from the split by lifetime only, we the larger total",
    "recorded_cost": "lines that say what they cost (Claude Code up to 1.0.8); ccusage takes their word",
    "unpriced_here": "models we have no price for on that day; ccusage takes one of its own",
    "refusals": "refused before any output, which is not billed; ccusage prices it",
    "web_search": "web searches are billed by the search; ccusage does not count them",
    "batch": "the service tier: batches cost half; ccusage charges the full price",
    "geography": "inference tied to a region costs more; ccusage does not know",
    "fast_mode": "fast mode is dearer by a factor of the model's; ccusage has another factor, or none",
    "long_prompts": "some models charge more for a long prompt; ccusage has other limits, or none",
    "dated_prices": "prices change; ccusage has one for each model, whatever the day",
    "prices": "ccusage's price is not the one published today",
    "float_sums": "ccusage adds up binary fractions, which are off in the last digits",
    "unexplained": "what this ccusage says beyond the rules and prices we know: another version, its "
    "configuration, other makers' models",
}

#: Models named in a sentence before the rest are counted.
NAMED = 3


def sentences(found: Comparison, version: str) -> dict[str, str]:
    """One sentence for every cause that is not nothing, in order; `version` is that of the rules."""
    said = {}
    for cause in CAUSES:
        difference = found.causes[cause]
        if not difference or cause == "float_sums":
            continue
        text = _unpriced(found, version) if cause == "unpriced_there" else _SENTENCES[cause]
        count = found.responses.get(cause, 0)
        counted = f" ({count:,} response{'s' if count != 1 else ''})" if count and cause not in _ITEMS else ""
        said[cause] = f"{TITLES[cause]}: {_amount(difference.usd, difference.tokens)}{counted}, {text}"
    return said


#: Causes that count items of responses rather than responses.
_ITEMS = {"advisor", "compaction", "fallback"}


def signed(usd: Decimal) -> str:
    """`+$1.20`, `-$0.05`, `$0.00`."""
    if not usd:
        return dollars(usd)
    return ("+" if usd > 0 else "-") + dollars(abs(usd))


def _amount(usd: Decimal, tokens: int) -> str:
    return signed(usd) if usd or not tokens else f"{tokens:+,} tokens"


def _unpriced(found: Comparison, version: str) -> str:
    names = [one.model or "(none)" for one in found.unpriced if one.usd] or [
        one.model or "(none)" for one in found.unpriced
    ]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"ccusage {version} offline has no price for {', '.join(names[:NAMED])}{more} and counts $0"
