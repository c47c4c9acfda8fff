"""No name chosen by somebody else may move the cursor, hide text or break a line."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claudecost.renderers.clean import UNSEEN, clean, clean_output


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\nb\tc\r", r"a\x0ab\x09c\x0d"),
        ("exe.\u202etxt", r"exe.\u202etxt"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("line\u2028para\u2029", r"line\u2028para\u2029"),
        ("\ud800", r"\ud800"),
        ("\ue000\U000e0001", r"\ue000\U000e0001"),
    ],
)
def test_what_cannot_be_seen_is_written_out(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


@pytest.mark.parametrize(
    "name", ["claude-opus-5-5", "[/red]", "Grüße", "日本語", "👍", "a b", "[link=x]", "é"]
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert clean(name) == name


@given(st.text(st.characters()))
def test_nothing_unseen_survives_and_cleaning_twice_changes_nothing(text: str) -> None:
    shown = clean(text)
    assert not {category(char) for char in shown} & UNSEEN
    assert clean(shown) == shown
    shown.encode()


def test_a_whole_output_keeps_its_lines_tabs_and_colours_and_nothing_else() -> None:
    assert clean_output("\x1b[1ma\x1b[0m\tb\n\x1b]0;t\x07\r\n") == "\x1b[1ma\x1b[0m\tb\n\\x1b]0;t\\x07\\x0d\n"
