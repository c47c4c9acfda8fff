"""Which download a file is, and what is missing from one that is none."""

from __future__ import annotations

import pytest

from claudecost.sources.exports.formats import recognise_export, why_not

from .test_cost import AUGUST_2026, DECEMBER_2024, DECEMBER_2025, FEBRUARY_2026, MARCH_2026
from .test_other_lists import MEMBERS
from .test_spend import EARLY_2026, MID_2026, OCTOBER
from .test_tokens import NEWEST, OLDEST, TO_FEBRUARY

EVERY_VERSION = {
    "console-tokens-csv": (NEWEST, TO_FEBRUARY, OLDEST),
    "console-cost-csv": (AUGUST_2026, MARCH_2026, FEBRUARY_2026, DECEMBER_2025, DECEMBER_2024),
    "spend-report-csv": (OCTOBER, MID_2026, EARLY_2026),
    "members-csv": (MEMBERS,),
    "claude-code-lines-csv": ("User,Lines this month,PRs with CC\n",),
    "console-claude-code-csv": ("User,Spend this Month (USD),Lines this Month\n",),
}

CASES = [
    pytest.param(source, content.strip().splitlines()[0].strip(), id=f"{source}-{number}")
    for source, contents in EVERY_VERSION.items()
    for number, content in enumerate(contents)
]


@pytest.mark.parametrize(("source", "header"), CASES)
def test_every_version_is_recognised_however_it_was_saved(source: str, header: str) -> None:
    names = header.split(",")
    saved = [
        header.encode(),
        b"\xef\xbb\xbf" + header.encode() + b"\r\n",
        header.upper().encode("utf-16"),
        header.replace(",", ";").encode() + b"\r1;2",
        "\t".join(f'"{name}"' for name in names).encode() + b"\n",
        ",".join(f" {name} " for name in [*reversed(names), "something new", "", ""]).encode() + b"\n",
        b"\n\n" + header.encode(),
        "café,".encode("cp1252") + header.encode(),
    ]
    assert [recognise_export(content) for content in saved] == [source] * len(saved)


@pytest.mark.parametrize(
    "head", [b"", b"\n\n", b"\0" * 9, b'{"type":"user"}\n', b"a,b,c\n", b"\xff\xfe", b'"', b"x" * 10**6]
)
def test_other_files_are_not_recognised_and_every_format_says_why(head: bytes) -> None:
    assert recognise_export(head) is None
    assert set(why_not(head)) == set(EVERY_VERSION)


def test_what_is_missing_from_the_nearest_format_comes_first() -> None:
    head = b"usage_date_utc,usage_input_tokens_no_cache,workspace\n2026-10-05,1,Default\n"
    nearest, *others = why_not(head).items()

    assert nearest == (
        "console-tokens-csv",
        "Console tokens CSV: columns model_version, usage_output_tokens are missing",
    )
    assert dict(others)["claude-code-lines-csv"] == (
        "Team or Enterprise Claude Code CSV: columns user, lines_this_month are missing"
    )


def test_one_missing_column_is_said_in_the_singular() -> None:
    assert why_not(b"name,email,role\n")["members-csv"] == (
        "Team or Enterprise members list: column seat_tier is missing"
    )
