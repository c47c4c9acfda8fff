"""The command lines that show the figures of the page, ready to be pasted into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from .span import Span


def command_line(
    verb: Sequence[str],
    span: Span,
    filters: Mapping[str, Sequence[str]] | None = None,
    more: Sequence[str] = (),
) -> str:
    """`claudecost report --by team --since 2026-11-01 --until 2026-11-20 --timezone UTC`.

    Names in it are foreign text: quoted for a shell, to be cleaned where they are shown.
    """
    chosen = [
        word
        for name, patterns in (filters or {}).items()
        for pattern in patterns
        for word in _option(f"--{name.replace('_', '-')}", pattern)
    ]
    return shlex.join(["claudecost", *verb, *span.options(), *chosen, *more])


def _option(name: str, value: str) -> list[str]:
    """An option and its value, in one word where the value could be taken for an option itself."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]
