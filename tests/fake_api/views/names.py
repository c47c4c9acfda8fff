"""Display names of models, as invoices and downloads show them."""

from __future__ import annotations

import re

FAMILY_FIRST = re.compile(r"claude-([a-z]+)-(\d+)(?:-(\d{1,2}))?(?:-\d{8})?")


def display_name(model: str) -> str:
    """`claude-opus-5-5` is `Claude Opus 5.5`; an id of another build stays as it is."""
    parts = FAMILY_FIRST.fullmatch(model)
    if not parts:
        return model
    family, major, minor = parts.groups()
    return f"Claude {family.capitalize()} {major}" + (f".{minor}" if minor else "")
