"""What the name of a downloaded file tells: the days it covers, and the organisation it is of.

Names only add to what is in a file: browsers append ` (1)`, people rename.
Source of the patterns: files as the Console and claude.ai name them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

_UUID = r"(?P<uuid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"
_DAY = r"[0-9]{4}[-_][0-9]{2}[-_][0-9]{2}"
_END = r"(?![0-9])"

_RANGE = re.compile(
    rf"claude_api_(?:cost|tokens)_(?P<first>{_DAY})_to_(?P<last>{_DAY}){_END}"
    rf"|(?:spend-report|claude-code)-[0-9a-fA-F-]{{36}}-(?P<from>{_DAY})-to-(?P<to>{_DAY}){_END}"
)
_ONE_DAY = re.compile(rf"claude_api_(?:cost|tokens)_(?P<day>{_DAY}){_END}")
_MONTH = re.compile(rf"claude_api_(?:cost|tokens)_(?P<year>[0-9]{{4}})_(?P<month>[0-9]{{2}}){_END}(?!_[0-9])")
_HOUR = re.compile(rf"claude_api_tokens_{_DAY}_[0-9]{{1,2}}h")
_ORGANIZATION = re.compile(rf"(?:spend-report|claude-code|members)-{_UUID}{_END}")


class Period(NamedTuple):
    """Days, `until` excluded."""

    since: date
    until: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.since <= day < self.until


def period(since: str, until: str) -> Period | None:
    """The days from one ISO date to before another; None for what is no such range."""
    try:
        found = Period(date.fromisoformat(since), date.fromisoformat(until))
    except ValueError:
        return None
    return found if found.since < found.until else None


def named_period(name: str) -> Period | None:
    """The days a file's name says it covers; the second date of a range is the last day covered."""
    try:
        if found := _RANGE.search(name):
            first, last = (_day(part) for part in found.groups() if part)
        elif found := _ONE_DAY.search(name):
            first = last = _day(found["day"])
        elif found := _MONTH.search(name):
            first = date(int(found["year"]), int(found["month"]), 1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        else:
            return None
        return Period(first, last + timedelta(days=1)) if first <= last else None
    except (ValueError, OverflowError):
        return None


def names_one_hour(name: str) -> bool:
    """Whether a file's name says that it holds one hour of a day (`..._2026_10_07_15h_UTC.csv`)."""
    return _HOUR.search(name) is not None


def named_organization(name: str) -> str:
    """The organisation's id in the name of a claude.ai download, `""` for none."""
    found = _ORGANIZATION.search(name)
    return found["uuid"].lower() if found else ""


def _day(text: str) -> date:
    return date.fromisoformat(text.replace("_", "-"))
