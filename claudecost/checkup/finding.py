"""What a check has found, and what every check is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, overload

from ..config import Settings
from ..errors import Error

Grade = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check-up: a `note` is worth knowing, a `problem` keeps figures from being right.

    `says` holds paths, numbers and names of settings; never what a setting, a key or a transcript says.
    """

    theme: str
    grade: Grade
    says: str
    hint: str | None = None


@dataclass(frozen=True)
class About:
    """The installation as it is: settings as far as they could be read, the environment, the time.

    `trouble` is why the settings could not be read; `settings` are then defaults and what was said in options
    and variables. `is_deep`: read every block of the store.
    """

    settings: Settings
    config: Path
    trouble: Error | None
    environ: Mapping[str, str]
    home: Path | None
    now: datetime
    is_deep: bool = False
    notes: dict[str, object] = field(default_factory=dict)


Check = Callable[[About], Iterator[Finding]]


#: What must not be repeated even if somebody wrote it where it does not belong: keys, passwords in addresses.
_SECRET = re.compile(r"sk-ant-[\w-]+|(?<=://)[^/\s@]*:[^/\s@]*@")


@overload
def redacted(text: str) -> str: ...


@overload
def redacted(text: None) -> None: ...


def redacted(text: str | None) -> str | None:
    """The text without anything that looks like a key or a password."""
    return _SECRET.sub("[secret]", text) if text else text


def in_short(error: BaseException) -> str:
    """What went wrong and where, in one line; of an exception that is not ours only its kind."""
    if isinstance(error, Error):
        return error.in_a_line().removeprefix("error: ")
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).lower()
    return type(error).__name__


def many(count: int, thing: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def hint_of(error: BaseException, otherwise: str | None = None) -> str | None:
    """The first line of what an error says to do."""
    hint = error.hint if isinstance(error, Error) else None
    return hint.splitlines()[0] if hint else otherwise
