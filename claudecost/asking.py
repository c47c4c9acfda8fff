"""From a question to a report: the store brought up to date, the book opened, the question put.

Where intake, pricing and reports meet; every command that shows figures comes
through here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date

from .config import Settings, default_cache, now
from .intake import Intake, Outcome, ProgressOver, up_to_date
from .pricing.compiled import Compiled, compiled
from .reports.shape import Report
from .reports.usage import Answer, Question, ask
from .reports.usage_report import Layout, coverage_of, newest, usage_report
from .store import Reader, Store


@dataclass(frozen=True)
class Desk:
    """Everything a question needs, open on the desk: the store, and the rates of what is in it."""

    reader: Reader
    book: Compiled
    as_of: date
    outcome: Outcome | None
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
        self, name: str, title: str, asked: Question, layout: Layout, last: int | None = None
    ) -> Report:
        """Put a question and lay the answer out; with `last` only its newest buckets of time."""
        answer = self.answer(asked)
        if last is not None and (later := newest(asked, answer, last)) != asked:
            asked, answer = later, self.answer(later)
        if self.is_looking_back:
            title += f", priced as known on {self.as_of}"
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
    store, outcome = Store(settings.db), None
    with ExitStack() as stack:
        if intake is None:
            reader = stack.enter_context(store.reading())
        else:
            reader, outcome = stack.enter_context(up_to_date(store, intake, progress))
        day = as_of or now().date()
        book = compiled(settings.pricing, day, reader.profiles(), default_cache())
        yield Desk(reader, book, day, outcome, as_of is not None)
