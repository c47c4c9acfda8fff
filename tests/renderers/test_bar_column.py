"""Bars stand beside a table that is whole, and nowhere else; they never cost a column, a digit or a row."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.cells import cell_len

from claudecost.renderers import FORMATS, RenderOptions
from claudecost.reports.shape import Column, Report

BLOCKS = set("▏▎▍▌▋▊▉█")

COLUMNS = (
    Column("day", "Day", "text"),
    Column("responses", "Responses", "integer", "Resp.", 10),
    Column("cost_usd", "Cost (USD)", "money", "Cost", 100),
    Column("unpriced_tokens", "Unpriced tokens", "integer", None, -1),
)


def days(*costs: tuple[str, int], bars: str | None = "cost_usd") -> Report:
    """A day for each cost and its tokens without a price."""
    rows: list[dict[str, object]] = [
        {"day": f"2026-11-{number:02d}", "responses": 1, "cost_usd": Decimal(cost), "unpriced_tokens": tokens}
        for number, (cost, tokens) in enumerate(costs, 1)
    ]
    return Report("daily", "Usage by day", COLUMNS, rows, bars=bars)


def drawn(report: Report, width: int | None = 80, **options: bool) -> list[str]:
    """What stands behind the cost of each row."""
    text = FORMATS["table"](report, RenderOptions(width, **options))
    lines = [line for line in text.splitlines() if line.startswith("2026-")]
    room = len("2026-11-01  Responses  Cost (USD)")
    return [line[room:].strip() for line in lines]


def test_the_largest_is_as_wide_as_there_is_room_and_the_rest_in_proportion() -> None:
    assert drawn(days(("12", 0), ("6", 0), ("0", 0), ("0.01", 0))) == ["█" * 24, "█" * 12, "", "▏"]
    assert drawn(days(("12", 0), ("6", 0)), 43) == ["█" * 8, "█" * 4]


def test_what_has_no_price_is_marked_and_never_drawn_as_nothing() -> None:
    assert drawn(days(("12", 0), ("6", 5), ("0", 5))) == ["█" * 23, "█" * 11 + "▌?", "?"]
    assert drawn(days(("0", 5))) == [""], "without any amount there is no scale; the cost says `unpriced`"


def test_ascii_means_ascii() -> None:
    assert drawn(days(("12", 0), ("6", 1)), 60, ascii=True) == ["#" * 23, "#" * 11 + "?"]
    text = FORMATS["table"](days(("12", 0), ("6", 1)), RenderOptions(60, ascii=True))
    assert text.isascii()


@pytest.mark.parametrize("width", range(35, 43))
def test_without_room_there_are_none(width: int) -> None:
    assert set("".join(drawn(days(("12", 0)), width))) & BLOCKS == set()


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"table"}))
def test_other_formats_have_none(name: str) -> None:
    with_bars, without = days(("12", 0)), days(("12", 0), bars=None)
    assert FORMATS[name](with_bars, RenderOptions(200)) == FORMATS[name](without, RenderOptions(200))


def test_neither_has_a_pipe() -> None:
    assert drawn(days(("12", 0)), None) == [""]


def test_a_table_that_hides_a_column_or_is_not_over_time_has_none(tiny: Report) -> None:
    long = tuple(Column(f"n{n}", "A long title" * 2, "integer", None, n) for n in range(5))
    rows = [{**days(("12", 0)).rows[0], **{column.key: 10**9 for column in long}}]
    crowded = replace(days(("12", 0)), columns=(*COLUMNS[:1], *long, *COLUMNS[1:]), rows=rows)
    text = FORMATS["table"](crowded, RenderOptions(90))
    assert "hidden at this width" in text
    assert set(text) & BLOCKS == set()
    assert set(FORMATS["table"](tiny, RenderOptions(200))) & BLOCKS == set()


@pytest.mark.parametrize("width", [*range(36, 60), 80, 120, 200])
@pytest.mark.parametrize("tokens", [0, 7])
def test_no_line_is_wider_than_the_terminal(width: int, tokens: int) -> None:
    report = replace(days(("12", tokens), ("3", 0)), unpriced=[])
    text = FORMATS["table"](report, RenderOptions(width))
    assert max(map(cell_len, text.splitlines())) <= width


def test_colour_is_decoration_only() -> None:
    plain, coloured = (
        FORMATS["table"](days(("2", 0)), RenderOptions(80, color=color)) for color in (False, True)
    )
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).replace(" ", "") == plain.replace(" ", "")
