"""The nouns that travel between rooms. All frozen; none knows where it came from or goes.

`Observation` lives with the sources that make it (`sources/observation.py`):
it is shaped for speed. What stands here is small and read by several rooms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
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


#: The team of what no rule gives to one.
UNALLOCATED = "unallocated"

#: A whole, in the parts that shares are counted in.
WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Team:
    """Who can bear usage.

    `path` names the teams from the top down to this one, joined by `/`. `cost_center` is its own or its
    nearest parent's. `budget_usd` is per month.
    """

    id: str
    name: str
    path: str
    cost_center: str | None = None
    owner: str | None = None
    parent: str | None = None
    budget_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A team's part of what a rule hits: from `start` to `end`, in millionths of the whole."""

    team: str
    start: int = 0
    end: int = WHOLE


@dataclass(frozen=True, slots=True)
class Rule:
    """Usage that meets `match` within its days is borne by `shares`.

    `match` maps an attribute (`email`, `project`, `workspace_tag:team`, ...) to patterns: all attributes must
    meet, one pattern of each is enough. Days are UTC, `until` excluded; None is an open end. `kind` is
    `rule`, `member` (a person or service account on a team) or `tag` (what a workspace is labelled with);
    rules come before members, members before tags. `line` is where it stands in its file.
    """

    number: int
    kind: str
    match: dict[str, tuple[str, ...]]
    shares: tuple[Share, ...]
    since: date | None = None
    until: date | None = None
    line: int = 0
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """A team file as read: teams by id, and rules in the order in which the first that hits decides.

    `tag_of` says which workspace tags name a team (`team`) or a cost centre (`cost_center`) where nothing
    else hits. `sha256` is the digest of the file's bytes.
    """

    path: str
    sha256: str
    teams: dict[str, Team]
    rules: tuple[Rule, ...]
    tag_of: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TokenMeasurement:
    """How many tokens the same texts of one kind take under two tokenizers, and which models were asked.

    `from_tokenizer` is the older of the two. `size` is in bytes. `measured_at` is UTC, without a zone.
    """

    content: str
    from_tokenizer: str
    to_tokenizer: str
    from_model: str
    to_model: str
    texts: int
    size: int
    from_tokens: int
    to_tokens: int
    measured_at: datetime


#: How long an exchange rate holds when no newer one is there: over a weekend and a holiday.
RATE_HOLDS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Units of `currency` for one US dollar by the day they were published, with the file they came from."""

    currency: str
    path: str
    sha256: str
    rates: dict[date, Decimal]

    def on(self, day: date) -> tuple[date, Decimal] | None:
        """The rate for a UTC day and the day it was published; None where there is none for a week back."""
        for back in range(min(RATE_HOLDS.days, (day - date.min).days) + 1):
            published = day - timedelta(days=back)
            if published in self.rates:
                return published, self.rates[published]
        return None

    def by_day(self) -> dict[date, Decimal]:
        """The rate of every UTC day that has one."""
        found: dict[date, Decimal] = {}
        for published in sorted(self.rates):
            for later in range(min(RATE_HOLDS.days, (date.max - published).days) + 1):
                found[published + timedelta(days=later)] = self.rates[published]
        return found


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days people work: some weekdays (Monday is 0), holidays excepted."""

    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()

    def has(self, day: date) -> bool:
        """Whether people work on a local day."""
        return day.weekday() in self.weekdays and day not in self.holidays


#: The percentages of a budget worth a word, where the configuration names no others.
ALERTS = (50, 75, 90, 100)


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent in a local month by what `kind` (`total`, `team`, `project`, `model`) and `name` say.

    `name` is a team's id, or a glob over projects or models; None for the total. From the month of `since` up
    to and without that of `until`, both first days of months; None is an open end. `place` is where it is.
    """

    kind: str
    name: str | None
    usd: Decimal
    alerts: tuple[int, ...] = ALERTS
    since: date | None = None
    until: date | None = None
    place: str = ""

    @property
    def title(self) -> str:
        """`total`, `team shop`, `model claude-opus-*`."""
        return self.kind if self.name is None else f"{self.kind} {self.name}"

    def holds_in(self, month: date) -> bool:
        """Whether it is a budget of the month that begins on this day."""
        return (self.since is None or self.since <= month) and (self.until is None or month < self.until)
