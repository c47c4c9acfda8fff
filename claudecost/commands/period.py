"""The period of --since, --until and --period, for every command that takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ..periods import Period
    from ..zones import Zone


def span(
    when: tuple[str | None, str | None, str | None], zone: Zone, now: datetime, *, may_be_empty: bool = False
) -> Period:
    """The period of --since, --until and --period; raises Misuse where they contradict each other.

    One that has not begun or ends before it begins is refused as well, unless it `may_be_empty`.
    """
    from ..errors import Misuse
    from ..periods import parse_period, parse_range

    since, until, period = when
    if period is None:
        return parse_range(since, until, zone, now, may_be_empty=may_be_empty)
    if since is not None or until is not None:
        raise Misuse("--period says both ends already", hint="leave out --since and --until, or --period")
    return parse_period(period, zone, now, may_be_empty=may_be_empty)
