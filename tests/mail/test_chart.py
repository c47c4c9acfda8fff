"""The picture: a PNG any program can read, with the bars where their figures stand below."""

from __future__ import annotations

import zlib
from struct import unpack

from claudecost.mailing.chart import EARLIER, GROUND, HEIGHT, OWN, WIDTH, chart, drawn
from claudecost.mailing.sheet import Column

TREND = (Column("W44", "$5.00", 50), Column("W45", "$0.00", 0), Column("W46", "$10.00", 100, is_own=True))


def chunks(data: bytes) -> dict[bytes, bytes]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, found = 8, {}
    while at < len(data):
        (size,) = unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert unpack(">I", data[at + 8 + size : at + 12 + size]) == (zlib.crc32(name + body),)
        found[name] = body
        at += 12 + size
    return found


def test_it_is_a_png_file_of_the_size_it_says() -> None:
    found = chunks(chart(TREND))
    assert list(found) == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]
    assert unpack(">IIBB", found[b"IHDR"][:10]) == (WIDTH, HEIGHT, 8, 3)
    assert len(zlib.decompress(found[b"IDAT"])) == HEIGHT * (WIDTH + 1)
    assert len(chart(TREND)) < 5_000


def test_each_bar_stands_in_the_middle_of_its_column_as_high_as_its_amount() -> None:
    canvas = drawn(TREND)
    middle = [WIDTH // 6, WIDTH // 2, 5 * WIDTH // 6]
    heights = [sum(canvas.colour_at(x, y) in (EARLIER, OWN) for y in range(HEIGHT)) for x in middle]
    assert heights[2] == HEIGHT - 4
    assert heights[0] == (HEIGHT - 4) // 2
    assert heights[1] == 0, "nothing is nothing"
    assert canvas.colour_at(middle[2], 1) == OWN
    assert canvas.colour_at(middle[0], HEIGHT - 10) == EARLIER
    assert canvas.colour_at(0, HEIGHT - 1) == GROUND
    assert canvas.colour_at(middle[0], 1) == 0, "see-through, for light and dark"


def test_the_same_figures_give_the_same_bytes() -> None:
    assert chart(TREND) == chart(tuple(TREND))
