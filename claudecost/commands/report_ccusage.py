"""A report as JSON in ccusage's shape: asked for, and written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from . import options as o
from .report_asked import Asked, question_of

if TYPE_CHECKING:
    from ..asking import Desk
    from ..asking.familiar import Told
    from ..config import Settings


def document_of(opened: Desk, settings: Settings, asked: Asked) -> Told:
    """The document, of the ledger of single requests."""
    from ..asking.familiar import Wanted, one_session, told
    from ..config import now
    from ..familiar.shapes import Shape

    question = question_of(
        settings, "model", asked.when, asked.timezone, asked.filters, "requests", may_be_empty=True
    )
    if asked.session_id is not None:
        return one_session(opened, question, asked.session_id, with_cost=not asked.no_cost)
    shape = Shape(
        unified=not asked.of_claude_code,
        with_agents=asked.with_agents,
        with_cost=not asked.no_cost,
        descending=bool(asked.descending),
    )
    week_starts = asked.week_starts or "monday"
    found = told(
        opened,
        Wanted(asked.name, shape, question, asked.sections, asked.instances, asked.last, week_starts),
    )
    if question.period.since is not None and question.period.since > now():
        found.warnings.append("the period has not begun: is the year right?")
    return found


def show_document(told: Told, settings: Settings, output: Path | None) -> None:
    """Write the JSON where it was asked for; what it has no place for goes to stderr."""
    from ..renderers.clean import clean
    from ..renderers.output import write

    write(json.dumps(told.document, indent=2, allow_nan=False) + "\n", output)
    for warning in told.warnings:
        o.say(settings, clean(f"warning: {warning}"))
