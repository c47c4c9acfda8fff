"""What the stream and the environment say about width, colour and characters."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Literal

import pytest

from claudecost.renderers import RenderOptions, options_for

ROOT = Path(__file__).parents[2]


class Terminal(TextIOWrapper):
    """A terminal that will not tell its size."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(BytesIO(), encoding=encoding)

    def isatty(self) -> bool:
        return True


def test_a_pipe_is_as_wide_as_the_report_and_has_no_colour() -> None:
    pipe = TextIOWrapper(BytesIO(), encoding="UTF-8")
    assert options_for(pipe, environ={"COLUMNS": "40"}) == RenderOptions(width=None, color=False)


@pytest.mark.parametrize(("columns", "width"), [("", 80), ("120", 120), ("0", 80), ("wide", 80)])
def test_a_terminal_is_as_wide_as_it_says(columns: str, width: int) -> None:
    assert options_for(Terminal(), environ={"COLUMNS": columns}).width == width


@pytest.mark.parametrize(
    ("color", "environ", "wanted"),
    [
        ("auto", {}, True),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ("auto", {"TERM": "dumb", "CLICOLOR_FORCE": "0"}, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_follows_the_option_then_the_environment_then_the_terminal(
    color: Literal["auto", "always", "never"], environ: dict[str, str], wanted: bool
) -> None:
    assert options_for(Terminal(), color=color, environ=environ).color is wanted


@pytest.mark.parametrize(("encoding", "ascii_only"), [("utf-8", False), ("latin-1", True), ("ascii", True)])
def test_a_narrow_encoding_gets_ascii(encoding: str, ascii_only: bool) -> None:
    assert options_for(Terminal(encoding), environ={}).ascii is ascii_only
    assert options_for(Terminal(), ascii=True, environ={}).ascii


def test_a_stream_without_an_encoding_gets_ascii() -> None:
    assert options_for(StringIO(), environ={}).ascii


@pytest.mark.parametrize("name", ["json", "csv", "tsv", "md"])
def test_nobody_waits_for_a_library_his_format_does_not_use(name: str) -> None:
    script = (
        "import sys; from claudecost.renderers import FORMATS, RenderOptions;"
        "from claudecost.reports.shape import Column, Report;"
        "report = Report('r', 'R', (Column('p', 'P', 'text'),), [{'p': 'x'}]);"
        f"FORMATS[{name!r}](report, RenderOptions());"
        "heavy = {'rich', 'typer', 'duckdb', 'polars', 'yaml', 'anthropic'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)
