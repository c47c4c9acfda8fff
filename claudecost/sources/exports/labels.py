"""What the words in the downloads' cells are called here.

Source of the words: Anthropic Console, Usage and Cost page downloads; claude.ai
spend report.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...records import Profile
from ..identity import short_digest
from ..ledger import DEFAULT_WORKSPACE, LONG_CONTEXT, SHORT_CONTEXT
from ..usage import word
from .numbers import NOTHING
from .sheet import PROFILE, Sheet

if TYPE_CHECKING:
    import polars as pl

#: `≤ 200k`, and what is left of it where a spreadsheet's code page has no such sign.
_SHORT = re.compile(r"(?:≤|<=|=|\?|â‰¤)\s*200\s*k|0\s*-\s*200\s*k", re.IGNORECASE)


def plain(text: str) -> str | None:
    """A text as it came; None for an empty cell and for `--`."""
    return None if text in NOTHING else text


def workspace(text: str) -> str | None:
    """A workspace's name; the default one is always spelled the same."""
    return DEFAULT_WORKSPACE if text.casefold() == DEFAULT_WORKSPACE.casefold() else plain(text)


def context_window(text: str) -> str | None:
    """`0-200k`, `200k-1M`, or a text that is neither as it came."""
    if _SHORT.fullmatch(text):
        return SHORT_CONTEXT
    return LONG_CONTEXT if text.startswith(">") or "1m" in text.lower() else plain(text)


def geo(text: str) -> str | None:
    """`global`, `us`; None where it is not known or does not apply."""
    return None if text.lower() == "not_available" else lower(text)


def speed(text: str) -> str | None:
    """An empty cell of a token row means standard speed, `--` that none applies."""
    return lower(text) if text else "standard"


def lower(text: str) -> str | None:
    """A label such as `standard` in lower case; None for an empty cell and for `--`."""
    return word(plain(text))


def identifier(text: str) -> str | None:
    """A display text as the API spells it: `Claude Code` is `claude_code`, `(other)` is `other`."""
    return re.sub(r"\W+", "_", text.lower()).strip("_") or None


def profiles(sheet: Sheet) -> tuple[pl.Series, list[Profile]]:
    """The id of every row's profile, and the profiles."""
    import polars as pl

    found = [_profile(*texts) for texts in sheet.profiles]
    ids = pl.Series([one.profile_id for one in found], dtype=pl.Int64)
    return ids.gather(sheet.frame[PROFILE]), list({one.profile_id: one for one in found}.values())


def _profile(model: str | None, fast: str | None, tier: str | None, where: str | None) -> Profile:
    """Named by the same digest of the same labels as those of transcripts; None for a column not there."""
    labels = (
        None if model is None else plain(model),
        None,
        None if fast is None else speed(fast),
        None if tier is None else lower(tier),
        None if where is None else geo(where),
    )
    return Profile(short_digest(*labels, str(False)), *labels)
