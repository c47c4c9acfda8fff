"""The subject carries the answer: amount, change, status."""

from __future__ import annotations

from ..money import dollars
from ..reports.digest.shape import Digest
from .names import short_name
from .phrases import many, whole_percent

#: Characters of a name in the subject; inboxes cut at sixty or so.
LONGEST = 24


def subject(digest: Digest) -> str:
    """`Claude week 46: $42.45, +12 % (shop over budget)`."""
    amount = ("at least " if digest.is_lower_bound else "") + dollars(digest.amount_usd)
    words = f"{opening(digest)}: {amount}"
    if digest.change_percent is not None:
        words += f", {whole_percent(digest.change_percent)}"
    return words + (f" ({status})" if (status := budget_words(digest)) else "")


def opening(digest: Digest) -> str:
    """`Claude week 46`, for a team's mail `Claude week 46, shop`."""
    team = "" if digest.scope.team is None else f", {short_name(digest.scope.team, LONGEST)}"
    return f"Claude {digest.stretch.name}{team}"


def budget_words(digest: Digest) -> str:
    """What the budgets come to: the worst of them, by name where it is one; empty without budgets."""
    for wanted, words in (
        ([status for status in digest.budgets if status.is_exceeded], "over budget"),
        ([status for status in digest.budgets if status.is_heading_over], "heading over budget"),
    ):
        if len(wanted) == 1:
            [status] = wanted
            name = "" if status.name is None or status.name == digest.scope.team else status.name
            return f"{short_name(name, LONGEST)} {words}" if name else words
        if wanted:
            return f"{many(len(wanted), 'budget')} {words.replace(' budget', '')}"
    return "within budget" if digest.budgets else ""
