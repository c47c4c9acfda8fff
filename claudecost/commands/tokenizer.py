"""`tokenizer`: how two models' token counts compare, as published and on one's own texts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadData, Exit, Misuse
from . import options as o

if TYPE_CHECKING:
    from ..config import Settings
    from ..pricing.rows import Model
    from ..records import TokenMeasurement
    from ..sync.counting import Counted
    from ..sync.texts import Gathered

app = typer.Typer(
    no_args_is_help=True,
    help="How many tokens the same text is for different models: published and your own.",
)


class NotAgreed(Misuse):
    """Nobody is there to say yes to sending."""

    def __init__(self, told: str) -> None:
        super().__init__(
            "texts are sent only when you agree, and there is no terminal to ask you at",
            impact=f"{told}\nnothing was sent",
            hint="say it on the command line: --yes",
        )


class NothingToCount(BadData):
    """No text among the paths."""

    def __init__(self, left_out: str) -> None:
        super().__init__(
            "there is no text to count",
            impact=left_out or None,
            hint="name files or directories of your own texts: code, documentation, logs",
        )


@app.command("list")
def list_ratios(
    context: typer.Context,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
) -> None:
    """List the published ratios between tokenizers, and those measured on your own texts."""
    from ..pricing import load_book
    from ..pricing.tokenizers import ratio_rows
    from ..renderers.output import check_writable
    from ..reports.token_ratios import known_report
    from ..store import Store
    from .shown import edition, today

    settings, chosen = o.settings_of(context), o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    book, day, store = load_book(settings.pricing), today(), Store(settings.db)
    own: list[TokenMeasurement] = []
    if store.exists():
        with store.reading() as reader:
            own = reader.token_ratios()
    report = known_report(ratio_rows(book, day), own, edition(book, day))
    o.show(report, chosen, settings, output, ascii=ascii)


@app.command("measure")
def measure(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Your own texts: files, directories.")
    ],
    models: Annotated[
        str | None, typer.Option("--models", metavar="A,B", help="Two models with different tokenizers.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Send the texts without asking.")] = False,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Another address than Anthropic's; also ANTHROPIC_BASE_URL."),
    ] = None,
    as_json: o.AsJson = False,
) -> None:
    """Count the tokens of your own texts for two models, and keep the ratios.

    The texts are sent to the service that counts them, once you agree; with the
    key in ANTHROPIC_API_KEY, free of charge. Hidden files and whatever looks
    like a secret stay here. Only the counts are kept, for `claudecost whatif`.
    """
    from ..pricing import load_book
    from ..pricing.tokenizers import named_pair, usual_pair
    from ..store import Store
    from ..sync.counting import check_key, count, host_of, requests_of
    from ..sync.texts import gather
    from .shown import today

    settings, day = o.settings_of(context), today()
    book = load_book(settings.pricing)
    pair = usual_pair(book, day) if models is None else named_pair(book, models, day)
    host, gathered = host_of(base_url, os.environ), gather(paths)
    left_out = _left_out(gathered)
    if not gathered.texts:
        raise NothingToCount(left_out)
    told = _announcement(gathered, host, pair, left_out)
    if not (yes or sys.stdin.isatty()):
        raise NotAgreed(told)
    check_key(os.environ)
    if yes:
        o.say(settings, told)
    elif not _agrees(told):
        o.complain("nothing was sent")
        raise typer.Exit(Exit.COULD_NOT)
    kinds = gathered.by_content
    with _progress(settings, requests_of(kinds)) as progress:
        counted = count(kinds, (pair[0].id, pair[1].id), os.environ, base_url, progress)
    found = _measured(counted, pair)
    Store(settings.db).keep_ratios(found)
    _show(settings, found, gathered, host, as_json)


def _announcement(gathered: Gathered, host: str, pair: tuple[Model, Model], left_out: str) -> str:
    """How much of what goes where, for whose counts, and what stays."""
    many = "1 text" if len(gathered.texts) == 1 else f"{len(gathered.texts):,} texts"
    lines = [f"{many} ({gathered.size:,} bytes) to be counted by {host} for {pair[0].id} and {pair[1].id}:"]
    for content, texts in gathered.by_content.items():
        lines.append(f"  {content:<26}{len(texts):>7,}  {sum(text.size for text in texts):>12,} bytes")
    if gathered.cut:
        lines.append(f"of long texts only the beginning: {gathered.cut:,}")
    return "\n".join([*lines, *([left_out] if left_out else []), "only the counts are kept"])


def _left_out(gathered: Gathered) -> str:
    """How many files stay here, and why."""
    why = {
        "with the looks of a secret": gathered.secret,
        "without text": gathered.no_text,
        "beyond the first of them": gathered.beyond,
    }
    said = [f"{count:,} {reason}" for reason, count in why.items() if count]
    return f"left out: {', '.join(said)}" if said else ""


def _agrees(told: str) -> bool:
    """Ask the person, on stderr."""
    o.complain(told)
    print("Send them? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


@contextmanager
def _progress(settings: Settings, requests: int) -> Iterator[Callable[[int], None]]:
    """How far the counting is, on a terminal's stderr; nothing for cron, pipes and --quiet."""
    if settings.quiet or not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console

    with Console(stderr=True).status("counting ...") as status:
        yield lambda done: status.update(f"counting: {done} of {requests} requests")


def _measured(counted: list[Counted], pair: tuple[Model, Model]) -> list[TokenMeasurement]:
    from datetime import UTC

    from ..config import now
    from ..records import TokenMeasurement

    older, newer = pair
    at = now().astimezone(UTC).replace(tzinfo=None)
    return [
        TokenMeasurement(
            content=one.content,
            from_tokenizer=str(older.tokenizer),
            to_tokenizer=str(newer.tokenizer),
            from_model=older.id,
            to_model=newer.id,
            texts=one.texts,
            size=one.size,
            from_tokens=one.tokens[0],
            to_tokens=one.tokens[1],
            measured_at=at,
        )
        for one in counted
    ]


def _show(
    settings: Settings, found: list[TokenMeasurement], gathered: Gathered, host: str, as_json: bool
) -> None:
    from ..reports.token_ratios import measured_report

    meta = {
        "measured_at": f"{found[0].measured_at.isoformat(timespec='seconds')}Z",
        "host": host,
        "left_out": {
            "secret": gathered.secret,
            "no_text": gathered.no_text,
            "beyond": gathered.beyond,
            "cut": gathered.cut,
        },
    }
    notes = ["kept: `claudecost whatif` uses these ratios from now on"]
    o.show(measured_report(found, meta, notes), "json" if as_json else "table", settings, None)
