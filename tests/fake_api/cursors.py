"""Opaque page cursors: a position, bound to the query that began the walk."""

from __future__ import annotations

import base64
import binascii

from .query import Query
from .refusals import bad

PREFIX = "page_"


def written(query: Query, position: int) -> str:
    """The cursor of the page that starts at a position."""
    text = f"{query.digest()}:{position}".encode()
    return PREFIX + base64.urlsafe_b64encode(text).decode()


def position(query: Query) -> int:
    """Where the asked page starts; 400 for a cursor of another query, or none at all."""
    cursor = query.text("page")
    if not cursor:
        return 0
    digest, _, start = _decoded(cursor).partition(":")
    if digest != query.digest():
        raise bad("page: the cursor was issued for a request with other parameters")
    return int(start)


def _decoded(cursor: str) -> str:
    try:
        return base64.b64decode(cursor.removeprefix(PREFIX), b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise bad("page: invalid cursor") from None
