"""`--jq FILTER`: the JSON a command writes, through the jq on PATH."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from typing import Any

import typer

from ..errors import Error, Exit


def through_jq(
    filter: str, command: Callable[..., None], context: typer.Context, given: Mapping[str, Any]
) -> None:
    """Run the command for JSON and write what jq makes of it where the command would have written.

    jq says itself what is wrong with a filter, on stderr; that is then an error, as in ccusage.
    """
    from ..renderers.output import check_writable, write

    program = shutil.which("jq")
    if program is None:
        raise Error(
            "--jq needs the program jq, and there is none on the PATH",
            hint="install jq, or leave --jq out and take --json",
            exit_code=Exit.UNAVAILABLE,
        )
    output = given["output"]
    check_writable(output)
    said, ended = io.StringIO(), None
    with redirect_stdout(said):
        try:
            command(context, **{**given, "as_json": True, "output": None})
        except typer.Exit as early:  # --strict found something; it has written its JSON all the same
            ended = early
    write(_filtered(program, filter, said.getvalue()), output)
    if ended is not None:
        raise ended


def _filtered(program: str, filter: str, text: str) -> str:
    # A filter that begins with a minus (`-.totals.totalCost`) is no option of jq's.
    words = [program, f" {filter}" if filter.startswith("-") else filter]
    done = subprocess.run(words, input=text.encode(), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise Error("jq failed", hint="what it says is above; the filter is that of --jq")
    return done.stdout.decode("utf-8", "replace")
