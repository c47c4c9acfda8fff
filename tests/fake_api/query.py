"""The parameters of a request, read as strictly as the API reads them: whatever is wrong is a 400."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl

from .refusals import bad

LAST_YEAR = 9000
#: A cursor that leads back to the beginning, given out by a fault only.
ENDLESS = "page_again"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class Query:
    """Parameters by name; a list is `name[]`, repeated, with its brackets percent-encoded or not."""

    def __init__(self, text: str) -> None:
        self.values: dict[str, list[str]] = {}
        for name, value in parse_qsl(text, keep_blank_values=True):
            if name == "page" and value.startswith(ENDLESS):
                continue
            self.values.setdefault(name, []).append(value)

    def only(self, names: Iterable[str]) -> None:
        """Refuse every other parameter (`beta` is what the Python package adds to beta paths)."""
        unknown = sorted(self.values.keys() - set(names) - {"beta"})
        if unknown:
            raise bad(f"{unknown[0]}: Extra inputs are not permitted")

    def text(self, name: str) -> str | None:
        values = self.values.get(name, [])
        if len(values) > 1:
            raise bad(f"{name}: given more than once")
        return values[0] if values else None

    def texts(self, name: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
        """The elements of a list, without repetitions; each must be allowed."""
        values = tuple(dict.fromkeys(self.values.get(f"{name}[]", [])))
        if allowed is not None:
            for value in values:
                _one_of(f"{name}[]", value, tuple(allowed))
        return values

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        value = self.text(name)
        return None if value is None else _one_of(name, value, allowed)

    def number(self, name: str, default: int, most: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not re.fullmatch(r"-?\d+", text):
            raise bad(f"{name}: Input should be a valid integer")
        if not 1 <= int(text) <= most:
            raise bad(f"{name}: must be between 1 and {most}")
        return int(text)

    def flag(self, name: str) -> bool:
        value = self.text(name)
        if value not in (None, "true", "false"):
            raise bad(f"{name}: Input should be true or false")
        return value == "true"

    def instant(self, name: str) -> datetime | None:
        """A moment with its zone, in UTC."""
        text = self.text(name)
        if text is None:
            return None
        if not RFC_3339.fullmatch(text):
            raise bad(f"{name}: must be an RFC 3339 timestamp with a time zone")
        try:
            at = datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError) as no_such_time:
            raise bad(f"{name}: {no_such_time}") from None
        if at.year > LAST_YEAR:
            raise bad(f"{name}: is too far in the future")
        return at

    def required_instant(self, name: str) -> datetime:
        found = self.instant(name)
        if found is None:
            raise bad(f"{name}: Field required")
        return found

    def day(self, name: str) -> date:
        """A UTC day, `YYYY-MM-DD`; a timestamp is refused."""
        text = self.text(name)
        if text is None:
            raise bad(f"{name}: Field required")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise bad(f"{name}: must be a date in YYYY-MM-DD format")
        try:
            return date.fromisoformat(text)
        except ValueError as no_such_day:
            raise bad(f"{name}: {no_such_day}") from None

    def digest(self) -> str:
        """Identifies everything asked but the page: what a cursor is bound to."""
        asked = sorted((name, values) for name, values in self.values.items() if name != "page")
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise bad(f"{name}: Input should be one of {', '.join(allowed)}; got {value!r}")
    return value
