"""One frame of the live view: readable in any terminal, and no number is ever shortened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from claudecost.renderers import RenderOptions
from claudecost.renderers.live import Place, render
from claudecost.reports.live.shape import LiveFigures, LiveRow, OpenWindow, Used

NOON = datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC)
NOTHING = Used()


def spent(dollars: str, responses: int = 12, tokens: int = 3_456_789, unpriced: int = 0) -> Used:
    return Used(Decimal(dollars), responses, tokens, unpriced)


FIGURES = LiveFigures(
    taken_at=NOON,
    window=OpenWindow(
        NOON.replace(hour=9, minute=0, second=0),
        NOON.replace(hour=14, minute=0, second=0),
        Decimal("3.4"),
        Decimal("12345.6"),
        Decimal("16.2"),
    ),
    total=LiveRow(None, spent("12.34"), spent("20.1"), spent("1183.4", 1234, 123_456_789, 99)),
    models=(
        LiveRow("claude-opus-5-5", spent("10"), spent("15"), spent("1120")),
        LiveRow("claude-zeta-9", NOTHING, NOTHING, spent("0", unpriced=99)),
    ),
    sessions=tuple(
        LiveRow(f"{number:08x}-aaaa", spent("1"), spent("2"), spent("3"), "/home/ann/a rather long project")
        for number in range(30)
    ),
    unpriced=("claude-zeta-9",),
)


def frame(figures: LiveFigures | None = FIGURES, state: str = "", height: int = 40, **how: object) -> str:
    options = RenderOptions(**{"width": 80, **how})  # type: ignore[arg-type]
    return render(figures, Place(options, ZoneInfo("Europe/Berlin"), NOON, height), state)


def test_a_frame_says_what_is_open_and_what_is_used() -> None:
    assert (
        frame(height=22)
        == """\
claudecost live  figures of 2026-11-20 13:00:05
window 10:00 to 15:00 [████████████        ] 1h 59m left
$3.40 an hour, 12,346 tokens a minute; at its end $16.20

                                   Window      Today         Month
all                                $12.34     $20.10  $1,183.40 +?
tokens                          3,456,789  3,456,789   123,456,789
responses                              12         12         1,234

models this month
opus-5-5                           $10.00     $15.00     $1,120.00
zeta-9                                  -          -      unpriced

sessions of today
a rather long project 00000000      $1.00      $2.00         $3.00
a rather long project 00000001      $1.00      $2.00         $3.00
a rather long project 00000002      $1.00      $2.00         $3.00
a rather long project 00000003      $1.00      $2.00         $3.00
and 26 more

no price this month: claude-zeta-9
+?: a lower bound
"""
    )


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("height", [10, 24, 60])
def test_every_line_fits_and_so_do_all_of_them(width: int, height: int) -> None:
    lines = frame(width=width, height=height).splitlines()
    assert max(map(len, lines)) <= width
    assert len(lines) <= height


def test_no_number_is_shortened_in_a_narrow_terminal_and_the_month_goes_first() -> None:
    wide, narrow = frame(width=60), frame(width=34)
    assert "$1,183.40 +?" in wide
    assert "hidden at this width: month" in narrow
    assert "Month" not in narrow
    assert "$12.34" in narrow
    assert "3,456,789" in narrow


def test_what_a_terminal_has_no_lines_for_is_named() -> None:
    assert "hidden at this height: models, sessions" in frame(width=60, height=10)
    assert "models this month" not in frame(width=60, height=10)
    middling = frame(width=60, height=17)
    assert "hidden at this height: sessions" in middling
    assert "opus-5-5" in middling
    assert "hidden at this height" not in frame(height=22)


def test_columns_without_figures_make_room_for_those_with() -> None:
    model = LiveRow("claude-opus-5-5", NOTHING, spent("2"), spent("1120"))
    total = LiveRow(None, NOTHING, spent("20.1"), spent("1183.4", 1234, 123_456_789))
    shown = frame(replace(FIGURES, total=total, models=(model,)), width=40)
    assert "$1,120.00" in shown
    assert "hidden at this width: window" in shown


def test_a_model_with_nothing_in_the_columns_shown_is_counted_only() -> None:
    lines = frame(width=34).splitlines()
    assert not any(line.startswith("zeta-9") for line in lines)
    assert "and 1 more" in lines


def test_in_ascii_there_is_nothing_else() -> None:
    assert frame(ascii=True).isascii()


def test_colour_is_decoration() -> None:
    import re

    assert "\x1b[" not in frame()
    assert re.sub(r"\x1b\[[0-9]*m", "", frame(color=True)) == frame()


def test_names_of_others_cannot_steer_the_terminal() -> None:
    row = LiveRow("\x1b[2J\u202e", spent("1"), spent("1"), spent("1"), "/tmp/\x1b]0;x\x07")
    shown = frame(replace(FIGURES, models=(row,), sessions=(row,)))
    assert not any(char in shown for char in "\x1b\x07\u202e")


def test_what_is_in_the_way_is_said_with_the_time_of_the_figures() -> None:
    assert frame(state="busy").startswith("claudecost live  busy, figures of 2026-11-20 13:00:05\n")
    assert frame(None, "busy") == "claudecost live  busy, no figures yet\n\n"


def test_a_window_that_has_ended_is_not_open_whatever_the_figures_say() -> None:
    options = RenderOptions(width=80)
    later = render(FIGURES, Place(options, UTC, NOON + timedelta(hours=2)))
    assert "no window is open" in later
    assert "no window is open" in frame(replace(FIGURES, window=None))


def test_more_than_fits_is_counted_and_what_has_no_price_is_named_below() -> None:
    lines = frame(height=24).splitlines()
    shown = sum(line.startswith("a rather") for line in lines)
    assert f"and {30 - shown} more" in lines
    assert "no price this month: claude-zeta-9" in lines
    assert "more" not in frame(height=80)
