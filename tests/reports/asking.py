"""Questions put to a store, without the command line around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from events import take_in
from transcripts import write

from claudecost.money import total
from claudecost.periods import Period
from claudecost.pricing import Book, load_book, rate_card
from claudecost.reports.dimensions import parse_dimensions
from claudecost.reports.usage import MEASURES, Answer, Question, ask
from claudecost.store import Store
from claudecost.zones import resolve_zone

#: Read once; tests that lay rows of their own over it load another.
BOOK = load_book()
ALL_TIME = Period(None, None, "UTC")

Put = Any


@contextmanager
def questions_to(store: Path, book: Book = BOOK) -> Iterator[Put]:
    """Something to put questions with: `put("day,model", zone="Europe/Berlin", model=["*opus*"])`."""
    with Store(store).reading() as reader:
        cards = [rate_card(book, profile) for profile in reader.profiles()]

        def put(
            by: str = "", *, zone: str = "UTC", period: Period = ALL_TIME, **filters: Sequence[str]
        ) -> Answer:
            dimensions = parse_dimensions(by) if by else ()
            return ask(reader, Question(dimensions, period, resolve_zone(zone), filters), cards)

        yield put


def answer(store: Path, by: str = "", book: Book = BOOK, **how: Any) -> Answer:
    """One question, put and answered."""
    with questions_to(store, book) as put:
        found: Answer = put(by, **how)
    return found


def kept(directory: Path, lines: Iterable[dict[str, Any]]) -> Path:
    """A store that has read these lines, in a directory that has none yet."""
    store = directory / "store.db"
    take_in(Store(store), write(directory / "root", lines))
    return store


def own_tables(directory: Path, **tables: str) -> Path:
    """A directory of price tables of one's own: `own_tables(tmp_path, prices="prices: ...")`."""
    folder = directory / "own"
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def sums(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Every measure added up over rows, exactly, by arithmetic of our own."""
    columns: dict[str, list[Any]] = {name: [] for name in MEASURES}
    for row in rows:
        for name, values in columns.items():
            values.append(row[name])
    return {name: total(of) if name.endswith("_usd") else sum(of) for name, of in columns.items()}


def costs(found: Answer, *names: str) -> dict[Any, Decimal]:
    """The cost of each group, by its label (one dimension) or labels (several)."""
    return {
        row[names[0]] if len(names) == 1 else tuple(row[name] for name in names): row["cost_usd"]
        for row in found.rows
    }
