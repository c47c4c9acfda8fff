"""What goes wrong on purpose: a short list, each aimed at a path and at the n-th request to it.

`fake.faults.next(status=429, retry_after="0")` spoils the next request; `path="cost_report"` waits
for one whose path contains that; `nth=3` lets two such requests pass; `times=None` never stops.
Of two faults for one request the second waits for the next request.
"""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from .query import ENDLESS
from .world import Json

#: What is done to a good answer before it is sent.
Edit = Callable[[Json], Json]


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong. Everything that is set happens, in this order.

    delay: seconds before anything is sent. reset: the connection is torn down instead of an answer.
    status: an error answer; `retry_after` is its header, seconds as text or a timedelta for a date
    that far ahead. edit: the good answer, changed. body: these bytes instead of JSON. truncated: the
    connection closes half way through the body.
    """

    delay: float = 0
    reset: bool = False
    status: int | None = None
    message: str | None = None
    retry_after: str | timedelta | None = None
    edit: Edit | None = None
    body: bytes | None = None
    truncated: bool = False
    when: Callable[[dict[str, list[str]]], bool] | None = None

    @property
    def retry_after_header(self) -> str | None:
        if isinstance(self.retry_after, timedelta):
            return format_datetime(datetime.now(UTC) + self.retry_after, usegmt=True)
        return self.retry_after


@dataclass
class _Aimed:
    fault: Fault
    path: str | None
    nth: int
    times: int | None
    seen: int = 0

    def matches(self, path: str, query: dict[str, list[str]]) -> bool:
        """Whether a request is one of those it counts."""
        if self.path is not None and self.path not in path:
            return False
        return self.fault.when is None or self.fault.when(query)

    def counts(self, free: bool) -> bool:
        """Count a request, and say whether the fault fires; one that is due waits until it is free to."""
        due = self.seen + 1 >= self.nth
        if due and not free:
            return False
        self.seen += 1
        return due and (self.times is None or self.seen < self.nth + self.times)


@dataclass(frozen=True)
class Revision:
    """Numbers of a day that are other ones from a later pull on."""

    day: date
    times: int
    after: int


class Faults:
    """The list. Every method takes `path`, `nth` and `times`."""

    def __init__(self) -> None:
        self._aimed: list[_Aimed] = []
        self._lock = threading.Lock()
        self.revisions: list[Revision] = []

    def add(self, fault: Fault, path: str | None = None, nth: int = 1, times: int | None = 1) -> None:
        """Aim a fault."""
        with self._lock:
            self._aimed.append(_Aimed(fault, path, nth, times))

    def clear(self) -> None:
        """From here on everything goes well."""
        with self._lock:
            self._aimed.clear()
            self.revisions.clear()

    def hit(self, path: str, query: dict[str, list[str]]) -> Fault | None:
        """The fault that fires for a request, if any; one at a time, in the order they were aimed."""
        firing: Fault | None = None
        with self._lock:
            for aimed in self._aimed:
                if aimed.matches(path, query) and aimed.counts(firing is None):
                    firing = aimed.fault
        return firing

    def next(
        self,
        status: int,
        message: str | None = None,
        retry_after: str | timedelta | None = None,
        **aim: Any,
    ) -> None:
        """An error answer: 401, 403, 404, 429, 500, 529."""
        self.add(Fault(status=status, message=message, retry_after=retry_after), **aim)

    def truncated(self, **aim: Any) -> None:
        """The body stops half way, short of its content-length."""
        self.add(Fault(truncated=True), **aim)

    def reset(self, **aim: Any) -> None:
        """The connection is reset before any answer."""
        self.add(Fault(reset=True), **aim)

    def slow(self, seconds: float, **aim: Any) -> None:
        """The answer is right, but late."""
        self.add(Fault(delay=seconds), **aim)

    def not_json(self, body: bytes = b"<html><body>502 Bad Gateway</body></html>", **aim: Any) -> None:
        """Status 200, and a body that is something else."""
        self.add(Fault(body=body), **aim)

    def endless_cursor(self, fresh: bool = False, **aim: Any) -> None:
        """Every page says there is another one: the same again, or each time with a new cursor."""
        numbers = iter(range(1, 1_000_000_000))
        aim.setdefault("times", None)
        self.add(Fault(edit=lambda answer: _another_page(answer, next(numbers) if fresh else 0)), **aim)

    def refused_cursor(self, **aim: Any) -> None:
        """The next request that follows a cursor is a 400."""
        message = "page: the cursor is no longer valid"
        self.add(Fault(status=400, message=message, when=_follows_a_cursor), **aim)

    def unknown_value(self, field: str, value: str = "something_new", **aim: Any) -> None:
        """The first row, anywhere, that has something in a field has something nobody knows there."""
        self.add(Fault(edit=_edit(field, lambda row: row.__setitem__(field, value), first=True)), **aim)

    def extra_field(self, field: str = "brand_new_field", value: Any = "new", **aim: Any) -> None:
        """Every entry of the answer has one field more, and so has the answer."""

        def edit(answer: Json) -> Json:
            changed = copy.deepcopy(answer)
            for row in [changed, *_rows(changed.get("data"))]:
                row[field] = value
            return changed

        self.add(Fault(edit=edit), **aim)

    def missing_field(self, field: str, **aim: Any) -> None:
        """A field is gone, wherever it stood."""
        self.add(Fault(edit=_edit(field, lambda row: row.pop(field))), **aim)

    def renamed_field(self, field: str, to: str, **aim: Any) -> None:
        """A field has another name, wherever it stood."""
        self.add(Fault(edit=_edit(field, lambda row: row.__setitem__(to, row.pop(field)))), **aim)

    def revise(self, day: date, times: int = 2, after: int = 1) -> None:
        """A day's tokens are multiplied for who asks the same again: from pull number `after` + 1 on.

        A pull is a request without a cursor; the pages that follow it show the numbers it began with.
        """
        self.revisions.append(Revision(day, times, after))


def _follows_a_cursor(query: dict[str, list[str]]) -> bool:
    return any(query.get(name) for name in ("page", "after_id", "before_id"))


def _another_page(answer: Json, number: int) -> Json:
    if "next_page" in answer:
        return {**answer, "has_more": True, "next_page": f"{ENDLESS}{number or ''}"}
    return {**answer, "has_more": True}


def _rows(value: Any) -> Iterator[Json]:
    """Every object in an answer, outermost first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _rows(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _rows(inner)


def _edit(field: str, change: Callable[[Json], object], first: bool = False) -> Edit:
    def edit(answer: Json) -> Json:
        changed = copy.deepcopy(answer)
        found = [row for row in _rows(changed) if field in row and (not first or row[field] is not None)]
        for row in found[:1] if first else found:
            change(row)
        return changed

    return edit


def edited(fault: Fault | None, answer: Json | bytes) -> bytes:
    """The bytes of an answer, after what the fault does to it."""
    if fault is not None and fault.body is not None:
        return fault.body
    if isinstance(answer, bytes):
        return answer
    if fault is not None and fault.edit is not None:
        answer = fault.edit(answer)
    return json.dumps(answer).encode()
