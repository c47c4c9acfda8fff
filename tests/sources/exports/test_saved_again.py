"""Downloads that were opened in a spreadsheet and saved: the same figures, or a clear word why not."""

from __future__ import annotations

import textwrap

import pytest

from claudecost.errors import BadData

from .conftest import ReadCsv, rows_of
from .test_cost import AUGUST_2026
from .test_tokens import NEWEST

TOKENS = textwrap.dedent(NEWEST).lstrip()
COST = textwrap.dedent(AUGUST_2026).lstrip()


def figures(read_csv: ReadCsv, content: bytes | str) -> list[dict[str, object]]:
    """Rows without what the file's bytes decide."""
    export = read_csv(content)
    assert export.quarantined == []
    kind = export.ledgers.tables[0].kind
    return [
        {name: value for name, value in row.items() if name != "snapshot_id"} for row in rows_of(export, kind)
    ]


@pytest.mark.parametrize(
    "save",
    [
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="CR"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
        pytest.param(lambda text: text.rstrip("\n").encode(), id="no last line end"),
        pytest.param(lambda text: (text + "\n\n,,,,\n,,,,,,,,,,,,,,,,,\n").encode(), id="blank rows"),
        pytest.param(lambda text: text.replace("\n", ",,\n").encode(), id="empty columns"),
        pytest.param(lambda text: text.replace("≤ 200k", "<= 200k").encode("cp1252"), id="Windows"),
        pytest.param(lambda text: text.replace("≤", "?").replace("2026-10-0", "2026/10/0").encode(), id="?"),
        pytest.param(lambda text: (text[:99].upper() + text[99:]).encode(), id="capitals"),
        pytest.param(lambda text: text.replace('"Data, Science"', "'").replace(",", "\t")
                     .replace("'", "Data, Science").encode(), id="tab"),
        pytest.param(lambda text: text.replace("2026-10-05", "2026-10-05T00:00:00Z").encode(), id="RFC 3339"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", [TOKENS, COST], ids=["tokens", "cost"])
def test_the_figures_are_the_same(read_csv: ReadCsv, text: str, save: object) -> None:
    assert callable(save)
    assert figures(read_csv, save(text)) == figures(read_csv, text.encode())


def test_a_semicolon_file_may_have_decimal_commas_and_grouped_thousands(read_csv: ReadCsv) -> None:
    export = read_csv(
        """
        usage_date_utc;model;workspace;api_key;usage_type;token_type;cost_usd;list_price_usd
        05.10.2026;Claude Opus 5.5;Default;a;message;output;1,38;1.000,50
        31.10.2026;Claude Opus 5.5;Default;a;message;output;1.234;-0,05
        """
    )
    assert [
        (row["starts_at"][:10], row["billed_usd"], row["list_usd"]) for row in rows_of(export, "billed")
    ] == [
        ("2026-10-05", "1.38", "1000.50"),
        ("2026-10-31", "1234", "-0.05"),
    ]


def test_a_semicolon_file_that_leaves_the_decimal_mark_open_loses_the_row(read_csv: ReadCsv) -> None:
    """`1.234` is a thousand for one half of the world and a dollar for the other."""
    export = read_csv(
        """
        usage_date_utc;model;workspace;api_key;usage_type;token_type;cost_usd
        2026-10-05;Claude Opus 5.5;Default;a;message;output;1.234
        2026-10-05;Claude Opus 5.5;Default;a;message;output;12
        """
    )
    assert [row["billed_usd"] for row in rows_of(export, "billed")] == ["12"]
    assert [(lost.line, lost.reason) for lost in export.quarantined] == [(2, "not an amount")]


def test_decimal_commas_elsewhere_are_no_amounts(read_csv: ReadCsv) -> None:
    content = COST.replace("1.38", '"1,38"').replace("0.07,0.07", '"1,380","1,380.50"')
    export = read_csv(content)
    assert [lost.line for lost in export.quarantined] == [2, 3]


def test_thousands_in_quotes_are_counts_and_amounts(read_csv: ReadCsv) -> None:
    [first, _] = figures(read_csv, TOKENS.replace("120000", '"120,000"').replace("2500000", '" 2,500,000 "'))
    assert (first["input_tokens"], first["cache_read_tokens"]) == (120_000, 2_500_000)
    [first, _] = figures(read_csv, COST.replace("1.38", '"$1,000.38"'))
    assert first["billed_usd"] == "1000.38"


def test_an_unknown_column_is_warned_of_once(read_csv: ReadCsv) -> None:
    lines = TOKENS.splitlines()
    export = read_csv("\n".join([f"Mood,{lines[0]},Tide", *(f"good,{line},high" for line in lines[1:])]))

    assert len(rows_of(export, "metered")) == 2
    [problem] = export.problems
    assert str(problem) == ("warning: unknown columns: mood, tide\n  at download.csv:1\n  they are not read")


def test_the_order_of_columns_does_not_matter(read_csv: ReadCsv) -> None:
    turned = "\n".join(",".join(reversed(line.split(","))) for line in COST.splitlines())
    assert figures(read_csv, turned) == figures(read_csv, COST)


def test_two_columns_of_one_name_are_refused(read_csv: ReadCsv) -> None:
    with pytest.raises(BadData) as caught:
        read_csv(COST.replace("cost_type", "Cost_USD"))
    assert str(caught.value) == (
        "error: two columns are called `cost_usd`\n"
        "  at download.csv:1\n"
        "  hint: remove or rename one of them, or download the file again"
    )


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1.2E+07", "not a count"),
        ("-5", "not a count"),
        ("", "not a count"),
        ("12.5", "not a count"),
        ('"1.000"', "not a count"),
        ('"1,00"', "not a count"),
        ("many", "not a count"),
        ("1000000000001", "not a count"),
        ("9" * 30, "not a count"),
        ("1,2", "wrong number of fields"),
        ('"1', "wrong number of fields"),
    ],
)
def test_a_broken_count_costs_its_row_and_no_other(read_csv: ReadCsv, cell: str, reason: str) -> None:
    export = read_csv(TOKENS.replace("120000", cell))

    assert [row["row_no"] for row in rows_of(export, "metered")] == [3]
    assert [(lost.line, lost.byte_offset, lost.reason) for lost in export.quarantined] == [(2, 0, reason)]
    assert (export.lines, export.usage_lines) == (3, 1)
    assert (export.state.usage_lines, export.state.quarantined_lines, export.state.lines) == (1, 1, 3)


@pytest.mark.parametrize(
    "cell", ["1.2E+07", "free", "1.38 EUR", "1.2.3", "--5", "$", "1e400", "nan", "€1.38"]
)
def test_a_broken_amount_costs_its_row_and_no_other(read_csv: ReadCsv, cell: str) -> None:
    export = read_csv(COST.replace("1.38", cell))

    assert [row["billed_usd"] for row in rows_of(export, "billed")] == ["0.07"]
    assert [(lost.line, lost.reason) for lost in export.quarantined] == [(2, "not an amount")]


def test_thousands_without_quotes_are_no_cells_of_the_next_columns(read_csv: ReadCsv) -> None:
    """Rows end in an empty cell, so that a row one cell too wide looks as if only that cell were extra."""
    export = read_csv(TOKENS.replace("120000", "120,000"))
    assert [row["row_no"] for row in rows_of(export, "metered")] == [3]
    assert [(lost.line, lost.reason) for lost in export.quarantined] == [(2, "wrong number of fields")]


def test_what_stands_beside_the_table_is_in_no_column(read_csv: ReadCsv) -> None:
    export = read_csv(COST.replace("\n", ",,\n").replace("active,,\n", "active,,note\n", 1))
    assert [(lost.line, lost.reason) for lost in export.quarantined] == [(2, "wrong number of fields")]
    assert [row["row_no"] for row in rows_of(export, "billed")] == [3]


def test_a_line_of_totals_below_the_rows_is_put_aside(read_csv: ReadCsv) -> None:
    export = read_csv(COST + "Total,,,,,,,1.45,1.57,,,,,\n")
    assert [(lost.line, lost.reason) for lost in export.quarantined] == [(4, "not a date")]


def test_a_misfit_is_named_by_its_line_and_length(read_csv: ReadCsv) -> None:
    export = read_csv(COST + "2026-10-05,--\n" + COST.splitlines()[1] + "\n")

    [lost] = export.quarantined
    assert (lost.file_id, lost.line, lost.length) == (7, 4, len("2026-10-05,--\n"))
    assert lost.reason == "wrong number of fields"
    assert [row["row_no"] for row in rows_of(export, "billed")] == [2, 3, 5]


def test_quotes_may_hold_quotes_and_line_ends(read_csv: ReadCsv) -> None:
    odd = '"a ""big"" key,\nof two lines"'
    export = read_csv(COST.replace("ci-runner", odd, 1))

    assert [(row["row_no"], row["api_key"]) for row in rows_of(export, "billed")] == [
        (2, 'a "big" key,\nof two lines'),
        (4, "ci-runner"),
    ]
    assert export.quarantined == []


def test_bytes_of_no_encoding_are_refused(read_csv: ReadCsv) -> None:
    with pytest.raises(BadData, match="not text in UTF-8, UTF-16 or the Windows code page 1252"):
        read_csv(COST.encode() + b"\x81\x81\n")


def test_names_in_the_windows_code_page_keep_their_letters(read_csv: ReadCsv) -> None:
    [first, _] = figures(read_csv, COST.replace("≤", "<=").replace("Platform", "Büro").encode("cp1252"))
    assert first["workspace"] == "Büro"


def test_the_state_says_the_file_was_read_to_its_end(read_csv: ReadCsv) -> None:
    export = read_csv(COST)

    assert export.state.read_to == export.state.size == export.bytes_read == len(COST.encode())
    assert (export.state.from_start, export.state.basis, export.state.unfinished) == (True, -1, False)
    assert export.state.source == "console-cost-csv"
    assert len(export.state.head_digest) == len(export.state.tail_digest) == 16
