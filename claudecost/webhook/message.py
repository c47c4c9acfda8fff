"""Budgets as a message: a line each, as text and as Slack's blocks.

Limits and escapes are Slack's (Block Kit reference, "Formatting text for app surfaces"): 50 blocks, 3,000
characters each, and `&`, `<`, `>` written as entities, without which a project called `<!channel>` would call
everybody.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..renderers.clean import clean
from ..reports.budgets.report import exceeded_words, heading_words, level_words, unpriced_words
from ..reports.budgets.shape import BudgetStatus

#: So many budgets have a block of their own, the rest are counted; a line is cut at so many characters.
MOST, LONGEST = 40, 500


def message(budgets: Sequence[BudgetStatus]) -> dict[str, object]:
    """What to post about budgets that have reached a level."""
    lines = [_escaped(_line(status)) for status in budgets[:MOST]]
    if rest := len(budgets) - MOST:
        lines += [f"and {rest} more: `claudecost budget`"] if rest > 0 else []
    month = budgets[0].month if budgets else ""
    title = f"Claude budgets, {month}"
    blocks: list[dict[str, object]] = [{"type": "header", "text": _plain(title)}]
    blocks += [{"type": "section", "text": _plain(line)} for line in lines]
    return {"text": "\n".join([title, *lines]), "blocks": blocks}


def _line(status: BudgetStatus) -> str:
    said = exceeded_words(status) if status.is_exceeded else level_words(status) or status.title
    more = [unpriced_words(status)] if status.is_lower_bound else []
    if (heading := heading_words(status)) is not None:
        more.append(heading)
    return "; ".join([said[:1].upper() + said[1:], *more])


def _escaped(text: str) -> str:
    """Fit for a chat: nothing in it that steers, mentions or links."""
    line = clean(text)
    line = line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": False}
