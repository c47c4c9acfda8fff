"""The columns of every table of the coverage."""

from __future__ import annotations

from ..shape import Column
from .outside import TOKENS

MACHINES = (
    Column("machine", "Machine", "text"),
    Column("first_day", "First day", "text"),
    Column("last_day", "Last day", "text"),
    Column("days", "Days with usage", "integer", "Days", 90),
    Column("missing_working_days", "Working days without", "integer", "Without", 100),
    Column("missing_days_off", "Days off without", "integer", "Off", 20),
    Column("gaps", "Gaps", "integer", None, 30),
    Column("silent_days", "Days silent", "integer", "Silent", 60),
)

GAPS = (
    Column("machine", "Machine", "text"),
    Column("first_day", "From", "text"),
    Column("last_day", "To", "text"),
    Column("days", "Days", "integer", None, 50),
    Column("working_days", "Working days", "integer", "Working", 100),
)

ROOTS = (
    Column("root", "Root", "text"),
    Column("transcripts", "Transcripts", "integer", "Files", 50),
    Column("cleanup_days", "Kept days", "integer", "Days", 60),
    Column("says", "Says", "text"),
    Column("within_week", "Gone within a week", "integer", "Gone soon", 90),
    Column("whole", "In the store", "integer", "Stored", 80),
    Column("partly", "Partly", "integer", None, 100),
    Column("not_at_all", "Not", "integer", None, 100),
)

LEAVING = (
    Column("path", "Transcript", "text"),
    Column("goes_at", "Deleted from", "instant", None, 100),
    Column("bytes", "Bytes", "integer", None, 10),
    Column("in_store", "In the store", "text"),
    Column("root", "Root", "text", None, -1),
)

VERSIONS = (
    Column("version", "Version", "text"),
    Column("part", "Of", "text"),
    Column("responses", "Responses", "integer", "Resp.", 60),
    Column("provisional_responses", "Not final", "integer", None, 100),
    Column("provisional_percent", "Share", "percent", None, 80),
    Column("provisional_output_tokens", "Output known of these", "integer", "Output", 40),
)


def _words(counter: str) -> str:
    return counter.removesuffix("_tokens").replace("_", " ").capitalize()


OUTSIDE = (
    Column("session", "Session", "text"),
    Column("model", "Model", "text"),
    Column("machine", "Machine", "text", None, -1),
    Column("last_activity", "Last activity", "instant", "Last", 10),
    Column("client_usd", "Client's total", "money", "Client", 50),
    Column("transcripts_usd", "Transcripts", "money", None, 60),
    Column("outside_usd", "Outside transcripts", "money", "Outside", 100),
    *(
        Column(f"outside_{name}", _words(name), "integer", None, at)
        for name, at in zip(TOKENS, (-1, -1, -1, 70, -1), strict=True)
    ),
    *(Column(f"client_{name}", f"Client's {name}", "integer", None, -1) for name in TOKENS),
    *(Column(f"transcripts_{name}", f"Transcripts' {name}", "integer", None, -1) for name in TOKENS),
    Column("unpriced_tokens", "Unpriced tokens", "integer", None, -1),
)

STATISTICS = (
    Column("root", "Root", "text"),
    Column("model", "Model", "text"),
    Column("last_day", "Up to", "text"),
    Column("client_tokens", "Client's tokens", "integer", "Client", 60),
    Column("stored_tokens", "In the store", "integer", "Store", 70),
    Column("difference_tokens", "Difference", "integer", "Diff.", 80),
)

UNSEEN_COLUMNS = (
    Column("what", "Calls no transcript shows", "text"),
    Column("size", "Size", "text"),
    Column("seen_in", "Where they show", "text"),
)
