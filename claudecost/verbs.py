"""Every command there is: where help lists it, and how it gets into the tree.

A command's module is only imported when a line names it: a small report should not wait for all the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial
from importlib import import_module
from typing import Any

import typer

from .errors import Misuse

#: Adds a command to the tree's root.
Adding = Callable[[typer.Typer], None]

#: For a command that reads its own words.
ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True}

#: The reports on usage: what each is always grouped by, and its help.
REPORTS = {
    "report": ("", "Usage and cost, grouped by anything (--by)."),
    "daily": ("day", "Usage and cost by day."),
    "weekly": ("week", "Usage and cost by week (Monday to Sunday)."),
    "monthly": ("month", "Usage and cost by month."),
    "session": ("session,project", "Usage and cost by conversation."),
}

#: Where those of `claude` are different.
OF_CLAUDE = {"weekly": ("week", "Usage and cost by week (Sunday to Saturday).")}

#: ccusage's other programs.
OTHER_PROGRAMS = frozenset(
    ("amp", "antigravity", "codebuff", "codex", "copilot", "droid", "gemini", "goose", "grok", "hermes")
) | {"kilo", "kimi", "openclaw", "opencode", "pi", "qwen", "zcode"}


def one(name: str, module: str | None = None, *, hidden: bool = False) -> Adding:
    """A command that is the function of its name in a module of its name in `commands`."""

    def add(app: typer.Typer) -> None:
        function = name.replace("-", "_")
        home = import_module(f".commands.{module or function}", __package__)
        app.command(name, hidden=hidden)(getattr(home, function))

    return add


def group(name: str) -> Adding:
    """A command with commands of its own: the `app` of a module of its name in `commands`."""

    def add(app: typer.Typer) -> None:
        app.add_typer(import_module(f".commands.{name}", __package__).app, name=name)

    return add


def _usage(name: str) -> Adding:
    def add(app: typer.Typer) -> None:
        from .commands.report import usage_command

        app.command(name)(usage_command(name, *REPORTS[name]))

    return add


def _blocks(app: typer.Typer) -> None:
    from .commands.blocks import blocks
    from .commands.familiar import accepting

    app.command("blocks")(accepting(blocks))


def _statusline(app: typer.Typer) -> None:
    from .commands.statusline import statusline

    app.command("statusline", add_help_option=False, context_settings=ANYTHING)(statusline)


def _claude(app: typer.Typer, named: Collection[str] | None = None) -> None:
    """The group with all its reports, or with those named alone."""
    reports = typer.Typer(help="The reports on Claude Code's own usage alone, as ccusage spells them.")
    app.add_typer(reports, name="claude")
    if named is not None and not named:
        return
    from .commands.blocks import blocks
    from .commands.familiar import accepting, of_claude_code
    from .commands.report import usage_command

    for name, (by, summary) in (REPORTS | OF_CLAUDE).items():
        if name != "report" and (named is None or name in named):
            reports.command(name)(usage_command(name, by, summary, of_claude_code=True))
    if named is None or "blocks" in named:
        reports.command("blocks")(accepting(of_claude_code(blocks)))
    _statusline(reports)


#: Help's headings, and below each its commands with how they are added, in the order it shows them.
SECTIONS: dict[str, dict[str, Adding]] = {
    "What was spent": {
        **{name: _usage(name) for name in REPORTS},
        "blocks": _blocks,
        "live": one("live"),
        "statusline": _statusline,
        "page": one("page"),
        "claude": _claude,
    },
    "Why": {
        "explain": one("explain"),
        "compare": one("compare"),
        "whatif": one("whatif"),
        "parity": one("parity"),
        "plan": one("plan"),
        "coverage": one("coverage"),
        "price": one("price"),
        "prices": group("prices"),
        "tokenizer": group("tokenizer"),
    },
    "Taking usage in": {
        "ingest": one("ingest"),
        "sync": one("sync"),
        "pack": one("pack"),
        "hook": one("hook"),
    },
    "The organisation and its books": {
        "teams": group("teams"),
        "budget": group("budget"),
        "reconcile": one("reconcile"),
        "close": one("close"),
        "restate": one("restate"),
        "export": one("export"),
        "email": one("email"),
    },
    "This installation": {
        "doctor": one("doctor"),
        "config": group("config"),
        "schedule": one("schedule"),
        "completion": one("completion"),
        "manual": one("manual"),
        "complete-line": one("complete-line", "completion", hidden=True),
    },
}

#: Every command and how to add it.
COMMANDS: dict[str, Adding] = {name: add for section in SECTIONS.values() for name, add in section.items()}

#: Commands that speak of all the others: for them every one has to be in the tree.
ABOUT_ALL = {"complete-line", "manual"}


def added(app: typer.Typer, arguments: Collection[str]) -> None:
    """Fill the tree's root with what a line needs: the commands it names; all, for help and near misses."""
    app.registered_commands.clear()
    app.registered_groups.clear()
    named = [name for name in arguments if name in COMMANDS]
    if not named or not ABOUT_ALL.isdisjoint(named):
        named = list(COMMANDS)
    elif named[0] == "claude":
        _claude(app, named[1:] or None)
        return
    for name in COMMANDS:
        if name in named:
            adding = COMMANDS[name]
            (partial(_claude, named=()) if adding is _claude and ABOUT_ALL.isdisjoint(named) else adding)(app)


def in_short(sentence: str, limit: int) -> str:
    """A sentence cut to so many characters where a part of it ends; the first part is always kept."""
    if len(sentence) <= limit:
        return sentence
    first, *others = re.split(r"(?<=[,;:]) ", sentence)
    kept = first
    for part in others:
        if len(kept) + 1 + len(part) > limit:
            break
        kept += f" {part}"
    return kept.rstrip(",;:.")


class Sections(typer.core.TyperGroup):
    """A root whose help lists its commands under the headings above."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command a line names; raises Misuse for a program that is not Claude's."""
        if args and args[0] in OTHER_PROGRAMS:
            raise Misuse(
                f"claudecost knows Claude only, not {args[0]}",
                hint="its reports are: claudecost daily, weekly, monthly, session, blocks",
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write one list a heading; in it only what is in the tree and not hidden."""
        limit = formatter.width - 6 - max(map(len, COMMANDS))
        for title, section in SECTIONS.items():
            shown = [(name, self.commands[name]) for name in section if name in self.commands]
            rows = [
                (name, in_short(twig.get_short_help_str(1000), limit))
                for name, twig in shown
                if not twig.hidden
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
