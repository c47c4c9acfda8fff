"""Whether what a person keeps can be read: the configuration, the team file, exchange rates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from ..errors import Error
from .access import others_may
from .finding import About, Finding, hint_of, in_short, many

THEME = "settings"

#: Banks publish every working day; older than this, no rate holds any more (see exchange.py).
OLD = timedelta(days=7)


def findings(about: About) -> Iterator[Finding]:
    """The configuration file, its sections, the files it names."""
    yield from _file(about)
    yield from _budgets(about)
    yield from _teams(about)
    yield from _exchange(about)


def _file(about: About) -> Iterator[Finding]:
    if about.trouble is not None:
        hint = hint_of(about.trouble, f"correct {about.config}")
        yield Finding(THEME, "problem", f"the settings cannot be used: {in_short(about.trouble)}", hint)
        yield Finding(THEME, "note", "what follows was looked at by default settings")
        return
    if not about.config.exists():
        yield Finding(THEME, "ok", f"no configuration file, defaults hold ({about.config})")
        return
    if others_may(about.config) == "change":
        yield Finding(
            THEME,
            "note",
            f"other users may change the configuration: {about.config}",
            f"chmod go-w {about.config}",
        )
    else:
        yield Finding(THEME, "ok", f"the configuration can be read: {about.config}")


def _budgets(about: About) -> Iterator[Finding]:
    section = about.settings.sections.get("budgets")
    if section is None:
        return
    from ..budgets import read_budgets

    try:
        budgets = read_budgets(section, None)
    except Error as error:
        yield Finding(THEME, "problem", f"budgets: {in_short(error)}", hint_of(error))
    else:
        yield Finding(THEME, "ok", f"budgets: {len(budgets.limits)}")


def _teams(about: About) -> Iterator[Finding]:
    path = about.settings.teams
    if path is None:
        return
    from ..teams import read_teams

    try:
        allocation = read_teams(path)
    except Error as error:
        yield Finding(THEME, "problem", f"the team file: {in_short(error)}", hint_of(error))
    else:
        teams, rules = many(len(allocation.teams), "team"), many(len(allocation.rules), "rule")
        yield Finding(THEME, "ok", f"the team file can be read: {teams}, {rules} ({path})")


def _exchange(about: About) -> Iterator[Finding]:
    path, currency = about.settings.exchange_rates, about.settings.currency
    if path is None:
        if currency not in (None, "USD"):
            says = f"reports are to show {currency}, and there are no rates"
            yield Finding(THEME, "problem", says, "name a CSV of them: `exchange_rates` in claudecost.yaml")
        return
    yield from _rates(about, path, currency)


def _rates(about: About, path: Path, currency: str | None) -> Iterator[Finding]:
    """The newest rate of the currency reports show, or of whatever the file has first."""
    from ..exchange import read_exchange

    try:
        exchange = read_exchange(path, currency or _first_currency(path))
    except Error as error:
        yield Finding(THEME, "problem", f"exchange rates: {in_short(error)}", hint_of(error))
        return
    newest = max(exchange.rates)
    age = about.now.date() - newest
    says = f"exchange rates: {len(exchange.rates)} of {exchange.currency}, the newest of {newest}"
    if age > OLD:
        hint = f"add newer lines to {path}"
        yield Finding(THEME, "note", f"{says}: {age.days} days old, later days have none", hint)
    else:
        yield Finding(THEME, "ok", says)


def _first_currency(path: Path) -> str:
    """A currency to ask for, where nobody says which; what is wrong with the file is said when it is read."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            lines = [file.readline(200) for _ in range(2)]
    except OSError:
        return "EUR"
    return [*lines[1].split(","), "", "EUR"][1].strip() or "EUR"
