"""The table for a terminal: no number is ever shortened."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from claudecost.renderers import FORMATS, RenderOptions
from claudecost.reports.shape import Column, Report

WIDE = """\
Usage by project and model
2026-11-01 to 2026-11-19 (Europe/Berlin), ledger requests, prices 2026.11.20 (ab12)

Project         Model            Responses  Cache read          Cost
────────────────────────────────────────────────────────────────────
/home/ada/shop  claude-opus-5-5         51   2,811,200         $2.10
=cmd|\\x1b[2J    claude-zeta-9            3       1,904      unpriced
(none)          claude-sonnet-5          2   1,234,567  $1,234.00 +?
a,b             claude-haiku-5           1           0        <$0.01
────────────────────────────────────────────────────────────────────
Total                                   57   4,047,671  $1,236.11 +?

+?: a lower bound, some of these tokens have no price
unpriced: claude-zeta-9: 3 responses, 1,909 tokens (no price)
Cost: the rounded amounts add to $1,236.10; the total $1,236.11 is rounded once, from the exact sum
warning: one line was cut short
"""

NARROW = """\
Usage by project and model
2026-11-01 to 2026-11-19 (Europe/Berlin), ledger
requests, prices 2026.11.20 (ab12)

Project         Model                    Cost
---------------------------------------------
/home/ada/shop  claude-opus-5-5         $2.10
=cmd|\\x1b[2J    claude-zeta-9        unpriced
(none)          claude-sonnet-5  $1,234.00 +?
a,b             claude-haiku-5         <$0.01
---------------------------------------------
Total                            $1,236.11 +?

hidden at this width: Responses, Cache read; widen
the terminal or use --format csv
+?: a lower bound, some of these tokens have no
price
unpriced: claude-zeta-9: 3 responses, 1,909 tokens
(no price)
Cost: the rounded amounts add to $1,236.10; the
total $1,236.11 is rounded once, from the exact sum
warning: one line was cut short
"""

TINY_WIDTH = """\
Usage by project and model
2026-11-01 to 2026-11-19 (Europe/Berlin),
ledger requests, prices 2026.11.20 (ab12)

Project     /home/ada/shop
Model       claude-opus-5-5
Responses             51
Cache read     2,811,200
Cost               $2.10

Project     Total
Responses             57
Cache read     4,047,671
Cost        $1,236.11 +?
"""


def table(report: Report, width: int | None = None, **options: bool) -> str:
    return FORMATS["table"](report, RenderOptions(width, **options))


def test_without_a_terminal_everything_is_shown(tiny: Report) -> None:
    assert table(tiny) == WIDE


def test_a_narrow_terminal_hides_columns_by_name_lowest_priority_first(tiny: Report) -> None:
    assert table(tiny, 51, ascii=True) == NARROW
    assert "hidden at this width: Cache read;" in table(tiny, 59)


def test_a_tiny_terminal_shows_one_record_under_another(tiny: Report) -> None:
    one = replace(tiny, rows=tiny.rows[:1], unpriced=[], warnings=[])
    assert table(one, 42).split("\n\n+?")[0] + "\n" == TINY_WIDTH


def test_a_record_without_any_number_is_its_names_alone(tiny: Report) -> None:
    gap = {**dict.fromkeys(tiny.rows[0]), "project": "gap of 18h 32m", "model": ""}
    text = table(replace(tiny, rows=[tiny.rows[0], gap], unpriced=[], warnings=[]), 42)
    assert "\n\nProject     gap of 18h 32m\n\nProject     Total\n" in text


def test_columns_that_round_alike_share_a_line(tiny: Report) -> None:
    twin = replace(tiny.columns[-2], key="list_usd", title="List")
    rows = [{**row, "list_usd": row["cost_usd"]} for row in tiny.rows]
    totals = {**(tiny.totals or {}), "list_usd": (tiny.totals or {})["cost_usd"]}
    text = table(replace(tiny, columns=(*tiny.columns, twin), rows=rows, totals=totals))
    assert text.count("the rounded amounts add to") == 1
    assert "Cost, List: the rounded amounts add to $1,236.10; the total $1,236.11 is" in text


def test_short_titles_come_before_hidden_columns(tiny: Report) -> None:
    assert "Responses" in table(tiny, 68)
    text = table(tiny, 67)
    assert "Resp." in text
    assert "hidden" not in text


def test_a_column_for_machines_is_neither_shown_nor_called_hidden(tiny: Report) -> None:
    assert "npriced_tokens" not in table(tiny, 52)
    assert "Unpriced tokens" not in table(tiny)


def test_a_long_path_loses_its_middle(tiny: Report) -> None:
    path = "/home/ada/work/clients/2026/payments/services/ledger"
    text = table(replace(tiny, rows=[{**tiny.rows[0], "project": path}]), 70)
    assert re.search(r"^/home/ada/work/\S*…\S*/ledger  ", text, re.M)
    assert "$2.10" in text


def test_wide_characters_count_double(tiny: Report) -> None:
    text = table(replace(tiny, rows=[{**tiny.rows[0], "project": "日本語" * 20}], unpriced=[]), 70)
    assert max(map(cell_len, text.splitlines())) <= 70


def test_no_rows_is_said_in_words(tiny: Report) -> None:
    text = table(replace(tiny, rows=[], totals=None, unpriced=[], warnings=[]), 80)
    assert text.endswith("(ab12)\n\nno usage matches\n")


def test_colour_is_decoration_only(tiny: Report) -> None:
    coloured = table(tiny, 80, color=True)
    assert "\x1b[" in coloured
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in plain.splitlines()] == table(tiny, 80).splitlines()


def test_ascii_means_ascii(tiny: Report) -> None:
    long = replace(tiny, rows=[{**tiny.rows[0], "project": "/x" * 40}])
    for width in (None, 60, 40):
        assert table(long, width, ascii=True).isascii()


def test_the_rounding_note_is_for_rounding_only(tiny: Report) -> None:
    """With --limit the rows do not add to the total, and that is no matter of cents."""
    assert "rounded once" in table(tiny)
    assert "rounded once" not in table(replace(tiny, rows=tiny.rows[:1]))


def test_an_overlong_list_of_unpriced_models_is_counted(tiny: Report) -> None:
    entries: list[dict[str, object]] = [{"model": f"m{n}", "responses": 1, "tokens": 2} for n in range(13)]
    text = table(replace(tiny, unpriced=entries))
    assert text.count("unpriced: m") == 10
    assert "and 3 more models" in text


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ({"since": None, "until": None, "timezone": "UTC"}, "all time (UTC)"),
        ({"since": "2026-11-01T00:00:00Z", "until": None, "timezone": "UTC"}, "since 2026-11-01 (UTC)"),
        ({"since": None, "until": "2026-11-02T00:00:00Z", "timezone": "UTC"}, "until 2026-11-01 (UTC)"),
        (
            {"since": "2026-11-01T00:00:00Z", "until": "2026-11-02T00:00:00Z", "timezone": "UTC"},
            "2026-11-01 (UTC)",
        ),
        (
            {"since": "2026-11-01T09:30:00Z", "until": "2026-11-01T18:15:00Z", "timezone": "UTC+05:45"},
            "2026-11-01 15:15:00 to 2026-11-01 (UTC+05:45)",
        ),
        (
            {"since": "2026-10-31T23:00:00Z", "until": None, "timezone": "local"},
            "since 2026-10-31 23:00:00 (UTC; days as in local)",
        ),
    ],
)
def test_the_header_says_which_days_on_whose_clocks(
    tiny: Report, period: dict[str, object], words: str
) -> None:
    assert table(replace(tiny, meta={"period": period})).splitlines()[1] == words


HOSTILE = ["\x1b[2J", "\x1b]0;t\x07", "\x9b1m", "[/red]", "[link=x]y", "a\nb", "\u202e", "\ud800"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_untrusted_text_can_steer_the_terminal(tiny: Report, text: str) -> None:
    report = replace(
        tiny,
        title=text,
        rows=[{**tiny.rows[0], "project": text, "model": text}],
        unpriced=[{"model": text, "responses": 1, "tokens": 1, "reason": text}],
        warnings=[text],
        meta={"ledger": text, "period": {"timezone": text}, "price_book": {"version": text}},
    )
    for name, width in (("table", None), ("table", 60), ("table", 40), ("md", None)):
        written = FORMATS[name](report, RenderOptions(width))
        assert all(char == "\n" or char.isprintable() for char in written)


NUMBERS = tuple(
    Column(f"n{index}", f"Number {index}", "integer", short=f"N{index}", priority=index) for index in range(6)
)
COLUMNS = (Column("project", "Project", "text"), *NUMBERS, Column("cost_usd", "Cost", "money", priority=9))


@given(
    width=st.integers(40, 200),
    projects=st.lists(st.none() | st.text(max_size=60), min_size=1, max_size=4),
    data=st.data(),
)
def test_at_any_width_a_number_is_whole_or_its_column_is_named_as_hidden(
    width: int, projects: list[str | None], data: st.DataObject
) -> None:
    count, cents = st.integers(0, 10**15), st.integers(1, 10**12)
    rows: list[dict[str, object]] = [
        {
            "project": project,
            **{column.key: data.draw(count) for column in NUMBERS},
            "cost_usd": Decimal(data.draw(cents)) / 100,
        }
        for project in projects
    ]
    text = table(Report("r", "R", COLUMNS, rows), width)
    body, _, notes = text.partition("hidden at this width: ")
    hidden = notes.replace("\n", " ").partition(";")[0].split(", ")
    for row in rows:
        for column in NUMBERS:
            whole = rf"(?<![\d,]){row[column.key]:,}(?![\d,])"
            assert column.title in hidden or re.search(whole, body)
        assert f"${row['cost_usd']:,.2f}" in body
    assert max(map(cell_len, text.splitlines())) <= width
