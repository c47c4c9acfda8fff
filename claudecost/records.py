"""The nouns that travel between rooms. All frozen; none knows where it came from or goes.

`Observation` lives with the sources that make it (`sources/observation.py`):
it is shaped for speed. What stands here is small and read by several rooms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

#: Token meters in the order every table and file shows them; each is priced in USD per million tokens.
TOKEN_METERS = ("input", "cache_write_5m", "cache_write_1h", "cache_read", "output")

#: The meters of the prompt: their sum decides the prompt band.
PROMPT_METERS = ("input", "cache_write_5m", "cache_write_1h", "cache_read")

#: Priced in USD per thousand searches; no modifier touches it.
WEB_SEARCH = "web_search"

METERS = (*TOKEN_METERS, WEB_SEARCH)


@dataclass(frozen=True, slots=True)
class Profile:
    """What decides an item's rate besides its day and its prompt size, as the source logged it.

    `platform` is `bedrock` or `google` when the message or request id shows it, else None.
    `service_tier`, `speed` and `geo` are lower-case text as logged, or None.
    `refused` means stop reason `refusal` with no output.
    """

    profile_id: int
    model_id: str | None
    platform: str | None = None
    speed: str | None = None
    service_tier: str | None = None
    geo: str | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose model id this is, after stripping decorations and looking it up exactly.

    For an unknown id `known` is False and `model` is the id as logged.
    `provider` is `anthropic`, `bedrock`, `google`, `gateway` or None when nothing tells.
    `endpoint` is `regional` or `global` when a cloud profile prefix says so.
    `speed` and `service_tier` are what a gateway's suffix (`-fast`, `:batch`) says, else None.
    `reason` says why the id alone rules out a price, else None.
    """

    model: str | None
    known: bool
    family: str | None = None
    provider: str | None = None
    tokenizer: str | None = None
    endpoint: str | None = None
    speed: str | None = None
    service_tier: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A price with every modifier multiplied out, for one profile, period and prompt band.

    In force from `valid_from` (00:00 UTC) until before `valid_until` (None: open end), for prompts of
    more than `prompt_over` and at most `prompt_upto` tokens (None: no upper end). `usd_per_mtok` maps a
    token meter to its rate; a meter without a price is absent. `usd_per_thousand_searches` is None where
    searches had no price. `billed` False: used, but free by rule. `why` names the book rows and modifiers.
    """

    profile_id: int
    valid_from: date
    valid_until: date | None
    prompt_over: int
    prompt_upto: int | None
    usd_per_mtok: dict[str, Decimal]
    usd_per_thousand_searches: Decimal | None
    billed: bool = True
    rows: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RateCard:
    """All rates of one profile, whose model it is, and why there are none (or not for all days)."""

    profile: Profile
    identity: Identity
    rates: tuple[Rate, ...] = ()
    unpriced_reason: str | None = None
    notes: tuple[str, ...] = field(default=())
