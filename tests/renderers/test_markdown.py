"""A table that GitHub shows as we mean it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claudecost.renderers import FORMATS, RenderOptions
from claudecost.renderers.markdown import escaped
from claudecost.reports.shape import Report

TINY = r"""**Usage by project and model**

2026-11-01 to 2026-11-19 (Europe/Berlin), ledger requests, prices 2026.11.20 (ab12)

| Project | Model | Responses | Cache read | Cost |
| --- | --- | --: | --: | --: |
| /home/ada/shop | claude-opus-5-5 | 51 | 2,811,200 | $2.10 |
| =cmd\|\\x1b\[2J | claude-zeta-9 | 3 | 1,904 | unpriced |
| (none) | claude-sonnet-5 | 2 | 1,234,567 | $1,234.00 +? |
| a,b | claude-haiku-5 | 1 | 0 | <$0.01 |
| **Total** |  | **57** | **4,047,671** | **$1,236.11 +?** |

- +?: a lower bound, some of these tokens have no price
- unpriced: claude-zeta-9: 3 responses, 1,909 tokens (no price)
- Cost: the rounded amounts add to \$1,236.10; the total \$1,236.11 is rounded once, from the exact sum
- warning: one line was cut short
"""


def test_a_tiny_report_to_the_letter(tiny: Report) -> None:
    assert FORMATS["md"](tiny, RenderOptions()) == TINY


def test_a_report_without_rows_says_so(tiny: Report) -> None:
    text = FORMATS["md"](replace(tiny, rows=[], totals=None, unpriced=[], warnings=[]), RenderOptions())
    assert text.endswith("prices 2026.11.20 (ab12)\n\nno usage matches\n")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a|b", r"a\|b"),
        ("<script>", r"\<script\>"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("_a_ *b* `c`", r"\_a\_ \*b\* \`c\`"),
        ("C:\\x", r"C:\\x"),
    ],
)
def test_a_name_is_never_read_as_markdown(name: str, text: str) -> None:
    assert escaped(name) == text


def test_a_name_with_a_line_end_stays_in_its_cell(tiny: Report) -> None:
    row = {**tiny.rows[0], "project": "a\n| b"}
    assert r"| a\\x0a\| b |" in FORMATS["md"](replace(tiny, rows=[row]), RenderOptions())
