"""What rules and members have in common: a team that has to exist, and days that run forward."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

from ..errors import BadConfig, Place
from ..records import UNALLOCATED, Team
from ..yamlfile import Row, shown, text


def no_team(name: str, known: Sequence[str], where: Place) -> BadConfig:
    """A rule or a member names a team there is none of."""
    close = get_close_matches(name, known, 1)
    return BadConfig(
        f"there is no team `{shown(name)}`",
        where=where,
        impact="nothing was computed",
        hint=f"is `{close[0]}` meant?" if close else f"teams are: {', '.join(known)}",
    )


def bearer(entry: Row, teams: dict[str, Team]) -> str:
    """The team a rule names: a declared one, or `unallocated` for what is meant to stay so."""
    name = entry.need("team", text)
    if name != UNALLOCATED and name not in teams:
        raise no_team(name, list(teams), entry.at("team"))
    return name


def refuse_backwards(entry: Row, since: date | None, until: date | None) -> None:
    """Raise BadConfig where `to` is not after `from`."""
    if since is not None and until is not None and until <= since:
        raise BadConfig(
            f"this ends before it begins: from {since} to {until}",
            where=entry.at("to"),
            hint="`to` is the first day it no longer holds, so it has to be after `from`",
        )
