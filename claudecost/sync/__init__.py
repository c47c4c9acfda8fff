"""Fetching the organisation's own figures: asked over HTTP, spooled by page, handed over by window."""

from .client import Client
from .credentials import ADMIN, ANALYTICS, Key, find_key, need_key
from .plan import Ask, Plan, console, enterprise
from .run import Outcome, Pull, Step, sync
from .spool import Spool
from .windows import Held, held_of

__all__ = [
    "ADMIN",
    "ANALYTICS",
    "Ask",
    "Client",
    "Held",
    "Key",
    "Outcome",
    "Plan",
    "Pull",
    "Spool",
    "Step",
    "console",
    "enterprise",
    "find_key",
    "held_of",
    "need_key",
    "sync",
]
