"""From a question to a report: the store brought up to date, the book opened, the question put.

Where intake, pricing and reports meet; every command that shows figures comes
through here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import Settings, default_cache, now
from ..intake import Intake, Outcome, ProgressOver, up_to_date
from ..periods import Period
from ..pricing.compiled import Compiled, compiled
from ..records import Profile, RateCard
from ..reports.shape import Report
from ..reports.usage import Answer, Question, ask
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

    def header(self) -> dict[str, object]:
        """The price book as reports name it."""
        return {
            "price_book": {
                "version": self.book.version,
                "sha256": self.book.sha256,
                "as_of": self.as_of.isoformat(),
            }
        }

    def answer(self, asked: Question) -> Answer:
        """Put a question."""
        return ask(self.reader, asked, self.book.cards)

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
        return usage_report(name, title, asked, answer, self.header(), coverage_of(self.reader), layout)

    def _ledger_report(
        self, name: str, title: str, asked: Question, layout: Layout, last: int | None, ledger: str
    ) -> Report:
        """The same on one of the organisation's own ledgers."""
        from ..reports.ledger_report import ledger_report
        from ..reports.ledgers import ask_ledger

        self.reader.take_room()
        answer = ask_ledger(self.reader, ledger, asked, self.book.cards)
        if last is not None and (later := newest(asked, answer.rows, last)) != asked:
            asked, answer = later, ask_ledger(self.reader, ledger, later, self.book.cards)
        if self.is_looking_back:
            title += f", priced as known on {self.as_of}"
        return ledger_report(name, title, ledger, asked, answer, self.header(), layout, self.as_of)

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
    store, outcome = Store(settings.db), None
    with ExitStack() as stack:
        if intake is None:
            reader = stack.enter_context(store.reading())
        else:
            reader, outcome = stack.enter_context(up_to_date(store, intake, progress))
        day = as_of or now().date()
        book = compiled(settings.pricing, day, reader.profiles(), default_cache())
        yield Desk(reader, book, day, outcome, settings.pricing, as_of is not None)
