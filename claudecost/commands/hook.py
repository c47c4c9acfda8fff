"""`hook`: Claude Code tells the store when a conversation ends."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from . import options as o

#: By these words a hook of ours is known again, however it is written.
_OURS = " ingest "


def hook(
    context: typer.Context,
    write: Annotated[
        bool, typer.Option("--write", help="Put it into settings.json; the rest of the file stays.")
    ] = False,
    pack: Annotated[
        Path | None,
        typer.Option("--pack", metavar="DIR", help="Also write this machine's pack into a shared folder."),
    ] = None,
    settings_file: Annotated[
        Path | None,
        typer.Option("--settings", metavar="FILE", help="Another settings.json than your own."),
    ] = None,
) -> None:
    """Print the Claude Code hook that keeps the store fresh, or put it in place.

    At the end of a conversation its transcript is complete: the hook takes it
    in then, in the background, without a word and without holding up the
    client. Nothing is changed without --write; the file as it was is kept
    beside it.
    """
    from ..settings_json import change, settings_path

    settings = o.settings_of(context)
    path = settings_file or settings_path()
    command = _command(context, pack)
    if not write:
        typer.echo(json.dumps(_with_hook({}, command), indent=2))
        o.say(settings, f"these lines belong into {path}; `claudecost hook --write` puts them there")
        return
    done = change(path, lambda there: _with_hook(there, command))
    if not done.is_changed:
        o.say(settings, f"{path} has the hook already")
        return
    kept = f"; the file as it was: {done.backup}" if done.backup else ""
    o.say(settings, f"{path} has the hook now{kept}")


def _command(context: typer.Context, pack: Path | None) -> str:
    """One shell command that is over at once; what it started goes on without the client.

    Options that say which store this is travel along. Any exit code is hidden: a hook that fails would
    be shown to a person who can do nothing about it then, and the next report reads the same anyway.
    """
    from ..settings_json import program

    given = context.find_root().meta
    where = [
        word
        for name in ("db", "config")
        if name in given
        for word in (f"--{name}", str(Path(given[name]).absolute()))
    ]
    steps = [[*program(), "ingest", "--quiet", *where]]
    if pack is not None:
        steps.append([*program(), "pack", "--quiet", "--no-ingest", *where, "-o", f"{pack.absolute()}/"])
    line = "; ".join(shlex.join(step) for step in steps)
    return f"nohup sh -c {shlex.quote(line)} >/dev/null 2>&1 </dev/null &"


def _with_hook(settings: dict[str, Any], command: str) -> dict[str, Any]:
    """The settings with our hook at SessionEnd, once; raises ValueError for hooks that are none.

    One of ours that is there already, perhaps for another store or folder, is replaced where it stands.
    """
    hooks = settings.setdefault("hooks", {})
    if not isinstance(hooks, dict):
        raise ValueError('"hooks" is not an object')
    groups = hooks.setdefault("SessionEnd", [])
    if not isinstance(groups, list):
        raise ValueError('"hooks": {"SessionEnd"} is not a list')
    ours = {"type": "command", "command": command}
    for group in groups:
        there = group.get("hooks") if isinstance(group, dict) else None
        if not isinstance(there, list):
            continue
        for position, one in enumerate(there):
            known = one.get("command") if isinstance(one, dict) else None
            if isinstance(known, str) and "claudecost" in known and _OURS in known:
                there[position] = {**one, "command": command}
                return settings
    groups.append({"hooks": [ours]})
    return settings
