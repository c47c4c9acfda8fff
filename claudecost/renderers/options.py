"""What a renderer is told about the place its text will be shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TextIO


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How to write a report.

    `width` None: as wide as the report needs, as for a file or a pipe. `ascii`: no character of ours
    outside ASCII. `raw`: delimited text for machines, without the guard against spreadsheet formulas.
    """

    width: int | None = None
    color: bool = False
    ascii: bool = False
    raw: bool = False


def options_for(
    stream: TextIO,
    *,
    color: Literal["auto", "always", "never"] = "auto",
    ascii: bool = False,
    raw: bool = False,
    environ: Mapping[str, str] = os.environ,
) -> RenderOptions:
    """What to tell a renderer about a stream: a terminal's width, its encoding, whether to colour."""
    narrow_encoding = not (stream.encoding or "").lower().replace("-", "").startswith("utf")
    return RenderOptions(
        width=_width(stream, environ),
        color=wants_color(stream, color, environ),
        ascii=ascii or narrow_encoding,
        raw=raw,
    )


def wants_color(stream: TextIO, color: str = "auto", environ: Mapping[str, str] = os.environ) -> bool:
    """--color, else NO_COLOR, else FORCE_COLOR or CLICOLOR_FORCE, else whether a terminal can show it."""
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return stream.isatty() and environ.get("TERM") != "dumb"


def _width(stream: TextIO, environ: Mapping[str, str]) -> int | None:
    """COLUMNS or the terminal's own width; None when nobody is looking; 80 when a terminal will not say."""
    if not stream.isatty():
        return None
    columns = environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
