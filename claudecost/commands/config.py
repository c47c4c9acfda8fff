"""`config`: which settings hold for a run here, and where each comes from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..config import KEYS, SECTIONS, VARIABLES, Settings, default_config
from . import options as o

if TYPE_CHECKING:
    from ..reports.shape import Report

app = typer.Typer(no_args_is_help=True, help="Which settings hold, and where each comes from.")

#: Variables that are no setting of the file, and what they decide. Of a key only that it is set is ever said.
OTHER_VARIABLES = {
    "CLAUDE_CONFIG_DIR": "where Claude Code keeps its transcripts",
    "CLAUDECOST_NOW": "the instant reports take for now",
    "CLAUDECOST_LOCK_TIMEOUT": "how many seconds to wait for a store in use",
    "CLAUDECOST_JSON": "whose JSON keys reports use: ours, or ccusage",
}


@app.command("show")
def show_config(
    context: typer.Context,
    origin: Annotated[bool, typer.Option("--origin", help="Say where each value comes from.")] = False,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
) -> None:
    """Show every setting as it holds for a run from here, the defaults included.

    An option goes before a variable of the environment, that before the file,
    that before the default. The values of sections (budgets, email, smtp ...)
    are not shown, only where they stand: they may name people and secrets.
    """
    from ..renderers.output import check_writable

    settings, chosen = o.settings_of(context), o.chosen_format(format, as_json, as_csv, output)
    check_writable(output)
    file = Path(context.find_root().meta.get("config") or _variable("CLAUDECOST_CONFIG") or default_config())
    o.show(
        _report(settings, file, with_origin=origin or chosen != "table"),
        chosen,
        settings,
        output,
        ascii=ascii,
    )


@app.command("keys")
def list_keys() -> None:
    """List every key claudecost.yaml may have, and the variable that goes before it."""
    for key, meaning in KEYS.items():
        variable = f" ({VARIABLES[key]})" if key in VARIABLES else ""
        typer.echo(f"{key:<16}{meaning}{variable}")
    for key, meaning in SECTIONS.items():
        typer.echo(f"{key:<16}{meaning}")


def _variable(name: str) -> str | None:
    import os

    return os.environ.get(name) or None


def _report(settings: Settings, file: Path, *, with_origin: bool) -> Report:
    """One row per setting, section and variable that is set; values as text, None for what is not set."""
    from ..reports.shape import Column, Report

    rows: list[dict[str, object]] = [
        {"key": key, "value": _shown(getattr(settings, key)), "origin": settings.origins[key]} for key in KEYS
    ]
    rows += [
        {"key": key, "value": "(a section)", "origin": f"{file}:{node.line}"}
        for key, node in settings.sections.items()
    ]
    rows += [
        {"key": name, "value": value, "origin": "environment"}
        for name in OTHER_VARIABLES
        if (value := _variable(name))
    ]
    columns = [Column("key", "Setting", "text"), Column("value", "Value", "text")]
    if with_origin:
        columns.append(Column("origin", "Where from", "text"))
    return Report(
        name="config show",
        title=f"Settings; {_file_in_words(file)}",
        columns=tuple(columns),
        rows=rows,
        meta={"dimensions": ["key"], "config_file": _file(file)},
    )


def _shown(value: object) -> str | None:
    return None if value is None else str(value)


def _file(file: Path) -> Mapping[str, object]:
    return {"path": str(file), "exists": file.is_file()}


def _file_in_words(file: Path) -> str:
    return f"the file is {file}" if file.is_file() else f"there is no {file}"
