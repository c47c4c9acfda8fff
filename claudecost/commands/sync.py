"""`sync`: the organisation's own figures, from its APIs into the store."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Error, Exit
from . import options as o
from .period import span

if TYPE_CHECKING:
    from ..config import Settings
    from ..periods import Period
    from ..store import Store
    from ..sync import Key, Outcome, Step


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
    run = Run(settings, Store(settings.db), asked, organization, base_url)
    jobs: list[Callable[[], None]] = [partial(_fetch_batches, run)] if batches else []
    jobs += [partial(_fetch, run, find, claude_code) for find in _keys(key_file, batches)]
    troubles = _one_after_another(jobs, settings)
    if as_json and not troubles:
        typer.echo(json.dumps(_as_object(run), indent=2))
    elif not as_json:
        _tell(run)
    if troubles:
        raise typer.Exit(troubles[0].exit_code)


@dataclass
class Run:
    """What one sync asks for and where it puts it, and what it has come to so far.

    `batches` whose results were fetched; None until all there are have been. `responses` of theirs are new.
    """

    settings: Settings
    store: Store
    asked: Period
    organization: str
    base_url: str | None
    started: float = field(default_factory=time.monotonic)
    outcomes: list[Outcome] = field(default_factory=list)
    batches: int | None = None
    responses: int = 0
    unavailable: dict[str, str] = field(default_factory=dict)

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.started


class NoKey(Error):
    """Nobody said what to ask with."""

    exit_code = Exit.NO_PERMISSION

    def __init__(self, admin: str, analytics: str) -> None:
        super().__init__(
            "there is no key to ask the organisation's APIs with",
            impact="nothing was asked for",
            hint=f"Console: {admin};\nput it into $ANTHROPIC_ADMIN_KEY\n"
            f"Enterprise: {analytics};\nput it into $ANTHROPIC_ANALYTICS_KEY\n"
            "or name a file only you can read that holds it: --key-file FILE",
        )


def _keys(key_file: Path | None, batches: bool) -> list[Callable[[], Key]]:
    """How to get each key there is; raises NoKey where there is none, unless batches will do."""
    from ..sync import ADMIN, ANALYTICS, need_key
    from ..sync.credentials import VARIABLES, WHERE_FROM

    if key_file is not None:
        return [partial(_from_file, key_file)]
    named = [
        kind
        for kind in (ADMIN, ANALYTICS)
        if any(os.environ.get(name, "").strip() for name in VARIABLES[kind])
    ]
    if not named and not batches:
        raise NoKey(WHERE_FROM[ADMIN], WHERE_FROM[ANALYTICS])
    return [partial(need_key, kind, os.environ) for kind in named]


def _from_file(key_file: Path) -> Key:
    """The key in a file, read once (it may be a pipe); its kind is what it looks like."""
    from ..errors import Place
    from ..sync import ADMIN, ANALYTICS, Key, need_key

    key = need_key(ADMIN, os.environ, key_file)
    is_analytics = key.reveal().startswith("sk-ant-api01-")
    return Key(key.reveal(), ANALYTICS, Place(str(key_file))) if is_analytics else key


def _one_after_another(jobs: list[Callable[[], None]], settings: Settings) -> list[Error]:
    """Do each, whatever becomes of the others: one key that is refused does not keep the rest out."""
    from ..sync.credentials import KeyTrouble
    from ..sync.trouble import SyncTrouble

    troubles: list[Error] = []
    for job in jobs:
        try:
            job()
        except (KeyTrouble, SyncTrouble) as trouble:
            o.complain_of(settings, trouble)
            troubles.append(trouble)
        except KeyboardInterrupt:
            o.complain("interrupted; what has been received is kept, and the next sync goes on from there")
            raise
    return troubles


def _fetch(run: Run, find: Callable[[], Key], claude_code: bool | None) -> None:
    from .. import sync as room
    from ..config import now
    from ..intake.pulls import held, keep

    key = find()
    client = room.Client(key, run.base_url, environ=os.environ)
    plan = room.console(claude_code) if key.kind == room.ADMIN else room.enterprise()
    spool = room.Spool(run.store.path.with_name(f"{run.store.path.name}.sync"))
    with _progress(run.settings) as show:
        outcome = room.sync(
            client,
            plan,
            run.asked,
            lambda pull: keep(run.store, pull),
            room.held_of(held(run.store, run.organization)),
            spool,
            now=now(),
            organization=run.organization,
            progress=show,
        )
    run.outcomes.append(outcome)


def _fetch_batches(run: Run) -> None:
    """Results of batches into the requests ledger, batch by batch."""
    import tempfile

    from ..intake.pulls import held_batches, keep_batch
    from ..sync.batches import fetch_batches
    from ..sync.trouble import SyncTrouble

    held, number = held_batches(run.store), 0
    with tempfile.TemporaryDirectory(prefix="claudecost-") as directory:
        try:
            for batch in fetch_batches(Path(directory), run.asked, held, os.environ, run.base_url):
                if batch.results is None:
                    run.unavailable[batch.label] = "the service has these results no more"
                    continue
                run.responses += keep_batch(run.store, batch, run.settings.machine, run.organization)
                number += 1
                batch.results.unlink()
        except SyncTrouble as trouble:
            trouble.impact = f"kept: results of {number:,} batches"
            raise
    run.batches = number


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


def _as_object(run: Run) -> dict[str, object]:
    """What a sync did, for scripts."""
    outcomes = run.outcomes
    unavailable = {path: why for outcome in outcomes for path, why in outcome.unavailable.items()}
    return {
        "schema_version": 1,
        "requests": sum(outcome.requests for outcome in outcomes),
        "pages": sum(outcome.pages for outcome in outcomes),
        "resumed_pages": sum(outcome.resumed_pages for outcome in outcomes),
        "rows": sum(outcome.rows for outcome in outcomes),
        "names": sum(outcome.names for outcome in outcomes),
        "pulled": [label for outcome in outcomes for label in outcome.pulled],
        "skipped": [label for outcome in outcomes for label in outcome.skipped],
        "unavailable": unavailable | run.unavailable,
        "fell_back": any(outcome.fell_back for outcome in outcomes),
        "batches": run.batches or 0,
        "batch_responses": run.responses,
        "elapsed_seconds": round(run.elapsed, 3),
    }


def _tell(run: Run) -> None:
    from ..renderers.clean import clean

    for path, why in run.unavailable.items():
        o.say(run.settings, clean(f"note: {path}: {why}"))
    for outcome in run.outcomes:
        for path, why in outcome.unavailable.items():
            # No admin key is accepted there; nobody should hear so every night.
            if run.settings.verbosity or not path.endswith("/service_accounts"):
                o.say(run.settings, clean(f"note: {path}: {why}"))
        if outcome.fell_back:
            o.say(run.settings, "note: the older reports were used; they have no list prices and no products")
        o.say(run.settings, _sentence(outcome, run.elapsed))
    if run.batches is not None:
        o.say(run.settings, f"{run.batches:,} batches fetched; {run.responses:,} of their responses are new")


def _sentence(outcome: Outcome, elapsed: float) -> str:
    """What came of one key's sync."""
    resumed = f", {outcome.resumed_pages:,} of them from last time" if outcome.resumed_pages else ""
    closed = len(outcome.skipped)
    skipped = f"; {closed:,} closed {'month was' if closed == 1 else 'months were'} there already"
    return (
        f"{outcome.rows:,} rows and {outcome.names:,} names in {outcome.pages:,} pages{resumed}"
        f"{skipped if closed else ''} ({elapsed:.1f} s)"
    )
