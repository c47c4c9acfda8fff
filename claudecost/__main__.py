"""The front door: `python -m claudecost`, and `claudecost` once installed."""

from __future__ import annotations

import gc
import os
import sys

#: Words on the command line that mean no report is going to ask what is new in this user's own roots.
NO_LOOK_AHEAD = frozenset(
    {
        "-h", "--help", "--version", "--no-ingest",
        "doctor", "hook", "ingest", "price", "prices", "reconcile", "schedule", "sync",
    }
)  # fmt: skip


def _stop(signal_number: int, frame: object) -> None:
    """A polite kill is an interruption: what was begun is undone on the way out."""
    raise KeyboardInterrupt


def _occupy_streams() -> None:
    """Open what was closed of stdin, stdout and stderr on nothing.

    Otherwise the next file opened gets its number, and what somebody prints lands in it: in the store.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one


def main() -> None:
    """Run the command line and exit with its code."""
    _occupy_streams()
    arguments = sys.argv[1:]
    if arguments[:1] == ["statusline"] or arguments[:2] == ["claude", "statusline"]:
        # Called after every message: it imports next to nothing, see `statusline`.
        from .statusline.run import main as status_line

        sys.exit(status_line(arguments[arguments.index("statusline") + 1 :]))
    if arguments == ["--version"]:
        # Nobody should wait for a command tree to learn a number.
        from ._version import __version__

        try:
            print(f"claudecost {__version__}", flush=True)
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0 if isinstance(error, BrokenPipeError) else 73)
        return
    import signal

    signal.signal(signal.SIGTERM, _stop)
    gc.set_threshold(100_000, 50, 100)  # a run is over before there is much garbage to look for
    glimpse = None
    if NO_LOOK_AHEAD.isdisjoint(arguments):
        from .sources.claude_code.glimpse import Glimpse

        glimpse = Glimpse()
    from .cli import main as run

    sys.exit(run(arguments, glimpse))


if __name__ == "__main__":
    main()
