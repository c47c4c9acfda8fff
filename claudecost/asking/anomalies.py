"""Days of a period that cost far more than usual; see `reports/anomalies/shape.py`."""

from __future__ import annotations

from ..periods import Period
from ..records import WorkingDays
from ..reports.anomalies.shape import Anomaly
from ..zones import Zone
from .desk import Desk


def anomalies(desk: Desk, period: Period, zone: Zone, working: WorkingDays | None = None) -> list[Anomaly]:
    """Unusually dear days of the total and of every team, project, model and user, largest excess first."""
    return []
