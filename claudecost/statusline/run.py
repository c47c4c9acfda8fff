"""From stdin to the line. Whatever comes in, a line comes out, and the exit code is 0."""

from __future__ import annotations

import os
import sys
import time

from .asked import Asked, asked, read_stdin
from .figures import Figures, figures, today_in
from .kept import Kept, read
from .line import UnknownPart, check, clock, line, money
from .log import note
from .options import HELP, Options, UnknownOption, parse
from .places import status_file_for

TYPE_CHECKING = False  # importing typing costs more than all that is done here
if TYPE_CHECKING:
    from .rates import Cost


def main(words: list[str]) -> int:
    """Run `claudecost statusline` with these words after it; the exit code."""
    try:
        options = parse(words)
    except UnknownOption as error:
        print(f"error: {error}\n\nhint: `claudecost statusline --help` lists what it takes", file=sys.stderr)
        return 2
    if options.help:
        print(HELP, end="")
        return 0
    if options.install:
        return _install(options, words)
    notes: list[str] = []
    said = _said(options, notes)
    out = (said + "\n").encode("utf-8", "replace")
    try:
        if sys.stdout is not None:  # closed by whoever started us
            sys.stdout.flush()
            os.write(1, out)
    except OSError:  # nobody is listening any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    note(*notes)
    return 0


def _said(options: Options, notes: list[str]) -> str:
    """The line; what is odd goes to `notes`."""
    try:
        now = _now()
        given = asked(read_stdin())
        path = status_file_for(options.db, options.config)
        kept, why = read(path)
        notes += [text for text in (given.trouble, why) if text]
        found = _figures(kept, given, options, now, notes)
        notes += found.notes
        _check_template(options, notes)
        if options.debug:
            _debug(path, kept, found, now, notes)
        return line(given, found, options, now) or _nothing(kept)
    except Exception as error:  # a status line that raises is an empty one
        notes.append(f"a bug of claudecost: {type(error).__name__} at {_place(error)}")
        if options.debug:
            raise
        return "claudecost: no figures (see statusline.log)"


def _figures(kept: Kept, given: Asked, options: Options, now: float, notes: list[str]) -> Figures:
    zone = options.timezone or kept.timezone
    try:
        day = today_in(zone, now)
    except ValueError as error:
        notes.append(f"{error}: days are those of this machine")
        day = today_in("local", now)
    return figures(kept, given.session, given.transcript, now, day)


def _check_template(options: Options, notes: list[str]) -> None:
    """Give up a template that names what there is not; who tries one out at a terminal is told so there."""
    try:
        check(options.template or "")
    except UnknownPart as error:
        notes.append(f"{error}; the usual line is shown instead")
        options.template = None
        if os.isatty(0) and not options.debug:
            print(f"warning: {error}\n  the usual line is shown instead", file=sys.stderr)


def _nothing(kept: Kept) -> str:
    """For a reader who can be shown nothing else."""
    return "claudecost: no usage" if kept.is_there else "claudecost: no figures yet, run `claudecost`"


def _now() -> float:
    """The present instant; `CLAUDECOST_NOW` sets another, as for every command."""
    pinned = os.environ.get("CLAUDECOST_NOW")
    if pinned:
        from datetime import datetime, timezone

        try:
            moment = datetime.fromisoformat(pinned)
            return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()  # noqa: UP017
        except ValueError:
            pass
    return time.time()


def _debug(path: str, kept: Kept, found: Figures, now: float, notes: list[str]) -> None:
    written = (
        f"written {clock(kept.written_at)}, {int(now - kept.written_at)} s ago" if kept.is_there else "none"
    )
    print(f"figures of the store: {path} ({written})", file=sys.stderr)
    print(f"session: {_in_words(found.session)}\ntoday: {_in_words(found.today)}", file=sys.stderr)
    window = found.window
    said = "none is open"
    if window is not None:
        said = f"{clock(window.start)} to {clock(window.end)}, {_in_words(window.cost)}"
        said += f", {window.total_tokens:,} tokens from {clock(window.first_at)} to {clock(window.last_at)}"
    print(f"window: {said}", file=sys.stderr)
    for text in notes:
        print(f"note: {text}", file=sys.stderr)


def _in_words(cost: Cost | None) -> str:
    """`$10.58`, and how many tokens are not in it because they have no price."""
    if cost is None:
        return "not known"
    unpriced = f" ({cost.unpriced_tokens:,} tokens unpriced)" if cost.unpriced_tokens else ""
    return money(cost) + unpriced


def _place(error: BaseException) -> str:
    trace, last = error.__traceback__, "?"
    while trace is not None:
        last = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return last


def _install(options: Options, words: list[str]) -> int:
    from ..errors import Error, Misuse
    from .install import install

    try:
        try:
            check(options.template or "")
        except UnknownPart as error:
            raise Misuse(str(error), hint="correct --template or CLAUDECOST_STATUSLINE") from None
        install(options.settings, words, write=options.write)
    except Error as error:
        print(error, file=sys.stderr)
        return int(error.exit_code)
    return 0
