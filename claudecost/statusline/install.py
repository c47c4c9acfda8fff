"""`--install`: the lines for Claude Code's settings, shown; written only with the word for it.

Not part of a status line's way, so that it may import what it needs.
"""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

from ..settings_json import change, program, settings_path


def install(settings: str | None, words: list[str], *, write: bool) -> None:
    """Show the lines; with `write` put them into the settings, all else kept. Raises what `change` does.

    `words` are those of this run: how the line is to look, and which store it is about, holds later too.
    """
    path = Path(settings).expanduser() if settings else settings_path()
    wanted = {"type": "command", "command": command(words), "padding": 0}
    if not write:
        print(json.dumps({"statusLine": wanted}, indent=2))
        print(
            f"these lines belong into {path};\n"
            "`claudecost statusline --install --write` puts them there and keeps a backup",
            file=sys.stderr,
        )
        return
    before: list[Any] = []

    def with_ours(found: dict[str, Any]) -> dict[str, Any]:
        before.append(found.get("statusLine"))
        return {**found, "statusLine": wanted}

    done = change(path, with_ours)
    if not done.is_changed:
        print(f"{path} has the status line already", file=sys.stderr)
        return
    said = f"wrote the status line into {path}"
    if before[0] is not None:
        said += f", in place of {json.dumps(before[0])[:200]}"
    if done.backup is not None:
        said += f"; what was there before is in {done.backup}"
    print(said, file=sys.stderr)


def command(words: list[str]) -> str:
    """How Claude Code calls us: with the words of this run that are not about installing."""
    kept, rest = [], list(words)
    while rest:
        word = rest.pop(0)
        if word == "--settings":
            del rest[:1]
        elif word not in ("--install", "--write") and not word.startswith("--settings="):
            kept.append(word)
    return shlex.join([*program(), "statusline", *kept])
