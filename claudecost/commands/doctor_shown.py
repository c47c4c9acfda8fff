"""What `doctor` shows: a line for each finding, the theme above them; or one JSON object."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from .._version import __version__
from ..checkup.finding import About, Finding
from ..config import Settings
from ..renderers import RenderOptions, options_for
from ..renderers.clean import clean
from ..renderers.widths import wrapped
from . import options as o

SCHEMA_VERSION = 1

#: How each grade is marked, and in which colour (ANSI); the word stands there without colour as well.
COLORS = {"ok": "32", "note": "33", "problem": "1;31"}

#: Columns in front of a finding's words: a blank, the grade, a blank.
INDENT = " " * 10


def as_text(
    findings: Sequence[Finding], settings: Settings, output: Path | None, *, ascii: bool = False
) -> str:
    """For a person: theme by theme, and at the end how many there are of each grade."""
    options = RenderOptions(ascii=ascii)
    if output is None:
        options = options_for(sys.stdout, color=o.color_of(settings), ascii=ascii)
    lines = []
    for theme, found in groupby(findings, key=lambda finding: finding.theme):
        lines.append(_colored(theme, "1", options))
        lines += [line for finding in found for line in _lines(finding, options)]
    return "".join(f"{line}\n" for line in [*lines, "", _in_all(findings)])


def as_json_text(about: About, findings: Sequence[Finding]) -> str:
    """For a script: every check with its grade, and how many there are of each."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "report": "doctor",
        "version": __version__,
        "store": str(about.settings.db),
        "config": str(about.config),
        "deep": about.is_deep,
        "counts": {grade: _count(findings, grade) for grade in COLORS},
        "checks": [
            {"theme": one.theme, "grade": one.grade, "says": one.says, "hint": one.hint} for one in findings
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _lines(finding: Finding, options: RenderOptions) -> Iterator[str]:
    width = options.width or 10**6
    mark = _colored(f"{finding.grade:<7}", COLORS[finding.grade], options)
    first, *rest = wrapped(clean(finding.says), max(width - len(INDENT), 20)) or [""]
    yield f"  {mark} {first}"
    yield from (INDENT + line for line in rest)
    if finding.hint:
        for number, line in enumerate(wrapped(clean(finding.hint), max(width - len(INDENT) - 4, 20))):
            yield f"{INDENT}{'do: ' if number == 0 else '    '}{line}"


def _in_all(findings: Sequence[Finding]) -> str:
    counts = [(grade, _count(findings, grade)) for grade in ("problem", "note")]
    said = [f"{count} {grade}{'' if count == 1 else 's'}" for grade, count in counts if count]
    return f"{', '.join(said) or 'nothing to do'}; {_count(findings, 'ok')} checks are fine"


def _count(findings: Sequence[Finding], grade: str) -> int:
    return sum(finding.grade == grade for finding in findings)


def _colored(text: str, code: str, options: RenderOptions) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if options.color else text
