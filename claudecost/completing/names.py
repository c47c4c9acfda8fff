"""The words there are of each kind: fixed lists, and what is in the store just now.

Whoever presses Tab waits for nothing: a store in use, missing or broken offers no names, and says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from ..errors import Error
from ..store import Store
from .words import Candidate

#: Options that take the name of something in the store, and the column of `origins` it stands in.
ORIGINS = {
    "project": "project",
    "session": "session_id",
    "user": "user_name",
    "machine": "machine",
    "branch": "branch",
    "source": "source",
    "account": "account",
    "entrypoint": "entrypoint",
}

#: No shell shows more than this at once, and no person reads as many.
MOST = 500

PERIODS = (
    ("today", ""),
    ("yesterday", ""),
    ("this-week", "Monday to Sunday"),
    ("last-week", ""),
    ("this-month", ""),
    ("last-month", ""),
    ("mtd", "the month to date"),
    ("ytd", "the year to date"),
    ("7d", "the last seven days"),
    ("30d", ""),
)

FIXED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "since": PERIODS,
    "until": PERIODS,
    "period": PERIODS,
    "timezone": (("local", ""), ("UTC", "")),
    "color": (("auto", ""), ("always", ""), ("never", "")),
    "ledger": (("requests", "one by one"), ("metered", "by the organisation"), ("billed", "amounts owed")),
    "json-shape": (("claudecost", "ours"), ("ccusage", "its keys, for scripts")),
    "order": (("asc", "oldest first"), ("desc", "newest first")),
    "sections": (("daily", ""), ("weekly", ""), ("monthly", ""), ("session", "")),
    "start-of-week": (("monday", ""), ("sunday", ""), ("saturday", "")),
    "shell": (("bash", ""), ("zsh", ""), ("fish", "")),
}


def fixed(command: str, name: str) -> list[Candidate]:
    """The words of an option that takes one of a known few; empty for all others."""
    if name == "by":
        from ..reports.dimensions import DIMENSIONS

        return [Candidate(each, entry.title) for each, entry in DIMENSIONS.items()]
    if name == "format" and command not in ("schedule", "export"):
        from ..renderers import FORMATS

        return [Candidate(each) for each in FORMATS]
    return [Candidate(word, about) for word, about in FIXED.get(name, ())]


def stored(store: Store, name: str) -> list[Candidate]:
    """What is in the store under the name of an option, most used first; empty where nothing can be told."""
    column = ORIGINS.get(name)
    if column is None or not store.exists():
        return []
    with suppress(Error), store.reading() as reader:
        found = reader.rows(
            f"SELECT {column} FROM origins WHERE {column} IS NOT NULL "
            f"GROUP BY ALL ORDER BY count(*) DESC, {column} LIMIT {MOST}"
        )
        return harmless(name for (name,) in found)
    return []


def logged_models(store: Store) -> list[str]:
    """The ids of models as logged; empty where nothing can be told."""
    if not store.exists():
        return []
    with suppress(Error), store.reading() as reader:
        found = reader.rows("SELECT DISTINCT model_id FROM profiles WHERE model_id IS NOT NULL")
        return [model for (model,) in found]
    return []


def harmless(names: Iterable[str]) -> list[Candidate]:
    """Names a terminal can show as they are; one with a line end or an escape sequence is not offered."""
    return [Candidate(name) for name in names if name.isprintable() and name.strip() == name != ""]
