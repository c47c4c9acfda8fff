"""The colours of everything that is not a terminal: the page and the mail, light and dark.

Ledger paper: ink on white, pale green bands, red ink for what is over or too much, ochre for what is not
known. Every pair of text and ground has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3), every mark of a
chart at least 3 to 1 (1.4.11).
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for, as `#rrggbb`.

    `paper` is the ground, `band` every other row and quiet boxes, `rule` thin lines. `ink` is text, `quiet`
    text of less weight, `accent` links and what can be pressed. `bar` is a cost in a chart, `bar_quiet` a
    day not over yet. `over` says that a budget is exceeded or a cost has risen, `doubt` that something is not
    known. The four of `input` to `read` are the kinds of prompt tokens.
    """

    paper: str
    band: str
    rule: str
    ink: str
    quiet: str
    accent: str
    bar: str
    bar_quiet: str
    over: str
    doubt: str
    input: str
    write_5m: str
    write_1h: str
    read: str


LIGHT = Palette(
    paper="#fdfefd",
    band="#f0f5f1",
    rule="#cdd8d0",
    ink="#15201a",
    quiet="#52605a",
    accent="#0f6142",
    bar="#2a7d5c",
    bar_quiet="#5f937c",
    over="#b0251c",
    doubt="#835400",
    input="#274b73",
    write_5m="#b07c22",
    write_1h="#7c5210",
    read="#2a7d5c",
)

DARK = Palette(
    paper="#101613",
    band="#18201c",
    rule="#313d37",
    ink="#e6ede8",
    quiet="#9fada5",
    accent="#7fd0aa",
    bar="#55aa85",
    bar_quiet="#4b7c67",
    over="#ff8f80",
    doubt="#e2b55c",
    input="#7ea6d8",
    write_5m="#e0b45e",
    write_1h="#b98636",
    read="#55aa85",
)


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, 1 to 21: the contrast ratio of WCAG 2.2."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def custom_properties(palette: Palette) -> str:
    """The palette as declarations of CSS custom properties: `--paper:#fdfefd;...`."""
    return "".join(
        f"--{field.name.replace('_', '-')}:{getattr(palette, field.name)};" for field in fields(palette)
    )


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
