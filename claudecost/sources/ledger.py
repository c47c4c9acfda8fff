"""What an export of the organisation's own figures hands over: snapshots, metered rows, billed rows, names.

Such a source is a snapshot that can be restated, not a log of events: a later
download of the same days replaces what an earlier one said. Which snapshot
stands for a day is decided over all of them (`reports/standing.py`); here each
only says what it covers, how it is cut, and how old its figures are.

Words are the same whatever a source calls them: token types are our meters
(`input`, `cache_write_5m`, `cache_write_1h`, `cache_read`, `output`), the
default workspace is `Default`, amounts are USD as plain decimal text.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from ..records import Profile

METERED, BILLED = "metered", "billed"

#: Whose traffic figures are about: the Console organisation's API, or seats of a Team or Enterprise plan.
API, SUBSCRIPTION = "api", "subscription"

#: How good a figure is, best first: an amount owed, a meter's count, an estimate, what a flat fee was worth.
GRADES = ("billed", "metered", "estimated", "notional")

#: What rows of a snapshot can be told apart by, besides time; a snapshot lists those it knows.
DIMENSIONS = (
    "workspace",
    "api_key",
    "actor",
    "product",
    "model",
    "service_tier",
    "context_window",
    "geo",
    "speed",
    "cost_type",
    "token_type",
)

#: The organisation's workspace without a name of its own: null in the older reports, a real id in the newer.
DEFAULT_WORKSPACE = "Default"

SHORT_CONTEXT, LONG_CONTEXT = "0-200k", "200k-1M"

#: Digits after the point that the store keeps of an amount in USD; a longer one is refused, never rounded.
MOST_PLACES = 15


class Snapshot(msgspec.Struct, frozen=True):
    """One file's or one answer's figures of one ledger, and what they cover.

    Days are UTC, `until` excluded. `pull_id` is shared by the pages of one answer. `last_day` is the newest
    day with a row: later days of the span may not have been over yet. `taken_at` is when the figures were
    true: what the answer says itself, else the file's modification time. `is_daily`: every row lies within
    one day. `is_rounded`: amounts are rounded to cents, row by row. `lost_rows` could not be read: the
    figures are too low by what stood there. `is_last` False: a saved page of rows that says there are more.
    """

    snapshot_id: int
    pull_id: int
    file_id: int
    source: str
    ledger: str
    organization: str
    traffic: str
    grade: str
    dimensions: list[str]
    since: str
    until: str
    last_day: str | None
    taken_at: str
    is_daily: bool
    is_rounded: bool
    rows: int
    lost_rows: int = 0
    is_last: bool = True


class MeteredRow(msgspec.Struct):
    """Tokens the organisation's meters counted: one source row. Times are UTC, `ends_at` excluded.

    Ids and names are both kept where the source has them; `actor` is an e-mail address in lower case, else
    an id. `context_window` is `0-200k`, `200k-1M`, another text as it came, or None. Cache writes of unknown
    time to live and prompts that are not split into meters stand apart. `estimated_usd` is the source's own
    estimate, if it makes one.
    """

    snapshot_id: int
    row_no: int
    starts_at: str
    ends_at: str
    workspace_id: str | None
    workspace: str | None
    api_key_id: str | None
    api_key: str | None
    actor_type: str | None
    actor: str | None
    product: str | None
    profile_id: int
    context_window: str | None
    input_tokens: int = 0
    cache_write_5m_tokens: int = 0
    cache_write_1h_tokens: int = 0
    cache_write_unknown_tokens: int = 0
    cache_read_tokens: int = 0
    unsplit_prompt_tokens: int = 0
    output_tokens: int = 0
    web_search_requests: int = 0
    requests: int | None = None
    estimated_usd: str | None = None


class BilledRow(msgspec.Struct):
    """An amount Anthropic says is owed: one source row, in USD as plain decimal text.

    `cost_type` is `tokens`, `web_search`, `code_execution`, `session_usage` or another text as it came;
    `token_type` is one of our meters for tokens, else None. `list_usd` is before discount, None where the
    source does not say.
    """

    snapshot_id: int
    row_no: int
    starts_at: str
    ends_at: str
    workspace_id: str | None
    workspace: str | None
    api_key_id: str | None
    api_key: str | None
    actor_type: str | None
    actor: str | None
    product: str | None
    profile_id: int
    context_window: str | None
    cost_type: str | None
    token_type: str | None
    description: str | None
    billed_usd: str
    list_usd: str | None
    requests: int | None = None


class Name(msgspec.Struct, frozen=True):
    """What an id stood for when `seen_at`.

    `kind` is workspace, api_key, user, service_account, group, member or organization; or git_remote, whose
    id is a project's directory. `attributes` is a JSON object of text: workspace tags, a key's status, a
    member's seat tier, the machine a project lies on.
    """

    kind: str
    id: str
    name: str | None
    email: str | None
    attributes: str | None
    seen_at: str


class Frame(Protocol):
    """Rows by column: what of a polars frame is used outside the source that makes it."""

    def write_parquet(self, file: Path, /) -> object:
        """Write all rows to a file."""


class Table(NamedTuple):
    """Rows of one ledger (`metered` or `billed`), by column; columns are named and ordered as the fields."""

    kind: str
    frame: Frame


class Ledgers(NamedTuple):
    """Everything one file or one answer said of the organisation's ledgers."""

    snapshots: list[Snapshot]
    profiles: list[Profile]
    tables: list[Table]
    names: list[Name]


#: A billion dollars in one row is a mistake; sums of such rows would overflow.
_AMOUNT = re.compile(r"([+-]?)([0-9]{1,12})(?:\.([0-9]{1,40}))?")


def usd(text: str) -> str:
    """An amount in dollars as the store takes it; raises ValueError for what is no plain decimal number."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or len((match[3] or "").rstrip("0")) > MOST_PLACES:
        raise ValueError(f"not an amount: {text[:40]!r}")
    return f"{match[1]}{match[2]}" + (f".{match[3]}" if match[3] else "")


def usd_of_cents(text: str) -> str:
    """An amount in cents, possibly with fractions of one, as dollars; exact. Raises ValueError like `usd`."""
    if _AMOUNT.fullmatch(text.strip()) is None:
        raise ValueError(f"not an amount: {text[:40]!r}")
    return usd(format(Decimal(text.strip()).scaleb(-2), "f"))
