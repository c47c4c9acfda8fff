"""Windows as JSON in ccusage's shape, written where they were asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import options as o

if TYPE_CHECKING:
    from ..config import Settings
    from ..reports.blocks.block import Block
    from ..reports.shape import Report


def show_document(
    blocks: Sequence[Block],
    limit: int | None,
    report: Report,
    settings: Settings,
    output: Path | None,
    *,
    with_cost: bool,
) -> None:
    """Write the JSON; what the report says and it has no place for goes to stderr."""
    from ..familiar.blocks import of_blocks
    from ..renderers.clean import clean
    from ..renderers.output import write

    document = of_blocks(blocks, limit=limit, with_cost=with_cost)
    write(json.dumps(document, indent=2, allow_nan=False) + "\n", output)
    for warning in report.warnings:
        o.say(settings, clean(f"warning: {warning}"))
