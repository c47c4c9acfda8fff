"""`sync`: the organisation's own figures, from its APIs into the store."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import options as o
from .period import span

if TYPE_CHECKING:
    from ..config import Settings
    from ..periods import Period
    from ..store import Store
    from ..sync import Outcome, Step


def sync(
    context: typer.Context,
    since: o.Since = None,
    until: o.Until = None,
    period: o.Period = None,
    organization: Annotated[
        str, typer.Option(metavar="NAME", help="Whose figures these are, if there are several organisations.")
    ] = "",
    key_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A file only you can read that holds the key."),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Another address than Anthropic's; also ANTHROPIC_BASE_URL."),
    ] = None,
    claude_code: Annotated[
        bool | None,
        typer.Option(
            "--claude-code/--no-claude-code",
            help="Ask for the Claude Code report, a request a day; else only where nothing better is served.",
        ),
    ] = None,
    batches: Annotated[
        bool, typer.Option("--batches", help="Fetch results of Message Batches, with ANTHROPIC_API_KEY.")
    ] = False,
    as_json: o.AsJson = False,
) -> None:
    """Fetch usage and cost of your organisation from its APIs.

    The key comes from ANTHROPIC_ADMIN_KEY (Console) or ANTHROPIC_ANALYTICS_KEY
    (Enterprise), or from a file, and is never stored or shown. The last 30 days
    are always fetched again; older ones once. An interrupted sync goes on where
    it was.
    """
    from ..config import now
    from ..store import Store
    from ..zones import resolve_zone

    settings = o.settings_of(context)
    asked = span((since, until, period), resolve_zone("UTC"), now())
    store, started = Store(settings.db), time.monotonic()
    outcomes = []
    responses = _fetch_batches(settings, store, asked, base_url, organization) if batches else 0
    for kind in _kinds(key_file, batches):
        outcomes.append(_fetch(settings, store, kind, asked, organization, key_file, base_url, claude_code))
    shown = _as_object(outcomes, responses, time.monotonic() - started)
    if as_json:
        typer.echo(json.dumps(shown, indent=2))
    else:
        _tell(settings, outcomes, responses, batches, time.monotonic() - started)


def _kinds(key_file: Path | None, batches: bool) -> list[str]:
    """Which kinds of key there are; without any an admin key is asked for, unless for batches alone."""
    from ..sync import ADMIN, ANALYTICS, find_key

    if key_file is not None:
        return [ANALYTICS if _looks_like_analytics(key_file) else ADMIN]
    found = [kind for kind in (ADMIN, ANALYTICS) if find_key(kind, os.environ) is not None]
    return found or ([] if batches else [ADMIN])


def _looks_like_analytics(key_file: Path) -> bool:
    """Whether the key in a file is of the kind an Enterprise organisation's owner makes."""
    from ..sync import ADMIN, need_key

    return need_key(ADMIN, os.environ, key_file).reveal().startswith("sk-ant-api01-")


def _fetch(
    settings: Settings,
    store: Store,
    kind: str,
    asked: Period,
    organization: str,
    key_file: Path | None,
    base_url: str | None,
    claude_code: bool | None,
) -> Outcome:
    from .. import sync as room
    from ..config import now
    from ..intake.pulls import held, keep

    key = room.need_key(kind, os.environ, key_file)
    client = room.Client(key, base_url, environ=os.environ)
    plan = room.console(claude_code) if kind == room.ADMIN else room.enterprise()
    spool = room.Spool(store.path.with_name(f"{store.path.name}.sync"))
    with _progress(settings) as show:
        return room.sync(
            client,
            plan,
            asked,
            lambda pull: keep(store, pull),
            room.held_of(held(store, organization)),
            spool,
            now=now(),
            organization=organization,
            progress=show,
        )


def _fetch_batches(
    settings: Settings, store: Store, asked: Period, base_url: str | None, organization: str
) -> int:
    """Results of batches into the requests ledger; how many responses are new."""
    import tempfile

    from ..intake import Intake, ingest
    from ..sync.batches import fetch_batches

    new = 0
    with tempfile.TemporaryDirectory(prefix="claudecost-") as directory:
        for batch in fetch_batches(Path(directory), asked.since, os.environ, base_url):
            intake = Intake(
                (batch.results,),
                settings.machine,
                source="batch",
                at=batch.ended_at,
                organization=organization,
            )
            new += ingest(store, intake).saved.new
            batch.results.unlink()
    return new


@contextmanager
def _progress(settings: Settings) -> Iterator[Callable[[Step], None] | None]:
    """What is being fetched, on a terminal's stderr; nothing for cron, pipes and --quiet."""
    if settings.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("asking ...") as status:
        yield lambda step: status.update(f"{step.label}: {step.pages} pages")


def _as_object(outcomes: list[Outcome], responses: int, elapsed: float) -> dict[str, object]:
    """What a sync did, for scripts."""
    return {
        "schema_version": 1,
        "requests": sum(outcome.requests for outcome in outcomes),
        "pages": sum(outcome.pages for outcome in outcomes),
        "resumed_pages": sum(outcome.resumed_pages for outcome in outcomes),
        "rows": sum(outcome.rows for outcome in outcomes),
        "names": sum(outcome.names for outcome in outcomes),
        "pulled": [label for outcome in outcomes for label in outcome.pulled],
        "skipped": [label for outcome in outcomes for label in outcome.skipped],
        "unavailable": {path: why for outcome in outcomes for path, why in outcome.unavailable.items()},
        "fell_back": any(outcome.fell_back for outcome in outcomes),
        "batch_responses": responses,
        "elapsed_seconds": round(elapsed, 3),
    }


def _tell(settings: Settings, outcomes: list[Outcome], responses: int, batches: bool, elapsed: float) -> None:
    for outcome in outcomes:
        for path, why in outcome.unavailable.items():
            o.say(settings, f"note: {path}: {why}")
        if outcome.fell_back:
            o.say(settings, "note: the older reports were used; they have no list prices and no products")
        resumed = f", {outcome.resumed_pages:,} of them from last time" if outcome.resumed_pages else ""
        o.say(
            settings,
            f"{outcome.rows:,} rows and {outcome.names:,} names in {outcome.pages:,} pages{resumed}; "
            f"{len(outcome.skipped):,} closed months were there already ({elapsed:.1f} s)",
        )
    if batches:
        o.say(settings, f"{responses:,} responses of batches new")
