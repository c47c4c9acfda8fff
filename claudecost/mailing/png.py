"""A picture of a few flat colours as a PNG file, with nothing but zlib (W3C PNG, third edition)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from struct import pack

SIGNATURE = b"\x89PNG\r\n\x1a\n"

#: Eight bits a pixel, each the number of a colour.
_DEPTH, _INDEXED = 8, 3


class Canvas:
    """Pixels of numbered colours; number 0 is see-through."""

    def __init__(self, width: int, height: int, colours: Sequence[str]) -> None:
        """`colours` are `#rrggbb`, for the numbers from 1 on."""
        self.width, self.height = width, height
        self._colours = colours
        self._rows = [bytearray(width) for _ in range(height)]

    def rectangle(self, left: int, top: int, width: int, height: int, colour: int) -> None:
        """Fill a rectangle; what lies outside is left out."""
        right, bottom = min(left + width, self.width), min(top + height, self.height)
        for row in self._rows[max(top, 0) : max(bottom, 0)]:
            row[max(left, 0) : max(right, 0)] = bytes([colour]) * max(right - max(left, 0), 0)

    def colour_at(self, left: int, top: int) -> int:
        """The number of a pixel's colour."""
        return self._rows[top][left]

    def png(self) -> bytes:
        """The file: header, palette, transparency, one compressed stream of unfiltered rows, end."""
        palette = bytes(3) + b"".join(bytes.fromhex(colour.removeprefix("#")) for colour in self._colours)
        pixels = b"".join(b"\0" + bytes(row) for row in self._rows)
        header = pack(">IIBBBBB", self.width, self.height, _DEPTH, _INDEXED, 0, 0, 0)
        chunks = (
            (b"IHDR", header),
            (b"PLTE", palette),
            (b"tRNS", b"\0"),
            (b"IDAT", zlib.compress(pixels, 9)),
            (b"IEND", b""),
        )
        return SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))
