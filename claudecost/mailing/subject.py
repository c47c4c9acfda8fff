"""The subject carries the answer: amount, change, status."""

from __future__ import annotations

from collections.abc import Sequence

from ..money import dollars
from ..reports.budgets.shape import BudgetStatus
from ..reports.digest.shape import Digest
from .names import short_name
from .phrases import many, whole_percent

#: Characters of a name in the subject; inboxes cut at sixty or so.
LONGEST = 24


def subject(digest: Digest) -> str:
    """`Claude week 46: $42.45, +12 % (shop over budget)`; a change that is not certain has a `?`."""
    amount = ("at least " if digest.is_lower_bound else "") + dollars(digest.amount_usd)
    words = f"{opening(digest)}: {amount}"
    if digest.change_percent is not None:
        words += f", {whole_percent(digest.change_percent)}" + ("" if digest.is_change_certain else "?")
    return words + (f" ({status})" if (status := budget_words(digest)) else "")


def opening(digest: Digest) -> str:
    """`Claude week 46`, for a team's mail `Claude week 46, shop`."""
    team = "" if digest.scope.team is None else f", {short_name(digest.scope.team, LONGEST)}"
    return f"Claude {digest.stretch.name}{team}"


def budget_words(digest: Digest) -> str:
    """What the budgets come to: the worst of them, by name where it is one; empty without budgets."""
    wanted, words = worst(digest.budgets)
    if len(wanted) == 1:
        [status] = wanted
        name = "" if status.name is None or status.name == digest.scope.team else status.name
        return f"{short_name(name, LONGEST)} {words}" if name else words
    if wanted:
        return f"{many(len(wanted), 'budget')} {words.replace(' budget', '').replace('budget ', '')}"
    return "within budget" if digest.budgets else ""


def worst(budgets: Sequence[BudgetStatus]) -> tuple[list[BudgetStatus], str]:
    """The budgets the subject is about and what it says of them; nothing where all are within.

    One with usage that has no price is uncertain: `budget check` says that it cannot be checked.
    """
    for words, wanted in (
        ("over budget", [one for one in budgets if one.is_exceeded]),
        ("heading over budget", [one for one in budgets if one.is_heading_over]),
        ("budget uncertain", [one for one in budgets if one.is_lower_bound]),
    ):
        if wanted:
            return wanted, words
    return [], ""
