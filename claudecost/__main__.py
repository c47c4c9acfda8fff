"""The front door: `python -m claudecost`, and `claudecost` once installed."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:] == ["--version"]:
        # Nobody should wait for a command tree to learn a number.
        from ._version import __version__

        print(f"claudecost {__version__}")
        return
    from .cli import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
