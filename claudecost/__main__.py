"""The front door: `python -m claudecost`, and `claudecost` once installed."""

from __future__ import annotations

import sys

#: Words on the command line that mean no report is going to ask what is new in this user's own roots.
NO_LOOK_AHEAD = frozenset({"-h", "--help", "--version", "--no-ingest", "ingest", "price", "prices"})


def main() -> None:
    """Run the command line and exit with its code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        # Nobody should wait for a command tree to learn a number.
        from ._version import __version__

        print(f"claudecost {__version__}")
        return
    glimpse = None
    if NO_LOOK_AHEAD.isdisjoint(arguments):
        from .sources.claude_code.glimpse import Glimpse

        glimpse = Glimpse()
    from .cli import main as run

    sys.exit(run(arguments, glimpse))


if __name__ == "__main__":
    main()
