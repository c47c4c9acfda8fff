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
    return shlex.join(["claudecost", *verb, *span.options(), *_chosen(filters or {}), *more])


def compare_line(by: str, span: Span, filters: Mapping[str, Sequence[str]]) -> str | None:
    """`claudecost compare 2026-10-01..2026-10-20 2026-11-01..2026-11-20 --by team --timezone UTC`.

    What a breakdown's changes are shown by; None for a span that begins or ends within a day.
    """
    if not span.is_whole_days:
        return None
    ends = [f"{one.since}..{one.through}" for one in (span.before(), span)]
    words = ["claudecost", "compare", *ends, "--by", by, "--timezone", str(span.zone)]
    return shlex.join([*words, *_chosen(filters)])


def _chosen(filters: Mapping[str, Sequence[str]]) -> list[str]:
    """The filters as options."""
    return [
        word
        for name, patterns in filters.items()
        for pattern in patterns
        for word in _option(f"--{name.replace('_', '-')}", pattern)
    ]


def _option(name: str, value: str) -> list[str]:
    """An option and its value, in one word where the value could be taken for an option itself."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]
