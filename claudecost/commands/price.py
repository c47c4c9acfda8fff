"""`price`: one response, meter by meter, with the rows of the book behind every amount."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Error, Exit, Misuse
from . import options as o

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ..pricing import Book, PricedLine

#: No contract runs longer, and the arithmetic stays within its digits.
MOST_HOURS = 1_000_000


def price(
    context: typer.Context,
    file: Annotated[str | None, typer.Argument(metavar="[FILE|-]", help="JSON; - is standard input.")] = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The model, in any spelling; goes before the one named inside."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT", help="When it was answered: 2026-11-20 (UTC) or 2026-11-20T09:30:00Z."
        ),
    ] = None,
    speed: Annotated[str | None, typer.Option(metavar="SPEED", help="standard or fast.")] = None,
    service_tier: Annotated[str | None, typer.Option(metavar="TIER", help="standard, batch ...")] = None,
    geo: Annotated[
        str | None, typer.Option(metavar="GEO", help="Where inference was kept: us or global.")
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(metavar="KIND", help="A cloud's endpoint: regional or global.")
    ] = None,
    session_hours: Annotated[
        str | None, typer.Option(metavar="HOURS", help="Add a Managed Agents session that ran this long.")
    ] = None,
    code_execution_minutes: Annotated[
        list[int] | None,
        typer.Option(
            min=0, max=MOST_HOURS, metavar="N", help="Add a container that ran N minutes; repeatable."
        ),
    ] = None,
    as_of: o.AsOf = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    output: o.Output = None,
    strict: o.Strict = False,
) -> None:
    """Price one usage object and show every step.

    Reads one Messages response, one `usage` object or one line of a transcript
    as JSON. Options go before what the object says; without --at a line is
    priced at its own time, and anything else as of now.
    """
    from ..config import now
    from ..pricing import load_book
    from ..quoting import Given, quote, read_usage
    from ..renderers.output import check_writable, write
    from .price_shown import as_json as json_of
    from .price_shown import as_report, as_text
    from .shown import folded

    settings = o.settings_of(context)
    chosen, known_on = o.chosen_format(format, as_json, as_csv, output), o.day_of(as_of)
    given = Given(
        model=model or None,
        at=_instant(at),
        speed=_one_of("--speed", speed, ("standard", "fast")),
        service_tier=_word(service_tier),
        geo=_word(geo),
        endpoint=_one_of("--endpoint", endpoint, ("regional", "global")),
    )
    session_ms = _milliseconds(session_hours)
    check_writable(output)
    book = load_book(settings.pricing)
    book = book if known_on is None else book.as_of(known_on)
    priced = quote(book, read_usage(*_input(file)), given, now())
    priced.lines.extend(_fees(book, priced.at, session_ms, code_execution_minutes or []))
    if chosen == "json":
        write(json_of(priced, book), output)
    elif chosen == "table":
        write(folded(as_text(priced, book), output), output)
    else:
        o.show(as_report(priced, book), chosen, settings, output)
    for note in priced.notes:
        o.say(settings, f"note: {note}")
    if strict and any(line.unpriced_reason for line in priced.lines):
        raise typer.Exit(Exit.LOOK)


def _input(file: str | None) -> tuple[bytes, str]:
    """The bytes to read and what to call them; raises Misuse when there is nothing to read."""
    from ..sources.lines import LONGEST_LINE

    if file is None and sys.stdin.isatty():
        raise Misuse(
            "there is nothing to price", hint="name a file, or pipe one in: `... | claudecost price`"
        )
    try:
        if file is None or file == "-":
            data, name = sys.stdin.buffer.read(LONGEST_LINE + 1), "standard input"
        else:
            with Path(file).open("rb") as opened:
                data, name = opened.read(LONGEST_LINE + 1), file
    except FileNotFoundError:
        raise Misuse(f"no such file: {file}", hint="check the path and try again") from None
    except OSError as error:
        denied = isinstance(error, PermissionError)
        why = (error.strerror or type(error).__name__).lower()
        code = Exit.NO_PERMISSION if denied else Exit.COULD_NOT
        raise Error(f"cannot read {file or 'standard input'}: {why}", exit_code=code) from None
    if len(data) > LONGEST_LINE:
        raise Misuse(f"{name} is larger than 64 MB; no single response is", hint="is it the right file?")
    return data, name


def _instant(text: str | None) -> datetime | None:
    """`--at` as an instant; a bare day is its start in UTC, the zone prices change in."""
    from datetime import UTC, datetime

    if text is None:
        return None
    written = text.strip().upper()
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        if re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", written):
            return moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    raise Misuse(f"--at {text} is not an instant", hint="write it like 2026-11-20 or 2026-11-20T09:30:00Z")


def _one_of(option: str, text: str | None, known: tuple[str, ...]) -> str | None:
    wanted = _word(text)
    if wanted is not None and wanted not in known:
        raise Misuse(f"{option} {text} is not known", hint=f"it takes {' or '.join(known)}")
    return wanted


def _word(text: str | None) -> str | None:
    """A label as usage objects have them: trimmed, lower case, None for an empty one."""
    from ..sources.usage import word

    return word(text)


def _milliseconds(hours: str | None) -> int | None:
    """`--session-hours` in the milliseconds sessions are metered in."""
    from decimal import ROUND_HALF_UP

    from ..money import exact, product

    if hours is None:
        return None
    try:
        amount = exact(hours)
    except ValueError:
        amount = exact("-1")
    if not 0 <= amount <= MOST_HOURS:
        raise Misuse(f"--session-hours {hours} is not a number of hours", hint="write it like 1.5")
    return int(product(amount, 3_600_000).to_integral_value(ROUND_HALF_UP))


def _fees(book: Book, at: datetime, session_ms: int | None, containers: list[int]) -> Iterator[PricedLine]:
    """What ran beside the tokens, which usage does not show."""
    from datetime import UTC

    from ..pricing import code_execution_cost, session_runtime_cost
    from ..pricing.fees import MS_PER_MINUTE

    day = at.astimezone(UTC).date()
    if session_ms is not None:
        yield session_runtime_cost(book, day, session_ms)
    if containers:
        yield code_execution_cost(book, day, [minutes * MS_PER_MINUTE for minutes in containers])
