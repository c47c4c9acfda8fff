"""Which download a CSV is: by the names of its columns, never by the name of the file.

Columns have come and gone over the versions, in any order; a format is known by
those every version has. Source of the column names: files downloaded from the
Anthropic Console and from claude.ai between December 2024 and October 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from .header import Header, header_of

TOKENS, COST = "console-tokens-csv", "console-cost-csv"
SPEND, MEMBERS = "spend-report-csv", "members-csv"
CLAUDE_CODE_LINES, CONSOLE_CLAUDE_CODE = "claude-code-lines-csv", "console-claude-code-csv"


class ProfileColumns(NamedTuple):
    """The columns that decide a row's profile; None, and a column a version lacks, leave a part unknown."""

    model: str
    speed: str | None = None
    service_tier: str | None = None
    geo: str | None = None


class Format(NamedTuple):
    """One kind of download: its title for people, the columns that tell it, and how its columns are read.

    `profile` and `labels` are text (amounts too: how they are written is decided over the whole file);
    `counts` must hold a count in every row, `loose` may be blank. `ignored` are known and say nothing we
    keep. `spellings` are other names of a column.
    """

    source: str
    title: str
    required: tuple[str, ...]
    profile: ProfileColumns | None = None
    labels: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    spellings: Mapping[str, str] = MappingProxyType({})

    def known(self, names: Iterable[str]) -> list[str]:
        """Column names as this format calls them; `""` stays, and so do names it does not know."""
        present = set(names)
        return [
            self.spellings.get(name, name) if self.spellings.get(name) not in present else name
            for name in names
        ]

    def missing(self, names: Iterable[str]) -> list[str]:
        """The required columns that are not among some names."""
        present = set(self.known(names))
        return [name for name in self.required if name not in present]

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Named columns that this format has never had."""
        ours = {
            *self.required,
            *(self.profile or ()),
            *self.labels,
            *self.counts,
            *self.loose,
            *self.ignored,
            "",
        }
        return [name for name in self.known(names) if name not in ours]


FORMATS = (
    Format(
        TOKENS,
        "Console tokens CSV",
        ("usage_date_utc", "model_version", "usage_input_tokens_no_cache", "usage_output_tokens"),
        profile=ProfileColumns("model_version", "speed", "usage_type", "inference_geo"),
        labels=("usage_date_utc", "api_key", "workspace", "context_window"),
        counts=(
            "usage_input_tokens_no_cache", "usage_input_tokens_cache_write",
            "usage_input_tokens_cache_write_5m", "usage_input_tokens_cache_write_1h",
            "usage_input_tokens_cache_read", "usage_output_tokens", "web_search_count",
        ),
    ),
    Format(
        COST,
        "Console cost CSV",
        ("usage_date_utc", "model", "token_type", "cost_usd"),
        profile=ProfileColumns("model", speed="speed", geo="inference_geo"),
        labels=(
            "usage_date_utc", "workspace", "api_key", "context_window", "token_type", "cost_usd",
            "list_price_usd", "cost_type", "api_key_id", "api_key_status",
        ),
        ignored=("usage_type",),  # `message`, which is no service tier
    ),
    Format(
        SPEND,
        "Team or Enterprise spend report",
        (
            "user_email", "product", "model", "total_prompt_tokens", "total_completion_tokens",
            "total_net_spend_usd",
        ),
        profile=ProfileColumns("model"),
        labels=("user_email", "product", "total_net_spend_usd", "total_gross_spend_usd", "user_id"),
        counts=("total_completion_tokens", "total_web_search_count"),
        loose=(
            "total_requests", "total_prompt_tokens", "total_uncached_input_tokens",
            "total_cache_read_tokens", "total_cache_write_5m_tokens", "total_cache_write_1h_tokens",
        ),
        ignored=("account_uuid", "model_family", "slack_channel_id", "teams_channel_id"),
        spellings={"email": "user_email"},
    ),
    Format(
        MEMBERS,
        "Team or Enterprise members list",
        ("email", "role", "seat_tier"),
        labels=("name", "email", "role", "status", "seat_tier"),
    ),
    Format(
        CONSOLE_CLAUDE_CODE,
        "Console Claude Code CSV",
        ("user", "spend_this_month_(usd)", "lines_this_month"),
    ),
    Format(
        CLAUDE_CODE_LINES,
        "Team or Enterprise Claude Code CSV",
        ("user", "lines_this_month"),
        ignored=("prs_with_cc",),
    ),
)  # fmt: skip

BY_SOURCE = {found.source: found for found in FORMATS}


def recognise_export(head: bytes) -> str | None:
    """The source that reads a file beginning with these bytes, None for no download we know."""
    return None if (found := header_of(head)) is None else recognised(found)


def recognised(found: Header) -> str | None:
    """The same by the header; the format that asks for most of its columns wins."""
    fitting = [one for one in FORMATS if not one.missing(found.names)]
    return max(fitting, key=lambda one: len(one.required)).source if fitting else None


def why_not(head: bytes) -> dict[str, str]:
    """For each source what a file beginning with these bytes lacks, in plain words, the nearest first."""
    found = header_of(head)
    names = found.names if found else ()
    lacking = [(one, one.missing(names)) for one in FORMATS]
    lacking.sort(key=lambda pair: len(pair[1]) / len(pair[0].required))
    return {one.source: what_is_missing(one, missing) for one, missing in lacking if missing}


def what_is_missing(wanted: Format, missing: list[str]) -> str:
    """`Console tokens CSV: columns usage_output_tokens, model_version are missing`."""
    columns, verb = ("column", "is") if len(missing) == 1 else ("columns", "are")
    return f"{wanted.title}: {columns} {', '.join(missing)} {verb} missing"
