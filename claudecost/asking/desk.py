"""From a question to a report: the store brought up to date, the book opened, the question put.

Where intake, pricing and reports meet; every command that shows figures comes
through here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..config import Settings, default_cache, now
from ..errors import BadConfig
from ..intake import Intake, Outcome, ProgressOver, up_to_date
from ..periods import Period
from ..pricing.compiled import Compiled, compiled
from ..records import Allocation, Profile, RateCard
from ..reports.allocated import AMOUNT, asks_for_teams, with_unallocated
from ..reports.closed.shown import with_closed
from ..reports.converted import with_currency, with_currency_of_days
from ..reports.dimensions import DIMENSIONS
from ..reports.filtered import with_filters
from ..reports.parts import Closed, ask_in_parts, closings_of, parts_of
from ..reports.shape import Report
from ..reports.usage import Answer, Basis, Question
from ..reports.usage_report import Layout, coverage_of, default_ledger, newest, usage_report
from ..store import Reader, Store

if TYPE_CHECKING:
    from ..reports.reconcile.reconciliation import Reconciliation


@dataclass(frozen=True)
class Desk:
    """Everything a question needs, open on the desk: the store, and the rates of what is in it."""

    reader: Reader
    book: Compiled
    as_of: date
    outcome: Outcome | None
    pricing: Path | None = None
    is_looking_back: bool = False
    teams: Path | None = None
    exchange_rates: Path | None = None

    def header(self) -> dict[str, object]:
        """The price book as reports name it."""
        return {
            "price_book": {
                "version": self.book.version,
                "sha256": self.book.sha256,
                "as_of": self.as_of.isoformat(),
            }
        }

    def closed_in(self, period: Period) -> list[Closed]:
        """The closed months a period reaches into."""
        return [month for _, month in parts_of(period, self.closed) if month]

    def live_header(self, period: Period) -> dict[str, object]:
        """For answers that stand on what is there today although months are closed: which months."""
        closed = [month.month for month in self.closed_in(period)]
        return {"closed_but_live": closed} if closed else {}

    @cached_property
    def allocation(self) -> Allocation | None:
        """The team file, read when it is first needed and then whole; None without one. Raises BadConfig."""
        if self.teams is None:
            return None
        from ..teams import read_teams

        return read_teams(self.teams)

    @cached_property
    def closed(self) -> list[Closed]:
        """The months that have been closed, each with what it stands on."""
        from .closed import closed_months

        return closed_months(self.reader)

    def basis(self, asked: Question) -> Basis:
        """What a question stands on today; the team file is only read where the question needs it."""
        outside = closings_of(self._closed_now())
        if not asks_for_teams(asked):
            return Basis(self.book.cards, outside=outside)
        self.reader.take_room()
        return Basis(self.book.cards, self.allocation, outside=outside)

    def answer(self, asked: Question) -> Answer:
        """Put a question: to closed months as they were, to all others as they are."""
        return ask_in_parts(self.reader, asked, self.basis(asked), self._closed_now())

    def _closed_now(self) -> list[Closed]:
        """No closing holds for whoever asks what would have been known on another day."""
        return [] if self.is_looking_back else self.closed

    def report(
        self,
        name: str,
        title: str,
        asked: Question,
        layout: Layout,
        last: int | None = None,
        ledger: str = "requests",
    ) -> Report:
        """Put a question and lay the answer out; with `last` only its newest buckets of time."""
        if ledger != "requests":
            return self._ledger_report(name, title, asked, layout, last, ledger)
        answer = self.answer(asked)
        if last is not None and (later := newest(asked, answer.rows, last)) != asked:
            asked, answer = later, self.answer(later)
        if self.is_looking_back:
            title += f", priced as known on {self.as_of}"
        report = usage_report(name, title, asked, answer, self.header(), coverage_of(self.reader), layout)
        return with_currency(self._finished(report, asked, answer.rows), asked.exchange)

    def _finished(self, report: Report, asked: Question, rows: Sequence[Mapping[str, Any]]) -> Report:
        """The report with its filters, what is unallocated and closed in it."""
        report = with_filters(report, asked.filters)
        months = [month for _, month in parts_of(asked.period, self._closed_now())]
        report = with_unallocated(report, asked, rows, self.teams is not None or all(months))
        return with_closed(report, [month for month in months if month])

    def converted(self, asked: Question, currency: str | None) -> Question:
        """The question with the day's exchange rates of a currency; raises Misuse and BadConfig."""
        if currency is None or currency == "USD":
            return asked
        if self.exchange_rates is None:
            raise BadConfig(
                f"there are no exchange rates to show {currency} by",
                hint="name a CSV with the columns date,currency,per_usd:\n"
                "`exchange_rates` in claudecost.yaml or CLAUDECOST_EXCHANGE_RATES",
            )
        from ..exchange import read_exchange

        return replace(asked, exchange=read_exchange(self.exchange_rates, currency))

    def _ledger_report(
        self, name: str, title: str, asked: Question, layout: Layout, last: int | None, ledger: str
    ) -> Report:
        """The same on one of the organisation's own ledgers."""
        from ..reports.ledger_parts import ask_ledger_in_parts
        from ..reports.ledger_report import ledger_report

        self.reader.take_room()
        basis, closed = self.basis(asked), self._closed_now()
        answer = ask_ledger_in_parts(self.reader, ledger, asked, basis, closed)
        if last is not None and (later := newest(asked, answer.rows, last)) != asked:
            asked, answer = later, ask_ledger_in_parts(self.reader, ledger, later, basis, closed)
        if self.is_looking_back:
            title += f", priced as known on {self.as_of}"
        report = ledger_report(name, title, ledger, asked, answer, self.header(), layout, self.as_of)
        report = self._finished(report, asked, answer.rows)
        if asked.exchange is None:
            return report
        day = DIMENSIONS["day"]
        by_day = asked if day in asked.dimensions else replace(asked, dimensions=(*asked.dimensions, day))
        days = ask_ledger_in_parts(self.reader, ledger, by_day, basis, closed).rows
        return with_currency_of_days(report, asked, days, AMOUNT[ledger])

    def reconciliation(self, period: Period) -> Reconciliation:
        """Our price of the metered usage against what was billed; its cells stay behind in the reader."""
        from ..reports.reconcile.reconciliation import reconcile
        from ..reports.reconcile.settling import Prices

        self.reader.take_room()
        profiles = self.reader.profiles()
        at_standard = [
            replace(profile, service_tier=None)
            if (profile.service_tier or "").startswith("priority")
            else profile
            for profile in profiles
        ]
        prices = Prices(
            as_is=self._priced(at_standard, profiles),
            batch=self._priced([replace(profile, service_tier="batch") for profile in profiles]),
            us=self._priced([replace(profile, geo="us") for profile in profiles]),
            fast=self._priced([replace(profile, speed="fast") for profile in profiles]),
        )
        return reconcile(self.reader, period, prices)

    def _priced(self, profiles: Sequence[Profile], shown: Sequence[Profile] | None = None) -> list[RateCard]:
        """Rate cards of other profiles than those in the store; `shown` stands on the card instead."""
        cards = compiled(self.pricing, self.as_of, list(profiles), default_cache()).cards
        by_id = {card.profile.profile_id: card for card in cards}
        return [replace(by_id[profile.profile_id], profile=profile) for profile in shown or profiles]

    def default_ledger(self, configured: str | None) -> str:
        """The ledger a report stands on that names none: requests if the store has any."""
        return configured or default_ledger(self.reader)


@contextmanager
def desk(
    settings: Settings,
    *,
    intake: Intake | None,
    as_of: date | None = None,
    progress: ProgressOver | None = None,
) -> Iterator[Desk]:
    """Open the desk; with `intake` None the store is taken as it is."""
    from .status import keep_status

    store, outcome = Store(settings.db), None
    with ExitStack() as stack:
        if intake is None:
            reader = stack.enter_context(store.reading())
        else:
            reader, outcome = stack.enter_context(up_to_date(store, intake, progress))
        day = as_of or now().date()
        book = compiled(settings.pricing, day, reader.profiles(), default_cache())
        opened = Desk(
            reader,
            book,
            day,
            outcome,
            settings.pricing,
            as_of is not None,
            settings.teams,
            settings.exchange_rates,
        )
        keep_status(settings, opened)
        yield opened
