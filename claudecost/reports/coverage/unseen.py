"""Calls that no transcript shows: what they are, how much is known of their size, and where they can be seen.

From transcripts facts 6: Anthropic's documentation and issues, and one published comparison with a bill.
"""

from __future__ import annotations

from typing import NamedTuple


class Unseen(NamedTuple):
    """One kind of call: what it is, its size as far as anybody has said, and where else it shows."""

    what: str
    size: str
    seen_in: str


UNSEEN = (
    Unseen(
        "titles, recaps, prompt suggestions",
        "small: under $0.04 per session by the documentation",
        "in the client's own totals, as Haiku",
    ),
    Unseen(
        "side calls of the WebSearch tool",
        "$10 per 1,000 searches, and their tokens",
        "in the client's own totals",
    ),
    Unseen("summaries of fetched web pages by a small model", "small", "in the client's own totals"),
    Unseen(
        "the permission classifier of auto mode, on a full-price model",
        "8.8% of the cost where it was measured, up to 37% of one session",
        "in the bill only",
    ),
    Unseen(
        "compaction before it became visible, side questions of some versions",
        "medium",
        "in the client's own totals",
    ),
    Unseen(
        "outputs never finalised, of subagents today, of nearly all in 2.1.12 to 2.1.29",
        "see above",
        "in the client's own totals, in OpenTelemetry",
    ),
    Unseen(
        "retries, streams broken off, doubled calls behind proxies", "small, in bursts", "in the bill only"
    ),
    Unseen(
        "batches, other use of the same key, other machines, cloud sessions",
        "any",
        "in the bill; see `claudecost sync`",
    ),
    Unseen(
        "sessions without persistence, purged ones, transcripts deleted before they were read",
        "any",
        "in the client's statistics, in OpenTelemetry",
    ),
)

IN_ALL = (
    "what transcripts show is a lower bound: one published comparison found 15% of a bill in none of them"
)
