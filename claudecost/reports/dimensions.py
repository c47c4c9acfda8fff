"""Everything a report can be grouped by, named once: where it comes from and how it reads.

A time dimension is cut in the person's time zone, an origin dimension is a
column of `origins_seen` (and of the ledgers' views, where they have it), a model
dimension follows from the price book's knowledge of a profile. To add one: a
line here; every format and filter knows it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from textwrap import wrap

from ..errors import Misuse
from ..periods import label_day, label_month, label_quarter, label_week, label_year, parse_range
from ..records import RateCard
from ..zones import Zone

EPOCH = date(1970, 1, 1)
THE_END = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A name and a column title."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class TimeDimension(Dimension):
    """Labels a local day; `grain` is what the calendar cuts time into for it."""

    grain: str
    label: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class OriginDimension(Dimension):
    """A column that says whose traffic it is."""

    column: str


@dataclass(frozen=True, slots=True)
class BearerDimension(OriginDimension):
    """A column that says who bears it, by the rules of the team file on the usage's UTC day."""


@dataclass(frozen=True, slots=True)
class LedgerDimension(OriginDimension):
    """A column only the organisation's ledgers have."""


@dataclass(frozen=True, slots=True)
class ModelDimension(Dimension):
    """What a profile and its rate card say."""

    of: Callable[[RateCard], str | None]


TIMES = (
    TimeDimension("hour", "Hour", "hour", label_day),
    TimeDimension("day", "Day", "day", label_day),
    TimeDimension("week", "Week", "week", label_week),
    TimeDimension("month", "Month", "month", label_month),
    TimeDimension("quarter", "Quarter", "quarter", label_quarter),
    TimeDimension("year", "Year", "year", label_year),
)

ORIGINS = (
    OriginDimension("project", "Project", "project"),
    OriginDimension("session", "Session", "session_id"),
    OriginDimension("agent", "Agent", "agent_id"),
    OriginDimension("branch", "Branch", "branch"),
    OriginDimension("machine", "Machine", "machine"),
    OriginDimension("user", "User", "user_name"),
    OriginDimension("account", "Account", "account"),
    OriginDimension("entrypoint", "Entrypoint", "entrypoint"),
    OriginDimension("workspace", "Workspace", "workspace"),
    OriginDimension("api_key", "API key", "api_key"),
    OriginDimension("actor", "Actor", "actor"),
    OriginDimension("product", "Product", "product"),
    OriginDimension("source", "Source", "source"),
)

BEARERS = (
    BearerDimension("team", "Team", "team"),
    BearerDimension("team_path", "Team path", "team_path"),
    BearerDimension("cost_center", "Cost centre", "cost_center"),
)

LEDGER_ONLY = (
    LedgerDimension("context_window", "Context window", "context_window"),
    LedgerDimension("cost_type", "Cost type", "cost_type"),
    LedgerDimension("token_type", "Token type", "token_type"),
)

MODELS = (
    ModelDimension("model", "Model", lambda card: card.identity.model),
    ModelDimension("model_id", "Model as logged", lambda card: card.profile.model_id),
    ModelDimension("model_family", "Family", lambda card: card.identity.family),
    ModelDimension("provider", "Provider", lambda card: card.identity.provider),
    ModelDimension("tokenizer", "Tokenizer", lambda card: card.identity.tokenizer),
    ModelDimension("speed", "Speed", lambda card: card.profile.speed or card.identity.speed or "standard"),
    ModelDimension(
        "service_tier",
        "Service tier",
        lambda card: card.profile.service_tier or card.identity.service_tier or "standard",
    ),
    ModelDimension("geo", "Geography", lambda card: card.profile.geo),
)

DIMENSIONS: dict[str, Dimension] = {
    entry.name: entry for entry in (*TIMES, *ORIGINS, *BEARERS, *MODELS, *LEDGER_ONLY)
}

LEDGERS = ("requests", "metered", "billed")

#: What the organisation itself counts is kept by UTC day, and knows of no session and no machine.
_OF_THE_ORGANISATION = (
    *(entry.name for entry in TIMES if entry.name != "hour"),
    *("workspace", "api_key", "actor", "user", "product", "source"),
    *(entry.name for entry in (*BEARERS, *MODELS)),
    "context_window",
)

#: The dimensions of each ledger, in the order help shows them.
KNOWN: dict[str, tuple[str, ...]] = {
    "requests": tuple(name for name in DIMENSIONS if not isinstance(DIMENSIONS[name], LedgerDimension)),
    "metered": _OF_THE_ORGANISATION,
    "billed": (*_OF_THE_ORGANISATION, "cost_type", "token_type"),
}


def choices(what: str, names: Iterable[str]) -> str:
    """A hint that lists what there is, in lines short enough to be read."""
    return "\n".join(wrap(f"{what} are: {', '.join(names)}", 90, break_on_hyphens=False))


class UnknownDimension(Misuse):
    """A name that is no dimension, or none of this ledger."""

    def __init__(self, name: str, ledger: str) -> None:
        import difflib

        known = KNOWN[ledger]
        close = difflib.get_close_matches(name, known, n=2)
        if name in DIMENSIONS:
            what = f"the {ledger} ledger does not know the dimension '{name}'"
        else:
            what = f"there is no dimension '{name}'" + (
                f"; did you mean {' or '.join(close)}?" if close else ""
            )
        elsewhere = [other for other in LEDGERS if name in KNOWN[other]]
        hint = choices(f"dimensions of the {ledger} ledger", known)
        if elsewhere:
            hint = f"add --ledger {elsewhere[-1]}, which knows it;\n{hint}"
        super().__init__(what, hint=hint)


def parse_dimensions(text: str, ledger: str = "requests") -> tuple[Dimension, ...]:
    """`day,model` as dimensions, in the order given; raises UnknownDimension, or Misuse if repeated."""
    known = KNOWN[ledger]
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise Misuse("--by names no dimension", hint=choices("dimensions", known))
    for name in names:
        if name not in known:
            raise UnknownDimension(name, ledger)
        if names.count(name) > 1:
            raise Misuse(
                f"the dimension '{name}' is named twice",
                hint="name it once; daily, weekly, monthly and session group by their own already",
            )
    return tuple(DIMENSIONS[name] for name in names)


def grain_of(dimensions: tuple[Dimension, ...]) -> str:
    """The coarsest cut of time that all time dimensions can be labelled from; `all` without any."""
    grains = {entry.grain for entry in dimensions if isinstance(entry, TimeDimension)}
    if not grains:
        return "all"
    if "hour" in grains:
        return "hour"
    if len(grains) == 1:
        return grains.pop()
    # Weeks cross months, so two different cuts meet only in days.
    return "day"


def start_of(dimension: TimeDimension, label: str, zone: Zone) -> datetime:
    """The first instant of a bucket, in UTC, by its label."""
    if dimension.grain == "hour":
        return datetime.fromisoformat(label).astimezone(UTC)
    since = parse_range(label, None, zone, THE_END).since
    assert since is not None
    return since


def in_time(dimension: TimeDimension, label: str | None) -> str:
    """A text that sorts as the buckets come; hours of a clock set back differ in their offset only."""
    if label is None:
        return ""
    return datetime.fromisoformat(label).astimezone(UTC).isoformat() if dimension.grain == "hour" else label


def time_label(dimension: TimeDimension, bucket: int | None, grain: str) -> str | None:
    """The label of a calendar bucket (see calendar.sql): `2026-W47`, `2026-10-25T02:00+01:00`.

    None for usage of no known date.
    """
    if bucket is None:
        return None
    if grain != "hour":
        return dimension.label(EPOCH + timedelta(days=bucket))
    hours, offset = divmod(bucket, 256)
    quarters = offset - 128
    start = datetime.combine(EPOCH, datetime.min.time(), UTC) + timedelta(minutes=15 * hours)
    if dimension.name != "hour":
        return dimension.label(start.date())
    sign, minutes = ("-" if quarters < 0 else "+"), abs(quarters) * 15
    return f"{start:%Y-%m-%dT%H:%M}{sign}{minutes // 60:02d}:{minutes % 60:02d}"
