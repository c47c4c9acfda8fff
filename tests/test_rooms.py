"""Who knows whom, read from the imports in the source: the table of the house rules, redrawn.

An import inside a function or for a type counts like any other: to import a room is to know it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import claudecost

PACKAGE = Path(claudecost.__file__).parent

#: What each room may lean on besides itself: rooms, or single modules of them.
MAY_KNOW: dict[str, set[str]] = {
    "__init__": {"_version"},
    "_version": set(),
    # errors, money, periods: the standard library, and one another
    "errors": set(),
    "money": set(),
    "zones": {"errors"},
    "periods": {"errors", "zones"},
    # nouns and settings: the row above
    "records": {"errors", "money", "periods", "zones"},
    "yamlfile": {"errors", "money", "periods", "zones"},
    "config": {"errors", "money", "periods", "zones", "yamlfile"},
    "exchange": {"errors", "money", "records"},
    # Claude Code's own directories and its settings file
    "config_dirs": set(),
    "private_file": set(),
    "settings_json": {"config_dirs", "errors"},
    # one machine's observations in one file: what it says of itself, and names hidden in it
    "packing": {"errors"},
    # the heart: what they lean on, and never one another
    "sources": {
        "errors", "money", "packing.envelope", "periods", "zones", "records", "yamlfile", "config",
        "config_dirs",
    },
    "pricing": {"errors", "money", "periods", "zones", "records", "yamlfile", "config"},
    "teams": {"errors", "money", "periods", "zones", "records", "yamlfile", "config"},
    "store": {
        "_version", "errors", "money", "packing.envelope", "periods", "zones", "records", "yamlfile",
        "config",
    },
    "budgets": {"errors", "money", "periods", "zones", "records", "yamlfile", "config"},
    "billing": {"errors", "money", "periods", "zones", "records", "yamlfile", "config"},
    # asks over the network; what an answer means is for the sources to say
    "sync": {"_version", "errors", "periods", "private_file", "sources"},
    # questions and how answers look: no YAML, no terminal; not where rows came from
    "reports": {"errors", "money", "periods", "zones", "records"},
    "renderers": {
        "_version", "errors", "money", "reports.budgets.shape", "reports.live.shape",
        "reports.page.shape", "reports.shape",
    },
    # a month as files: what is in them comes from reports, how a field is written from renderers
    "exporting": {"errors", "money", "renderers", "reports.exporting", "reports.shape"},
    # texts for cron and its like
    "scheduling": {"errors"},
    # called after every message: nothing at all, but to be set up
    "statusline": {"errors", "settings_json"},
    # where rooms meet
    "intake": {"_version", "errors", "packing", "records", "sources", "store", "sync"},
    "asking": {
        "_version", "billing", "budgets", "ccusage", "config", "errors", "exchange", "exporting",
        "familiar", "intake", "money", "periods", "pricing", "records", "reports", "statusline", "store",
        "teams", "webhook", "zones",
    },
    # what ccusage would count and charge, for comparison: its own prices, our reading of the same lines
    "ccusage": {"errors", "money", "records", "sources", "yamlfile"},
    "quoting": {"errors", "money", "pricing", "records", "sources"},
    # a message to a chat, and the one request that posts it
    "webhook": {
        "_version", "config", "errors", "private_file", "renderers", "reports.budgets", "yamlfile",
    },
    # ccusage's ways: its spelling of a line, its flags, the shapes of its JSON around our rows
    "familiar": {"errors", "money", "reports"},
    # figures as a mail, and the mail to a server; where figures come from is not its business
    "mailing": {
        "errors", "money", "private_file", "renderers", "reports.anomalies", "reports.budgets",
        "reports.digest", "yamlfile",
    },
    # help as a page for man(1)
    "manual": {"config"},
    # what a shell offers after a Tab
    "completing": {"errors", "renderers", "reports.dimensions", "store"},
    # what can be wrong with an installation; it has to know every room that can be
    "checkup": {
        "_version", "budgets", "config", "config_dirs", "errors", "exchange", "pricing", "records",
        "sources", "store", "teams", "zones",
    },
    # one verb per file; who talks to the person
    "commands": {
        "_version", "asking", "checkup", "completing", "config", "errors", "exchange",
        "exporting", "familiar", "intake", "mailing", "manual", "money", "packing", "periods", "pricing",
        "quoting", "records", "renderers", "reports", "scheduling", "settings_json", "sources", "statusline",
        "store", "sync", "teams", "webhook", "yamlfile", "zones",
    },
    # the glimpse is begun at the front door and handed through, unopened
    "cli": {
        "_version", "commands", "config", "errors", "familiar.spelling", "sources.claude_code.glimpse",
        "verbs",
    },
    "verbs": {"commands", "errors"},
    "__main__": {"_version", "cli", "sources.claude_code.glimpse", "statusline"},
}  # fmt: skip

#: Heavy or particular libraries, and the rooms that own them.
OWNED = {
    "duckdb": {"store"},
    "_duckdb": {"store"},
    "yaml": {"yamlfile"},
    "rich": {"renderers", "commands"},
    "typer": {"cli", "commands", "verbs"},
    "platformdirs": {"config"},
    "polars": {"exporting", "sources"},
    "xlsxwriter": {"exporting"},
    "anthropic": {"sync"},
    "jinja2": {"mailing", "renderers"},
    "markupsafe": {"renderers"},
    "msgspec": {"ccusage", "sources", "pricing", "quoting"},
}

#: Files of `commands` that any command may use; everything else there is one command's own.
SHARED = {"familiar", "options", "period", "shown", "waiting"}


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name below it: `store.lock`; `errors` for `errors.py`."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)] = path
    return found


MODULES = modules()


def imports(name: str) -> Iterator[str]:
    """Absolute names of all a module imports, each as far as it is a module."""
    path = MODULES[name]
    package = ["claudecost", *(name.split(".") if path.name == "__init__.py" else name.split(".")[:-1])]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{stem}.{alias.name}"
                yield whole if whole.removeprefix("claudecost.") in MODULES else stem


def known(name: str) -> set[str]:
    """The modules of ours a module imports."""
    return {other.removeprefix("claudecost.") for other in imports(name) if other.startswith("claudecost.")}


def room(module: str) -> str:
    return module.partition(".")[0]


@pytest.mark.parametrize("name", MODULES)
def test_a_room_leans_only_on_those_it_may_know(name: str) -> None:
    allowed = MAY_KNOW[room(name)]
    strangers = {
        other
        for other in known(name)
        if room(other) != room(name)
        and not any(other == one or other.startswith(f"{one}.") for one in allowed)
    }
    assert strangers == set(), f"{name} should never have heard of these"


def test_every_room_is_in_the_table_and_every_row_is_a_room() -> None:
    assert {room(name) for name in MODULES} == set(MAY_KNOW)


def test_commands_do_not_know_each_other() -> None:
    """`price_shown` belongs to `price`; what several share is named in SHARED."""
    for name in MODULES:
        if room(name) == "commands" and name != "commands":
            verb = name.split(".")[1].partition("_")[0]
            others = {other.split(".")[1] for other in known(name) if other.startswith("commands.")}
            assert {other for other in others - SHARED if other.partition("_")[0] != verb} == set(), name


@pytest.mark.parametrize("library", OWNED)
def test_a_library_is_imported_only_in_the_rooms_that_own_it(library: str) -> None:
    users = {room(name) for name in MODULES if any(room(other) == library for other in imports(name))}
    assert users <= OWNED[library]


def test_no_other_library_is_imported_at_all() -> None:
    """What a store of usage does not need to run: polars, anthropic, jinja2 and whatever comes next."""
    used = {room(other) for name in MODULES for other in imports(name)}
    assert used - set(OWNED) - {"claudecost"} - sys.stdlib_module_names == set()


def test_rooms_do_not_lean_on_each_other_in_circles() -> None:
    leaning = {
        one: {room(other) for name in MODULES if room(name) == one for other in known(name)} - {one}
        for one in MAY_KNOW
    }
    settled: set[str] = set()
    while free := {one for one, others in leaning.items() if one not in settled and others <= settled}:
        settled |= free
    assert settled == set(MAY_KNOW), "the rest lean on each other"
