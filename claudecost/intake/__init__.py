"""Where sources and the store meet: neither knows the other; `ingest` and every report come through here."""

from .look import look
from .taking_in import ProgressOver, has_own_transcripts, ingest, up_to_date
from .what import Intake, Outcome, Plan

__all__ = ["Intake", "Outcome", "Plan", "ProgressOver", "has_own_transcripts", "ingest", "look", "up_to_date"]
