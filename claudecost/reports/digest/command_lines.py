"""The command line that shows a figure again, for whoever does not take the mail's word for it."""

from __future__ import annotations

import shlex
from datetime import date

from ...zones import Zone
from ..budgets.commands import budget_command, exactly
from .shape import Scope
from .stretch import Stretch


class CommandLines:
    """The command lines of one mail, all for the same people's usage and the same zone."""

    def __init__(self, scope: Scope, zone: Zone) -> None:
        self._scope, self._zone = scope, zone

    def report(self, by: str, stretch: Stretch) -> str:
        """A week's or month's rows by something."""
        return self._line("report", "--by", by, "--period", stretch.label)

    def since(self, by: str, first: Stretch, last: Stretch) -> str:
        """Rows by something over several weeks or months."""
        return self._line("report", "--by", by, "--since", first.label, "--until", last.label)

    def days(self, by: str, first: date, last: date) -> str:
        """Rows by something over some days, the last one included."""
        return self._line("report", "--by", by, "--since", first.isoformat(), "--until", last.isoformat())

    def compare(self, before: Stretch, now: Stretch, by: str | None = None) -> str:
        """Why a week or month cost something else than the one before."""
        return self._line("compare", before.label, now.label, *(["--by", by] if by else []))

    def budgets(self, last: date) -> str:
        """The budgets as they stood at the end of a day: where a month is heading is told anew every day."""
        return budget_command(f"{last:%Y-%m}", zone_name(self._zone), last)

    def _line(self, *words: str) -> str:
        filters = [word for team in self._scope.teams for word in ("--team", exactly(team))]
        return shlex.join(["claudecost", *words, *filters, "--timezone", zone_name(self._zone)])


def zone_name(zone: Zone) -> str:
    """What --timezone takes for a zone: its name, or `local` where it has none."""
    from zoneinfo import ZoneInfo

    name = str(zone)
    return name if name == "UTC" or (isinstance(zone, ZoneInfo) and zone.key and "/" in name) else "local"
