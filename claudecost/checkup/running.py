"""The checks in the order they are shown; one that breaks is a finding itself, and the next one runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

from .finding import About, Check, Finding, in_short, redacted

#: Themes, each a module; imported one by one, for a broken library must not stop the rest.
THEMES = ("installation", "settings", "roots", "store", "book", "clock", "surroundings")


def check_up(about: About, themes: tuple[str, ...] = THEMES) -> Iterator[Finding]:
    """Every finding of every theme, as they come; never raises but for an interruption."""
    for theme in themes:
        try:
            check: Check = import_module(f".{theme}", __package__).findings
            for finding in check(about):
                yield replace(finding, says=redacted(finding.says), hint=redacted(finding.hint))
        except Exception as error:
            yield Finding(
                theme,
                "problem",
                f"this part could not be checked: {in_short(error)}",
                "this is a bug of ours: please report the line above",
            )
