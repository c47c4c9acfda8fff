"""`prices`: the book as a person reads it, checked, compared, and brought up to date from a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadConfig, BadData, Exit, Misuse, Place
from . import options as o

if TYPE_CHECKING:
    from datetime import date

    from ..config import Settings
    from ..pricing import Book
    from ..pricing.compare import Difference

app = typer.Typer(
    no_args_is_help=True, help="The price book: what costs what, since when, how that is known."
)

#: Differences told one by one before they are only counted.
MOST_TOLD = 10

Asked = Annotated[str, typer.Argument(metavar="MODEL", help="A model, in any spelling.")]
Edition = Annotated[
    str,
    typer.Argument(
        metavar="BOOK", help="A folder or archive of tables, or a day: the book in use as known then."
    ),
]


@app.command("list")
def list_prices(
    context: typer.Context,
    as_of: o.AsOf = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
) -> None:
    """List what a million tokens cost today, the newest model first."""
    from ..renderers.output import check_writable
    from ..reports.price_tables import list_report
    from .prices_shown import list_rows
    from .shown import edition

    settings, chosen = o.settings_of(context), o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    book, day = _book(settings, as_of)
    rows = list_rows(book, day)
    if not rows:
        raise Misuse(f"nothing has a price on {day}", hint="the oldest prices are of 2024-03-04")
    report = list_report(day.isoformat(), rows, edition(book, day))
    o.show(report, chosen, settings, output, ascii=ascii)


@app.command("show")
def show_model(
    context: typer.Context,
    model: Asked,
    as_of: o.AsOf = None,
    as_json: o.AsJson = False,
    output: o.Output = None,
) -> None:
    """Show one model: its names, its prices, what changes them, and where that was read."""
    from ..pricing.finding import find
    from ..renderers.output import write
    from .prices_shown import model_object, model_text
    from .shown import folded

    book, day = _book(o.settings_of(context), as_of)
    known = find(book, model)
    if as_json:
        write(json.dumps(model_object(book, known, day), indent=2) + "\n", output)
    else:
        write(folded(model_text(book, known, day), output), output)


@app.command("history")
def history(
    context: typer.Context,
    model: Asked,
    as_of: o.AsOf = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    output: o.Output = None,
) -> None:
    """Show every price a model has had or was going to have, and since when that is known."""
    from ..pricing import survey
    from ..pricing.finding import find
    from ..renderers.output import write
    from ..reports.price_tables import history_report
    from .prices_shown import history_row, history_text
    from .shown import edition, folded

    settings, chosen = o.settings_of(context), o.chosen_format(format, as_json, as_csv, output)
    book, day = _book(settings, as_of)
    known = find(book, model)
    entries = survey.history(book, known)
    if chosen == "table":
        write(folded(history_text(book, known, entries, day), output), output)
    else:
        rows = [history_row(entry, day) for entry in entries]
        o.show(history_report(known.id, rows, edition(book, day)), chosen, settings, output)


@app.command("check")
def check(context: typer.Context, as_json: o.AsJson = False, strict: o.Strict = False) -> None:
    """Check every row of the book, and name the models in the store it has no price for."""
    from ..pricing import load_book, survey
    from ..renderers.output import write
    from .prices_shown import check_text
    from .shown import edition, folded

    settings = o.settings_of(context)
    book = load_book(settings.pricing)
    found: dict[str, object] = {
        "schema_version": 1,
        "price_book": edition(book),
        "folders": list(dict.fromkeys(str(path.parent) for path in book.files)),
        "rows": survey.counted(book),
        "rates": survey.multiplied_out(book),
    }
    unpriced = _unpriced(settings)
    found |= {"store": None if unpriced is None else str(settings.db), "unpriced": unpriced or []}
    write(json.dumps(found, indent=2) + "\n" if as_json else folded(check_text(found)))
    if strict and unpriced:
        raise typer.Exit(Exit.LOOK)


@app.command("diff")
def diff(
    context: typer.Context,
    old: Edition,
    new: Edition,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    output: o.Output = None,
) -> None:
    """Compare two books row by row: what was added, removed or changed."""
    from ..pricing.compare import differences
    from ..renderers.output import write
    from ..reports.price_tables import diff_report
    from .prices_shown import diff_rows, diff_text, tally
    from .shown import folded

    settings, chosen = o.settings_of(context), o.chosen_format(format, as_json, as_csv, output)
    first, second = _either(old, settings), _either(new, settings)
    before, after = _named(old, first), _named(new, second)
    found = differences(first, second)
    if chosen == "table":
        write(folded([f"{before} -> {after}", "", *diff_text(found), tally(found)], output), output)
    else:
        rows = [row for one in found for row in diff_rows(one)]
        o.show(diff_report(before, after, rows), chosen, settings, output)


@app.command("update")
def update(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A .zip or .tar.gz of the tables, or a folder.")
    ],
) -> None:
    """Take in a newer book from a file; never from the network.

    Nothing is taken on trust: every row is checked, and a book that removes or
    edits a row of the one in use is refused, for it would change what was
    already reported. Your own tables (--pricing) are left alone.
    """
    from ..pricing import installed
    from ..pricing.compare import differences
    from ..pricing.survey import multiplied_out
    from .prices_shown import diff_text, reaching_back, tally
    from .shown import folded

    settings, used = o.settings_of(context), _in_use()
    with _opened(file) as (book, tables):
        found = differences(used, book)
        if book.sha256 == used.sha256:
            typer.echo(f"price book {used.version} is already in use")
            return
        _refuse_older(book, used, file)
        _refuse_edits(found, used, file)
        multiplied_out(book)
    folder = installed.install(tables, book.sha256)
    typer.echo(folded([*diff_text(found, MOST_TOLD), tally(found), *reaching_back(found)]), nl=False)
    typer.echo(f"price book {book.version} is in use now; it was {used.version}")
    o.say(settings, f"installed in {folder}")


# --- books --------------------------------------------------------------------------------------


def _book(settings: Settings, as_of: str | None) -> tuple[Book, date]:
    """The book as known on a day, and that day: today if none is given."""
    from ..pricing import load_book
    from .shown import today

    day, book = o.day_of(as_of), load_book(settings.pricing)
    return (book, today()) if day is None else (book.as_of(day), day)


def _either(name: str, settings: Settings) -> Book:
    """A book by its folder or archive, or the one in use as it was known on a day."""
    from ..pricing import load_book

    path = Path(name)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", name) and not path.exists():
        return _book(settings, name)[0]
    if path.is_dir():
        return load_book(folder=path)
    with _opened(path) as (book, _):
        return book


def _named(name: str, book: Book) -> str:
    return f"{book.version} as known on {name}" if book.known_on else f"{book.version} ({name})"


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Book, dict[str, bytes]]]:
    """A book out of a parcel, checked as it will be installed, and its tables."""
    from tempfile import TemporaryDirectory

    from ..pricing import load_book
    from ..pricing.parcel import tables_in

    tables = tables_in(path)
    with TemporaryDirectory(prefix="claudecost-") as folder:
        for name, data in tables.items():
            (Path(folder) / name).write_bytes(data)
        try:
            yield load_book(folder=Path(folder)), tables
        except BadConfig as error:
            if error.where is not None:
                at = error.where
                error.where = Place(at.path.replace(folder, str(path)), at.line, at.offset)
            raise


def _in_use() -> Book:
    """The book in use, without own tables; the shipped one where an installed one is damaged."""
    from ..pricing import load_book, shipped_folder

    try:
        return load_book()
    except BadConfig:
        return load_book(folder=shipped_folder())


def _refuse_older(book: Book, used: Book, file: Path) -> None:
    from ..pricing.installed import edition

    theirs, ours = edition(book.version), edition(used.version)
    if theirs is None:
        raise BadData(
            "the version of this book is not numbers with points between them",
            where=Place(str(file)),
            hint="write it like 2026.11.20",
        )
    if ours is not None and theirs <= ours:
        older = "older than" if theirs < ours else "called the same as"
        raise BadData(
            f"this book is {book.version}, {older} the one in use ({used.version})",
            where=Place(str(file)),
            impact="the book in use was left as it is",
            hint="an edition with other rows needs a later version" if theirs == ours else None,
        )


def _refuse_edits(found: list[Difference], used: Book, file: Path) -> None:
    from ..pricing.compare import edits
    from .prices_shown import diff_text

    wrong = edits(found)
    if wrong:
        rows = "a row" if len(wrong) == 1 else f"{len(wrong):,} rows"
        raise BadData(
            f"this book removes or edits {rows} of {used.version}, the book in use",
            where=Place(str(file)),
            impact="\n".join([*diff_text(wrong, MOST_TOLD), "the book in use was left as it is"]),
            hint="a book only grows: append a row that says `replaces`, and leave the old one as it is",
        )


def _unpriced(settings: Settings) -> list[dict[str, object]] | None:
    """The models in the store with usage no price covers, ledger by ledger; None without a store."""
    from datetime import UTC

    from ..asking import desk
    from ..periods import Period
    from ..reports.dimensions import parse_dimensions
    from ..reports.usage import Question
    from ..reports.usage_report import Layout

    if not settings.db.exists():
        return None
    asked = Question(parse_dimensions("model"), Period(None, None, "UTC"), UTC)
    with desk(settings, intake=None) as opened:
        return [
            entry
            for ledger in ("requests", "metered")
            for entry in opened.report("prices check", "", asked, Layout(), ledger=ledger).unpriced
        ]
