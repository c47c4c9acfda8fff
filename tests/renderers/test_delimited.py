"""CSV and TSV: exact, readable by anything, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claudecost.renderers import FORMATS, RenderOptions
from claudecost.renderers.delimited import guarded, unguarded
from claudecost.reports.shape import Column, Report


def test_csv_has_keys_every_digit_and_no_totals(tiny: Report) -> None:
    assert FORMATS["csv"](tiny, RenderOptions()) == (
        "project,model,responses,cache_read_tokens,cost_usd,unpriced_tokens\n"
        "/home/ada/shop,claude-opus-5-5,51,2811200,2.0971234,0\n"
        "'=cmd|\x1b[2J,claude-zeta-9,3,1904,,1904\n"
        ",claude-sonnet-5,2,1234567,1234.004,5\n"
        '"a,b",claude-haiku-5,1,0,0.004,0\n'
    )


def test_tsv_is_the_same_with_tabs_and_raw_leaves_names_alone(tiny: Report) -> None:
    lines = FORMATS["tsv"](tiny, RenderOptions(raw=True)).split("\n")
    assert lines[2] == "=cmd|\x1b[2J\tclaude-zeta-9\t3\t1904\t\t1904"
    assert lines[4] == "a,b\tclaude-haiku-5\t1\t0\t0.004\t0"


@pytest.mark.parametrize(
    "formula",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x"),
        *("\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\ufeff=1", "\0=1", " \t x"),
        *("'", "'=1"),
    ],
)
def test_what_a_spreadsheet_could_run_is_guarded(formula: str) -> None:
    assert guarded(formula) == f"'{formula}"


@pytest.mark.parametrize("name", ["", "claude-opus-5-5", "a=1", " a", "/home/x", "it's", "2026-11-01"])
def test_ordinary_names_are_not_touched(name: str) -> None:
    assert guarded(name) == name


def test_a_credit_stays_a_number() -> None:
    report = Report("r", "R", (Column("cost_usd", "Cost", "money"),), [{"cost_usd": Decimal("-1.25")}])
    assert FORMATS["csv"](report, RenderOptions()) == "cost_usd\n-1.25\n"


NAMES = st.text(st.sampled_from("=+-@\t\r\n '\",;ab＝\u00a0\ufeff\0\u202e")) | st.text()


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
@given(names=st.lists(st.none() | NAMES))
def test_names_come_back_as_they_were_and_none_is_a_formula(
    name: str, delimiter: str, names: list[str | None]
) -> None:
    report = Report("r", "R", (Column("project", "P", "text"),), [{"project": text} for text in names])
    written = FORMATS[name](report, RenderOptions())
    header, *fields = csv.reader(StringIO(written, newline=""), delimiter=delimiter)
    assert header == ["project"]
    assert [unguarded(field) for [field] in fields] == [text or "" for text in names]
    assert not any(field.lstrip().startswith(tuple("=+-@＝＋－＠")) for [field] in fields)
    assert not any(field.startswith(("\t", "\r", "\n")) for [field] in fields)


def test_a_missing_name_and_an_empty_one_differ() -> None:
    columns = (Column("a", "A", "text"), Column("b", "B", "text"))
    assert FORMATS["csv"](Report("r", "R", columns, [{"a": None, "b": ""}]), RenderOptions()) == 'a,b\n,""\n'


@given(st.decimals(allow_nan=False, allow_infinity=False, places=15, min_value=-(10**20), max_value=10**20))
def test_an_amount_comes_back_to_the_last_digit(amount: Decimal) -> None:
    report = Report("r", "R", (Column("cost_usd", "Cost", "money"),), [{"cost_usd": amount}])
    text = FORMATS["csv"](report, RenderOptions()).split("\n")[1]
    assert Decimal(text) == amount
    assert "E" not in text
