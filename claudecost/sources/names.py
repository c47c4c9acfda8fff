"""The names of all formats; light enough for help and for complaints."""

from __future__ import annotations

TRANSCRIPT = "claude-code"

BATCH = "batch"

#: Single responses logged outside Claude Code.
RESPONSES = (BATCH, "response-log", "bedrock-log", "litellm")

#: CSV downloads of the Console and of Team and Enterprise plans.
EXPORTS = ("console-tokens-csv", "console-cost-csv", "spend-report-csv", "members-csv")

#: A saved answer of an organisation endpoint.
PAGE = "page"

#: What the store of another machine has seen.
PACK = "pack"

SOURCES = (TRANSCRIPT, *RESPONSES, *EXPORTS, PAGE, PACK)
