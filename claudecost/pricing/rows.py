"""The nouns of the price book: one frozen class per table, each row with its place and its two clocks.

`Dated` carries what every row has. `start` and `end` are the first and the last
UTC day in force (both included, None: open); `known_since` is the day the row
became known; `layer` is 0 for the shipped book and 1 for the user's own rows.
Rows that are `about` the same thing succeed one another (`timeline.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from claudecost.errors import Place
from claudecost.records import TOKEN_METERS

OWN = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What every row has: where it stands, when it was in force, since when and how well it is known."""

    place: Place
    table: str
    number: int
    layer: int
    start: date
    end: date | None
    known_since: date
    confidence: str
    source: str
    replaces: date | None = None
    note: str | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """The things this row says something about, each in words that name it and no other."""
        return ()

    @property
    def at(self) -> str:
        """File and line, short for the shipped book: `prices.yaml:212`."""
        return str(self.place) if self.layer == OWN else f"{self.table}:{self.place.line}"

    @property
    def known(self) -> str:
        """Since when, how well and from whom it is known."""
        return f"known {self.known_since}, {self.confidence}, {self.source}"

    @property
    def specific(self) -> bool:
        """Whether the row names its models, where it might have said `all`."""
        return False

    @property
    def rank(self) -> tuple[int, bool, date, int]:
        """Of two rows in force the higher speaks: own, naming the model, known later, further down."""
        return (self.layer, self.specific, self.known_since, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(Dated):
    """One Claude model and every other name that means exactly it, as (provider, name) pairs."""

    id: str
    name: str
    family: str | None
    tokenizer: str | None
    context_tokens: int | None
    released: date
    deprecated: date | None = None
    retired: date | None = None
    not_before: date | None = None
    spellings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Price(Dated):
    """USD per million tokens by meter, for prompts of more than `prompt_over` tokens.

    A meter that is absent has no price; a row without any says that this is no longer sold.
    """

    model: str
    speed: str
    prompt_over: int
    usd_per_mtok: dict[str, Decimal]

    @property
    def about(self) -> tuple[str, ...]:
        """The model, at this speed, for prompts of this size."""
        fast = f" {self.speed}" if self.speed != "standard" else ""
        over = f" over {self.prompt_over} tokens" if self.prompt_over else ""
        return (f"{self.model}{fast}{over}",)

    def __str__(self) -> str:
        return f"{self.at} {self.about[0]} from {self.start} ({self.known})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier(Dated):
    """A factor on prices and the conditions it asks for; a condition that is None asks for nothing.

    `models` None means all of them.
    """

    modifier: str
    models: tuple[str, ...] | None
    input_factor: Decimal
    output_factor: Decimal
    service_tier: str | None = None
    geo: str | None = None
    endpoint: str | None = None
    prompt_over: int = 0
    platforms: tuple[str, ...] | None = None
    speeds: tuple[str, ...] | None = None

    def factor(self, meter: str) -> Decimal:
        """What it multiplies the price of a token meter by."""
        return self.output_factor if meter == "output" else self.input_factor

    @property
    def specific(self) -> bool:
        """Whether the row names its models."""
        return self.models is not None

    @property
    def about(self) -> tuple[str, ...]:
        """The modifier with its conditions, for each of its models."""
        over = f"over {self.prompt_over} tokens" if self.prompt_over else None
        where, how = "/".join(self.platforms or ()), "/".join(self.speeds or ())
        asks = (self.modifier, self.service_tier, self.geo, self.endpoint, over, where, how)
        return tuple(" ".join(filter(None, (*asks, model))) for model in self.models or ("all",))


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheRule(Dated):
    """How cache prices follow from the input price; only to cross-check prices.yaml."""

    models: tuple[str, ...] | None
    factors: dict[str, Decimal]

    @property
    def specific(self) -> bool:
        """Whether the row names its models."""
        return self.models is not None

    @property
    def about(self) -> tuple[str, ...]:
        """Each of its models."""
        return tuple(f"cache multipliers of {model}" for model in self.models or ("all",))


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTier(Dated):
    """A service tier usage can name, and why it has no price if it has none."""

    service_tier: str
    priced: bool
    reason: str

    @property
    def about(self) -> tuple[str, ...]:
        """The tier."""
        return (f"service tier {self.service_tier}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee(Dated):
    """USD per `unit` of something that is not tokens; a shorter run counts as `minimum_minutes`."""

    fee: str
    price: Decimal
    unit: str | None = None
    minimum_minutes: int = 0

    @property
    def about(self) -> tuple[str, ...]:
        """The fee."""
        return (f"fee {self.fee}",)

    def __str__(self) -> str:
        return f"{self.at} {self.fee} from {self.start} ({self.known})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance(Dated):
    """Hours an organisation gets free per `day` or `month` before a fee starts."""

    fee: str
    hours: int
    per: str

    @property
    def about(self) -> tuple[str, ...]:
        """The fee it is for."""
        return (f"allowance for {self.fee}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokenizer(Dated):
    """How text is counted, and the model it came with."""

    id: str
    name: str
    introduced_with: str

    @property
    def about(self) -> tuple[str, ...]:
        """The tokenizer."""
        return (f"tokenizer {self.id}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(Dated):
    """Tokens of one tokenizer for one token of another, as a range for a kind of text."""

    from_tokenizer: str
    to_tokenizer: str
    content: str
    low: Decimal
    high: Decimal
    likely: Decimal | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """The two tokenizers and the kind of text."""
        return (f"ratio {self.from_tokenizer} to {self.to_tokenizer}, {self.content}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Dated):
    """A subscription: USD per month or year for one person or one seat."""

    plan: str
    price_usd: Decimal
    per: str
    seat: str | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """The plan, the seat and how it is paid."""
        return (f"plan {self.plan} {self.seat or ''} per {self.per}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename(Dated):
    """What a plan is called from a day on; it stays the same plan."""

    plan: str
    renamed: str

    @property
    def about(self) -> tuple[str, ...]:
        """The plan."""
        return (f"name of the plan {self.plan}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Dated):
    """USD that may be spent at list price; `pays_usd` is what it costs where it is bought."""

    credit: str
    amount_usd: Decimal
    per: str
    plans: str
    status: str | None = None
    pays_usd: Decimal | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """The credit and who gets it."""
        return (f"credit {self.credit} for {self.plans}",)


#: The meters whose price follows the input price by a cache factor.
CACHE_METERS = TOKEN_METERS[1:4]
