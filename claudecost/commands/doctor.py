"""`doctor`: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Error, Exit
from . import options as o

if TYPE_CHECKING:
    from ..checkup.finding import About


def doctor(
    context: typer.Context,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every block of the store, which finds damage nobody met yet.")
    ] = False,
    as_json: o.AsJson = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
) -> None:
    """Check installation, settings, store, prices and clock: what to do.

    Changes nothing, asks no network, shows no secret. Each check is ok, a note
    or a problem; exit 1 when there is a problem. It works when nothing else
    does: with a store that is broken, busy or newer, and without settings.
    """
    from ..checkup.running import check_up
    from ..renderers.output import check_writable, write
    from .doctor_shown import as_json_text, as_text

    check_writable(output)
    about = _about(context, deep)
    findings = list(check_up(about))
    text = (
        as_json_text(about, findings) if as_json else as_text(findings, about.settings, output, ascii=ascii)
    )
    write(text, output)
    if any(finding.grade == "problem" for finding in findings):
        raise typer.Exit(Exit.COULD_NOT)


def _about(context: typer.Context, deep: bool) -> About:
    """What is to be looked at; where the settings cannot be used, by what options and variables say."""
    from ..checkup.finding import About
    from ..config import Settings, default_config, default_store, now

    given, trouble = context.find_root().meta, None
    try:
        settings = o.settings_of(context)
    except Error as error:
        trouble = error
        named = given.get("db") or os.environ.get("CLAUDECOST_DB")
        settings = Settings(db=Path(named) if named else default_store(), quiet=bool(given.get("quiet")))
    try:
        moment = now()
    except Error as error:
        trouble = trouble or error
        moment = now({})
    config = given.get("config") or os.environ.get("CLAUDECOST_CONFIG")
    return About(
        settings=settings,
        config=Path(config) if config else default_config(),
        trouble=trouble,
        environ=os.environ,
        home=_home(),
        now=moment,
        is_deep=deep,
    )


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None
