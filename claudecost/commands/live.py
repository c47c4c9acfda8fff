"""`live`: what is being used right now, kept fresh."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Misuse
from . import options as o

if TYPE_CHECKING:
    from ..asking.looking import Looking

#: Seconds between two looks, at least and at most.
SHORTEST, LONGEST = 0.5, 3600.0


def live(
    context: typer.Context,
    interval: Annotated[
        float, typer.Option("--interval", "-i", metavar="SECONDS", help="How often to look for anything new.")
    ] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Print one frame and leave.")] = False,
    timezone: o.Timezone = None,
    ascii: o.Ascii = False,
    no_ingest: o.NoIngest = False,
) -> None:
    """Watch the open window, today and this month, as they grow.

    Looks every two seconds whether a transcript has grown or the store has
    changed, takes in what is new, and lets other commands use the store
    meanwhile; while it is busy the last figures stay, with their time. Takes
    less than 2 % of a processor: where a store is large, figures come less often.

    q leaves, r refreshes at once. In a pipe one frame is printed, as with --once.
    """
    from ..asking.looking import Looking
    from ..zones import resolve_zone

    settings = o.settings_of(context)
    if not SHORTEST <= interval <= LONGEST:
        raise Misuse(
            f"--interval {interval:g} is not possible", hint="it takes seconds, from 0.5 to 3600 (an hour)"
        )
    zone = resolve_zone(timezone or settings.timezone)
    o.color_of(settings)  # a word it does not know is refused before anything is drawn
    looking = Looking(settings, zone, o.own_transcripts(context, settings, no_ingest=no_ingest))
    if once or not sys.stdout.isatty():
        _print_once(looking, ascii)
        return
    from .live_view import view

    view(looking, interval, ascii=ascii)


def _print_once(looking: Looking, ascii: bool) -> None:
    """One frame, as long as it has to be; what is in the way is an error."""
    from ..config import now
    from ..renderers import options_for
    from ..renderers.live import Place, render
    from ..renderers.output import write

    looking.first(o.progress_for(looking.settings), watched=False)
    options = options_for(sys.stdout, color=o.color_of(looking.settings), ascii=ascii)
    write(render(looking.figures, Place(options, looking.zone, now())))
