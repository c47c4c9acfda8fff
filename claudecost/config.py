"""Settings a person keeps: `claudecost.yaml`, under environment variables, under options.

Every key is optional. Precedence: option, environment, file, default.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import BadConfig, Place

if TYPE_CHECKING:
    from .yamlfile import Node

#: The keys there are, with what they mean; `README.md` prints them.
KEYS = {
    "db": "the store file",
    "pricing": "a directory of price tables laid over the shipped ones",
    "timezone": "the zone days are cut in: an IANA name, UTC or local",
    "machine": "the name this machine's usage is kept under",
    "ledger": "the ledger reports stand on: requests, metered or billed",
    "teams": "the team file; without it `teams.yaml` beside the configuration file, if there is one",
    "exchange_rates": "a CSV of dated exchange rates: date, currency, units per US dollar",
    "currency": "the currency reports show beside dollars",
    "log_time": "where your own response logs keep the time, if not in a usual place: $.meta.at",
    "log_message": "where they keep the response: $.resp",
}

#: The variable of the environment that goes before the file, for the keys that have one.
VARIABLES = {
    "db": "CLAUDECOST_DB",
    "pricing": "CLAUDECOST_PRICING",
    "timezone": "CLAUDECOST_TIMEZONE",
    "machine": "CLAUDECOST_MACHINE",
    "ledger": "CLAUDECOST_LEDGER",
    "teams": "CLAUDECOST_TEAMS",
    "exchange_rates": "CLAUDECOST_EXCHANGE_RATES",
    "currency": "CLAUDECOST_CURRENCY",
}

#: Keys whose value is a path; in the file it is relative to the file.
PATHS = frozenset({"db", "pricing", "teams", "exchange_rates"})

#: Parts of the file that are more than one value; whoever needs one reads it, and refuses it whole.
SECTIONS = {
    "billing": "who is on which plan, what is paid by API key or by a cloud, extra usage",
    "budgets": "what may be spent in a month, by team, project, model or in all",
    "email": "who gets which mail",
    "smtp": "the server mail goes out by",
    "webhook": "where a message goes instead of a mail",
}

_DOTTED = re.compile(r"(\$\.)?[^.\s]+(\.[^.\s]+)*")


class NoHome(BadConfig):
    """Nobody says where this user's files are: no HOME, and the system does not know the user."""

    def __init__(self) -> None:
        super().__init__(
            "there is no home directory: HOME is not set",
            impact="and the system knows no user of this number",
            hint="set HOME to a directory this user may write to",
        )


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration file says, None where it is silent; `lines` is where each key stands."""

    db: Path | None = None
    pricing: Path | None = None
    timezone: str | None = None
    machine: str | None = None
    ledger: str | None = None
    teams: Path | None = None
    exchange_rates: Path | None = None
    currency: str | None = None
    log_time: str | None = None
    log_message: str | None = None
    sections: Mapping[str, Node] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for this run, every source of settings taken into account.

    `origins` says for each key of `KEYS` where its value comes from: an option, a variable of the
    environment, a file and line, or `default`.
    """

    db: Path
    pricing: Path | None = None
    timezone: str = "local"
    machine: str | None = None
    ledger: str | None = None
    quiet: bool = False
    verbosity: int = 0
    color: str = "auto"
    teams: Path | None = None
    exchange_rates: Path | None = None
    currency: str | None = None
    log_time: str | None = None
    log_message: str | None = None
    sections: Mapping[str, Node] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)


def settle(
    *,
    db: Path | None,
    config: Path | None,
    pricing: Path | None,
    teams: Path | None = None,
    quiet: bool = False,
    verbosity: int = 0,
    color: str = "auto",
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """Options, environment, file and defaults in one; raises BadConfig for a file that cannot be used."""
    _need_home()
    named = config or _path(environ.get("CLAUDECOST_CONFIG"))
    file = named if named else default_config()
    kept = read_config(file, must_exist=named is not None)
    chosen: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for key in KEYS:
        option = {"db": db, "pricing": pricing, "teams": teams}.get(key)
        chosen[key], origins[key] = _first(key, option, environ, kept, file)
    overlay = chosen["pricing"]
    if overlay is not None and not overlay.is_dir():
        raise BadConfig(
            "the additional price book is not a directory",
            where=Place(str(overlay)),
            hint="--pricing takes a directory with tables like those in pricing/",
        )
    if chosen["teams"] is None and (beside := file.with_name("teams.yaml")).is_file():
        chosen["teams"], origins["teams"] = beside, "beside the configuration file"
    chosen["db"] = chosen["db"] or default_store()
    chosen["timezone"] = chosen["timezone"] or "local"
    return Settings(
        **chosen, quiet=quiet, verbosity=verbosity, color=color, sections=kept.sections, origins=origins
    )


def _first(
    key: str, option: Path | None, environ: Mapping[str, str], kept: Config, file: Path
) -> tuple[Any, str]:
    """A setting by the first source that has it, and which that is; (None, `default`) if none does."""
    if option is not None:
        return option, f"--{key}"
    variable = VARIABLES.get(key)
    if variable and (said := environ.get(variable)):
        return (_path(said) if key in PATHS else said), variable
    if written := getattr(kept, key):
        return written, f"{file}:{kept.lines[key]}"
    return None, "default"


def _need_home() -> None:
    """Raise NoHome where there is none: what is found below it is looked for all over the place."""
    try:
        Path.home()
    except RuntimeError:
        raise NoHome from None


#: Years there can be a present in: away from the calendar's ends, for weeks and months around it are taken.
YEARS = range(1970, 9000)


def now(environ: Mapping[str, str] = os.environ) -> datetime:
    """The present instant; `CLAUDECOST_NOW` (RFC 3339) sets another, so that a report can be repeated."""
    pinned = environ.get("CLAUDECOST_NOW")
    if not pinned:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(pinned)
    except ValueError:
        raise BadConfig(
            "CLAUDECOST_NOW is not an instant", hint="write it like 2026-11-20T12:00:00Z"
        ) from None
    if moment.year not in YEARS:
        raise BadConfig(
            f"CLAUDECOST_NOW is not an instant from {YEARS.start} to {YEARS[-1]}",
            hint="write it like 2026-11-20T12:00:00Z",
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def default_store() -> Path:
    """The store in the platform's data directory."""
    import platformdirs

    return Path(platformdirs.user_data_dir("claudecost", appauthor=False)) / "claudecost.db"


def default_config() -> Path:
    """The configuration file in the platform's configuration directory."""
    import platformdirs

    return Path(platformdirs.user_config_dir("claudecost", appauthor=False)) / "claudecost.yaml"


def default_cache() -> Path:
    """What can be thrown away at any time, in the platform's cache directory."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("claudecost", appauthor=False))


def read_config(path: Path, *, must_exist: bool) -> Config:
    """Read a configuration file; a missing one is fine unless it was asked for by name."""
    if not path.exists():
        if must_exist:
            raise BadConfig(
                "there is no such configuration file",
                where=Place(str(path)),
                hint="check the path, or do without: --config and CLAUDECOST_CONFIG may be left out",
            )
        return Config()
    from .yamlfile import Wanted, read, text

    def place_in_record(node: Node) -> str:
        """A dotted path from a record's top."""
        if _DOTTED.fullmatch(text(node)):
            return text(node)
        raise Wanted(node, "a path such as $.meta.at")

    row = read(path)
    kinds = dict.fromkeys(("log_time", "log_message"), place_in_record)
    values: dict[str, Any] = {key: row.maybe(key, kinds.get(key, text)) for key in KEYS}
    for key in PATHS:
        values[key] = _below(path.parent, values[key])
    sections = {name: node for name, node in row.nodes.items() if name in SECTIONS}
    row.asked.update(SECTIONS)
    row.finish()
    return Config(**values, sections=sections, lines={key: node.line for key, node in row.nodes.items()})


def _path(text: str | None) -> Path | None:
    try:
        return Path(text).expanduser() if text else None
    except RuntimeError:
        raise BadConfig(f"there is no home directory for {text.split('/')[0]}") from None  # type: ignore[union-attr]


def _below(base: Path, text: str | None) -> Path | None:
    """Paths in the file are relative to the file."""
    return base / Path(text).expanduser() if text else None
