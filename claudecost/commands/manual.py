"""`manual`: the manual page, made from the very help the commands print."""

from __future__ import annotations

import typer

from . import options as o


def manual(context: typer.Context, output: o.Output = None) -> None:
    """Print the manual page for man(1), made from the help of every command.

    \b
      claudecost manual | man -l -
      claudecost manual -o ~/.local/share/man/man1/claudecost.1
    """
    from .._version import __version__
    from ..manual import page
    from ..renderers.output import write

    write(page(context.find_root().command, __version__), output)
