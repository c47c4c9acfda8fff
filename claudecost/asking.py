"""From a question to a report: the store brought up to date, the book opened, the question put.

Where intake, pricing and reports meet; every command that shows figures comes
through here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from .config import Settings, now
from .intake import Intake, Outcome, ProgressOver, up_to_date
from .pricing import Book, load_book, rate_card
from .records import RateCard
from .reports.shape import Report
from .reports.usage import Answer, Question, ask
from .reports.usage_report import Layout, coverage_of, newest, usage_report
from .store import Reader, Store


@dataclass(frozen=True)
class Desk:
    """Everything a question needs, open on the desk: the store, the book, and the rates of what is in it."""

    reader: Reader
    book: Book
    as_of: date
    cards: tuple[RateCard, ...]
    outcome: Outcome | None

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
        return ask(self.reader, asked, self.cards)

    def report(
        self, name: str, title: str, asked: Question, layout: Layout, last: int | None = None
    ) -> Report:
        """Put a question and lay the answer out; with `last` only its newest buckets of time."""
        answer = self.answer(asked)
        if last is not None and (later := newest(asked, answer, last)) != asked:
            asked, answer = later, self.answer(later)
        return usage_report(name, title, asked, answer, self.header(), coverage_of(self.reader), layout)


@contextmanager
def desk(
    settings: Settings,
    *,
    intake: Intake | None,
    as_of: date | None = None,
    progress: ProgressOver | None = None,
) -> Iterator[Desk]:
    """Open the desk; with `intake` None the store is taken as it is."""
    day = as_of or now().date()
    book = load_book(settings.pricing)
    if as_of is not None:
        book = book.as_of(as_of)
    store = Store(settings.db)
    if intake is None:
        with store.reading() as reader:
            yield Desk(reader, book, day, _cards(book, reader), None)
        return
    with up_to_date(store, intake, progress) as (reader, outcome):
        yield Desk(reader, book, day, _cards(book, reader), outcome)


def _cards(book: Book, reader: Reader) -> tuple[RateCard, ...]:
    return tuple(rate_card(book, profile) for profile in reader.profiles())
