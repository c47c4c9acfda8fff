"""The trend as a picture: an extra, whose figures stand below it in text. Its ground is see-through."""

from __future__ import annotations

from collections.abc import Sequence

from ..renderers.palette import LIGHT
from .png import Canvas
from .sheet import Column

#: Shown at half of this, so that it is sharp on screens of double density.
WIDTH, HEIGHT = 1120, 240
_LINE = 4

#: Colours by number: earlier weeks, the mail's own, the line they stand on. All hold on white and on black.
COLOURS = (LIGHT.bar_quiet, LIGHT.bar, "#8a968f")
EARLIER, OWN, GROUND = 1, 2, 3

#: Part of a column's room its bar takes, in percent.
_THICK = 62


def chart(trend: Sequence[Column]) -> bytes:
    """One bar for each week or month, each in the middle of its column of the table below; a PNG file."""
    return drawn(trend).png()


def drawn(trend: Sequence[Column]) -> Canvas:
    """The same as pixels."""
    canvas = Canvas(WIDTH, HEIGHT, COLOURS)
    room = WIDTH // max(len(trend), 1)
    thick = room * _THICK // 100
    for number, one in enumerate(trend):
        height = (HEIGHT - _LINE) * one.percent // 100
        if one.percent:
            height = max(height, _LINE)
        left = number * room + (room - thick) // 2
        canvas.rectangle(left, HEIGHT - _LINE - height, thick, height, OWN if one.is_own else EARLIER)
    canvas.rectangle(0, HEIGHT - _LINE, WIDTH, _LINE, GROUND)
    return canvas
