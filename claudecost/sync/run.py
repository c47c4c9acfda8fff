"""A whole sync: every ask of a plan, window by window, each handed over as soon as it is complete."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from ..errors import BadData
from ..periods import Period
from ..sources.identity import short_digest
from ..sources.ledger import Ledgers
from ..sources.pages import Query, read_pages
from .client import Client
from .plan import Ask, Plan
from .pulling import Puller
from .spool import Spool
from .trouble import ChangedAnswer, KeyRefused, NotAllowed, Refused, SyncTrouble
from .walking import MOST_PAGES
from .windows import Held, Window, horizon_of, is_closed, windows


@dataclass(frozen=True, slots=True)
class Pull:
    """One complete answer: what was asked, what it said, and its name in the store (`label`, `file_id`)."""

    query: Query
    ledgers: Ledgers
    label: str
    file_id: int
    content_digest: str
    bytes: int


class Step(NamedTuple):
    """How far a sync is: what is being pulled, and its pages so far."""

    label: str
    pages: int


@dataclass(slots=True)
class Outcome:
    """What a sync did. `unavailable`: what could not be had, by path, and why. `fell_back`: older reports."""

    requests: int = 0
    pages: int = 0
    resumed_pages: int = 0
    rows: int = 0
    names: int = 0
    pulled: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unavailable: dict[str, str] = field(default_factory=dict)
    fell_back: bool = False


def sync(
    client: Client,
    plan: Plan,
    period: Period,
    keep: Callable[[Pull], None],
    held: Held,
    spool: Spool,
    *,
    now: datetime,
    organization: str = "",
    progress: Callable[[Step], None] | None = None,
    most_pages: int = MOST_PAGES,
) -> Outcome:
    """Ask for everything in the plan and hand each complete window to `keep`; what it raises ends the sync.

    `held` is what the store has already; windows that are closed and held are not asked for. Raises
    SyncTrouble (69, or 77 for a key that is refused), whose `impact` says what was kept; SpoolTrouble (73),
    SpoolBusy (75).
    """
    with spool:
        return _Sync(client, period, keep, held, spool, now, organization, progress, most_pages).run(plan)


class _Sync:
    def __init__(
        self,
        client: Client,
        period: Period,
        keep: Callable[[Pull], None],
        held: Held,
        spool: Spool,
        now: datetime,
        organization: str,
        progress: Callable[[Step], None] | None,
        most_pages: int,
    ) -> None:
        self._client, self._period, self._keep, self._held = client, period, keep, held
        self._spool, self._now, self._organization = spool, now, organization
        self._progress, self._most_pages = progress, most_pages
        self._outcome = Outcome()
        self._waiting = 0

    def run(self, plan: Plan) -> Outcome:
        before = self._client.requests
        try:
            for ask in plan.lists:
                self._optional(ask, [None])
            try:
                self._figures(plan.figures[:1])
            except Refused as refused:
                if not (plan.fallback and refused.is_unknown_here):
                    raise
                self._outcome.unavailable[plan.figures[0].path] = refused.what
                self._outcome.fell_back = True
                self._figures(plan.fallback)
            else:
                self._figures(plan.figures[1:])
        except SyncTrouble as trouble:
            trouble.impact = trouble.impact or self._kept()
            raise
        finally:
            self._outcome.requests = self._client.requests - before
        return self._outcome

    def _figures(self, asks: Sequence[Ask]) -> None:
        horizon = horizon_of(self._now)
        for ask in asks:
            if ask.has_horizon and self._period.since and self._period.since.date() < horizon:
                self._outcome.unavailable[ask.path] = f"days before {horizon} are not served"
            self._optional(ask, windows(self._period, self._now, ask.has_horizon))

    def _optional(self, ask: Ask, spans: Sequence[Window | None]) -> None:
        """Pull an ask; one that not everybody has may be refused."""
        try:
            for window in spans:
                if window is not None and is_closed(ask.name, window, self._held):
                    self._outcome.skipped.append(f"{ask.name} {window}")
                else:
                    self._pull(ask, window)
        except (KeyRefused, NotAllowed, Refused) as refused:
            # A key that nothing was had with is no good; one that served before lacks this one permission.
            if not ask.is_optional or (isinstance(refused, KeyRefused) and not self._outcome.pulled):
                raise
            self._outcome.unavailable[ask.path] = refused.what

    def _pull(self, ask: Ask, window: Window | None, is_second_try: bool = False) -> None:
        label = ask.name if window is None else f"{ask.name} {window}"
        spooled = self._spool.pull(label, self._client.url, self._client.key.fingerprint())
        self._waiting = 0

        def arrived() -> None:
            self._waiting += 1
            if self._progress is not None:
                self._progress(Step(label, self._waiting))

        puller = Puller(self._client, spooled, ask, arrived, self._most_pages)
        puller.pull(window)
        try:
            pull = self._read(ask, window, label, puller)
        except BadData as changed:
            if puller.resumed and not is_second_try:
                # Pages of an earlier run may be what is wrong; nobody should be stuck with them.
                spooled.done()
                self._pull(ask, window, is_second_try=True)
                return
            raise ChangedAnswer(ask.path, changed.what) from None
        self._keep(pull)
        spooled.done()
        self._waiting = 0
        self._count(puller, pull)

    def _read(self, ask: Ask, window: Window | None, label: str, puller: Puller) -> Pull:
        query = Query(
            endpoint=ask.endpoint,
            group_by=ask.group_by,
            since=None if window is None else window.since.isoformat(),
            until=None if window is None else window.asked_until.isoformat(),
            bucket_width=None if window is None else "1d",
            organization=self._organization,
            traffic=ask.traffic,
            pulled_at=self._now.astimezone(UTC).isoformat(),
        )
        file_id = short_digest("sync", self._organization, label)
        digest = _digest(ask, puller.documents)
        ledgers = read_pages(puller.documents, query, file_id, digest)
        return Pull(query, ledgers, label, file_id, digest, puller.bytes)

    def _count(self, puller: Puller, pull: Pull) -> None:
        self._outcome.pulled.append(pull.label)
        self._outcome.pages += puller.pages
        self._outcome.resumed_pages += puller.resumed
        self._outcome.rows += sum(snapshot.rows for snapshot in pull.ledgers.snapshots)
        self._outcome.names += len(pull.ledgers.names)

    def _kept(self) -> str:
        """What a sync that ends early leaves behind."""
        kept = _counted(len(self._outcome.pulled), "complete answer")
        waiting = f", and {_counted(self._waiting, 'page')} of the next one" if self._waiting else ""
        return f"kept: {kept}{waiting}"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _digest(ask: Ask, documents: Sequence[dict[str, Any]]) -> str:
    """Names the figures, not the moment: an answer that says the same as yesterday's is the same."""
    digest = blake2b(f"{ask.name}\0{ask.group_by}".encode(), digest_size=16)
    for document in documents:
        digest.update(json.dumps(document["data"], sort_keys=True, default=str).encode())
    return digest.hexdigest()
