"""Which names a filter admits, and which it nearly does: for whoever has mistyped one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .project_names import is_encoded

#: So many characters of a session's id are taken for the session.
LEAST_OF_A_SESSION = 6

#: A name that several ids share, and the id.
_LABEL = re.compile(r"(.+) \(((?:apikey|wrkspc)_[^)]+)\)")

_DATE = re.compile(r"-20[0-9]{6}$")

#: Names compared with a mistyped one; a company has more sessions than anybody wants to wait for.
MOST_COMPARED = 5_000


@dataclass(frozen=True, slots=True)
class Met:
    """Whether a filter's pattern met anything in the store; where not, the names nearest to it."""

    found: bool
    near: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.found

    def __or__(self, other: Met) -> Met:
        """Met in either of two places; near to what is in both."""
        near = () if self.found or other.found else tuple(dict.fromkeys([*self.near, *other.near]))
        return Met(self.found or other.found, near[:2])


def either(these: dict[str, Met], those: dict[str, Met]) -> dict[str, Met]:
    """What was met in either of two answers, by filter and pattern."""
    return these | {what: met | these.get(what, Met(False)) for what, met in those.items()}


def met(dimension: str, patterns: Sequence[str], names: Iterable[str | None]) -> dict[str, Met]:
    """For each pattern, as it stands on the command line, whether any of the names meets it."""
    present = list(dict.fromkeys(names))
    option = f"--{dimension.replace('_', '-')}"
    return {
        f"{option} {pattern}": Met(True)
        if any(matches(name, pattern, dimension) for name in present)
        else Met(False, (nearest_id if dimension == "session" else nearest)(pattern, present))
        for pattern in patterns
    }


def nearest(pattern: str, names: Iterable[str | None]) -> tuple[str, ...]:
    """At most two names that are spelt much like a pattern that met nothing; a path also by its last part."""
    from difflib import get_close_matches

    wanted = pattern.strip("*").casefold()
    spellings: dict[str, str] = {}
    for name in names:
        if name and len(spellings) < MOST_COMPARED:
            last = name.rstrip("/").rpartition("/")[2]
            for spelling in (name, last, name.removeprefix("claude-")):
                spellings.setdefault(spelling.casefold(), name)
    close = get_close_matches(wanted, spellings, n=3, cutoff=0.7)
    return tuple(dict.fromkeys(spellings[spelling] for spelling in close))[:2]


def nearest_id(pattern: str, names: Iterable[str | None]) -> tuple[str, ...]:
    """At most two ids that begin much like a pattern that met nothing."""
    from difflib import get_close_matches

    wanted = pattern.strip("*").casefold()
    begun: dict[str, str] = {}
    for name in names:
        if name and len(begun) < MOST_COMPARED:
            begun.setdefault(name[: len(wanted)].casefold(), name)
    return tuple(begun[start] for start in get_close_matches(wanted, begun, n=2, cutoff=0.7))


def matches(value: str | None, pattern: str, dimension: str = "") -> bool:
    """Globs, over the whole value or the short ways people write it.

    A path goes by its last part too (`shop` finds `/home/ann/shop`), a model without its date, without
    `claude-` and with a point in its number (`opus-4.5`), a session by how it begins, a project by the name
    of its directory of transcripts (`-home-ann-shop`).
    """
    if value is None:
        return pattern == "(none)"
    spellings = [value, value.replace("\\", "/").rstrip("/").rpartition("/")[2]]
    if dimension in ("api_key", "workspace") and (labelled := _LABEL.fullmatch(value)):
        spellings += labelled.groups()
    if any(fnmatchcase(spelling, pattern) for spelling in spellings):
        return True
    if dimension == "model":
        undated = _DATE.sub("", value)
        return any(
            fnmatchcase(name, pattern.replace(".", "-")) for name in (undated, undated[len("claude-") :])
        )
    if dimension == "session":
        return len(pattern) >= LEAST_OF_A_SESSION and value.startswith(pattern)
    return dimension == "project" and is_encoded(value, pattern)
