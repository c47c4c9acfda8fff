"""`statusline` in the list of commands; what it does is in a room that imports nothing, see `__main__`."""

from __future__ import annotations

import typer


def statusline(context: typer.Context) -> None:
    """Print one line for Claude Code: session, today, open window.

    Reads Claude Code's JSON on stdin and a small file, opens no store and waits
    for nobody. `claudecost statusline --install` shows how to set it up.
    """
    from ..statusline.run import main

    given = context.find_root().meta
    named = (name for name in ("db", "config", "color") if name in given)
    words = [word for name in named for word in (f"--{name}", str(given[name]))]
    code = main([*words, *context.args])
    if code:
        raise typer.Exit(code)
