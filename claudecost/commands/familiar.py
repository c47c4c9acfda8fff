"""What ccusage's users type, for the commands that know it: options, the shape of JSON, flags explained."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ..errors import BadConfig, Misuse
from . import options as o

if TYPE_CHECKING:
    from pathlib import Path

    from ..reports.shape import Report

Shape = Literal["claudecost", "ccusage"]
SHAPES: tuple[Shape, ...] = ("claudecost", "ccusage")

Breakdown = Annotated[
    bool, typer.Option("--breakdown", "-b", help="What each model comes to, below each row.")
]
Instances = Annotated[bool, typer.Option("--instances", "-i", help="One project after another.")]
InstancesLong = Annotated[bool, typer.Option("--instances", hidden=True)]
SessionId = Annotated[
    str | None,
    typer.Option("--id", "-i", metavar="ID", help="Only this session, by its id or how it begins."),
]
SessionIdLong = Annotated[str | None, typer.Option("--id", metavar="ID", hidden=True)]
Aliases = Annotated[
    str | None,
    typer.Option("--project-aliases", metavar="A=B[,C=D]", help="Call project A B (not in JSON)."),
]
Compact = Annotated[bool, typer.Option("--compact", help="A narrow table: input, output and cost.")]
NoCost = Annotated[bool, typer.Option("--no-cost", help="Tokens only.")]
Order = Annotated[
    str | None,
    typer.Option("--order", metavar="asc|desc", help="Oldest or newest first; also `-o asc`, `-o desc`."),
]
Sections = Annotated[
    str | None,
    typer.Option("--sections", metavar="NAME[,NAME...]", help="These too: daily, weekly, monthly, session."),
]
WeekStarts = Annotated[
    str | None,
    typer.Option("--start-of-week", "-w", metavar="DAY", help="Weeks from this day on: sunday ..."),
]
WeekStartsHidden = Annotated[str | None, typer.Option("--start-of-week", "-w", hidden=True)]
JsonShape = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="claudecost, or ccusage: its keys, for scripts (CLAUDECOST_JSON)."),
]
ByAgent = Annotated[bool, typer.Option("--by-agent", hidden=True)]

#: Flags that change nothing here, as parameters: name, declaration, what it is if it is not given. What a
#: command has itself, such as a breakdown, means something there.
_ACCEPTED: dict[str, tuple[Any, object]] = {
    "all_sources": (Annotated[bool, typer.Option("--all", hidden=True)], False),
    "mode": (Annotated[str | None, typer.Option("--mode", "-m", hidden=True)], None),
    "debug": (Annotated[bool, typer.Option("--debug", "-d", hidden=True)], False),
    "debug_samples": (Annotated[int | None, typer.Option("--debug-samples", hidden=True)], None),
    "single_thread": (Annotated[bool, typer.Option("--single-thread", hidden=True)], False),
    "offline": (Annotated[bool | None, typer.Option("--offline/--no-offline", "-O", hidden=True)], None),
    "breakdown": (Annotated[bool, typer.Option("--breakdown", "-b", hidden=True)], False),
}

#: Taken by all of them as well, and done: the JSON goes through jq.
_JQ: dict[str, tuple[Any, object]] = {
    "jq": (Annotated[str | None, typer.Option("--jq", metavar="FILTER", hidden=True)], None),
}


def accepting(command: Callable[..., None]) -> Callable[..., None]:
    """The command, taking ccusage's flags that change nothing as well, and saying so once on stderr.

    With `--jq` what it writes goes through jq.
    """

    signature = inspect.signature(command, eval_str=True)
    accepts = {name: one for name, one in _ACCEPTED.items() if name not in signature.parameters}
    added_options = accepts | _JQ

    @wraps(command)
    def accepted(context: typer.Context, **given: Any) -> None:
        flags = {name: given.pop(name) for name in accepts}
        jq = given.pop("jq")
        explain(context, _given(context, **flags), is_json=jq is not None or _wants_json(**given))
        if jq is None:
            command(context, **given)
            return
        from .familiar_jq import through_jq

        through_jq(jq, command, context, given)

    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=declared)
        for name, (declared, default) in added_options.items()
    ]
    known = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in signature.parameters.values()]
    accepted.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[known[0].replace(kind=inspect.Parameter.POSITIONAL_OR_KEYWORD), *known[1:], *added]
    )
    accepted.__annotations__ = {
        **command.__annotations__, **{name: declared for name, (declared, _) in added_options.items()},
    }  # fmt: skip
    return accepted


def of_claude_code(command: Callable[..., None]) -> Callable[..., None]:
    """The command, standing on Claude Code's own usage unless --source names another."""

    @wraps(command)
    def standing(context: typer.Context, **given: Any) -> None:
        command(context, **{**given, "source": given.get("source") or ["claude-code"]})

    return standing


def explain(context: typer.Context, flags: list[str], *, is_json: bool) -> None:
    """Say on stderr why these flags change nothing, each once; to nobody where a script reads the JSON."""
    if not flags or context.find_root().meta.get("quiet") or (is_json and not sys.stderr.isatty()):
        return
    from ..familiar.flags import explained

    for sentence in explained(flags):
        o.complain(f"note: {sentence}")


def _wants_json(
    *,
    format: str | None,
    as_json: bool,
    as_csv: bool,
    json_shape: str | None,
    output: Path | None,
    **others: object,
) -> bool:
    """Whether the options come to JSON, whatever else is wrong with them."""
    if as_json or format is not None:
        return as_json or format == "json"
    return not as_csv and (json_shape is not None or str(output).endswith(".json"))


def _given(
    context: typer.Context,
    *,
    all_sources: bool,
    mode: str | None,
    debug: bool,
    debug_samples: int | None,
    single_thread: bool,
    offline: bool | None,
    breakdown: bool = False,
) -> list[str]:
    """The flags that were given and change nothing, as the table of them spells them."""
    from ..familiar.flags import MODES

    if mode is not None and mode not in MODES:
        raise Misuse(f"there is no mode '{mode}'", hint=f"modes are: {', '.join(MODES)}")
    asked = {
        "--all": all_sources,
        "--breakdown": breakdown,
        "--mode display": mode == "display",
        "--debug": debug,
        "--debug-samples": debug_samples is not None,
        "--single-thread": single_thread,
        "--no-offline": offline is False,
        "--config *.json": _is_theirs(context),
    }
    return [flag for flag, is_given in asked.items() if is_given]


def _is_theirs(context: typer.Context) -> bool:
    """Whether `--config` names a file of ccusage's; it is then as good as not given."""
    given = context.find_root().meta
    if not str(given.get("config", "")).endswith(".json"):
        return False
    del given["config"]
    return True


def json_shape(option: str | None) -> Shape:
    """`--json-shape`, else CLAUDECOST_JSON, else our own; raises Misuse or BadConfig for one there is not."""
    for shape in SHAPES:
        if option == shape:
            return shape
    if option is not None:
        raise Misuse(f"there is no JSON shape '{option}'", hint=f"shapes are: {', '.join(SHAPES)}")
    named = os.environ.get("CLAUDECOST_JSON") or "claudecost"
    for shape in SHAPES:
        if named == shape:
            return shape
    raise BadConfig(
        f"CLAUDECOST_JSON names no JSON shape: '{named}'", hint=f"shapes are: {', '.join(SHAPES)}"
    )


def chosen_format(
    format: str | None, as_json: bool, as_csv: bool, output: Path | None, shape: str | None
) -> tuple[str, Shape]:
    """The format, and the shape its JSON has; to name a shape is to ask for JSON. Raises Misuse."""
    wants_json = as_json or (shape is not None and not as_csv and format is None)
    chosen = o.chosen_format(format, wants_json, as_csv, output)
    if shape is not None and chosen != "json":
        raise Misuse(f"--json-shape is for JSON, and {chosen} was asked for", hint="leave one of them out")
    return chosen, json_shape(shape)


def is_descending(order: str | None, desc: bool | None) -> bool | None:
    """`--order` as `--desc` says it; raises Misuse for any other word and where the two differ."""
    if order is None:
        return desc
    if order not in ("asc", "desc"):
        raise Misuse(f"there is no order '{order}'", hint="it is asc or desc; --sort names a column")
    if desc is not None and desc != (order == "desc"):
        raise Misuse(
            f"--order {order} and --{'desc' if desc else 'asc'} differ", hint="leave one of them out"
        )
    return order == "desc"


def arranged(report: Report, compact: bool, no_cost: bool) -> Report:
    """The report narrower, or without amounts, if that was asked for."""
    from ..reports.arranged import compact as narrow
    from ..reports.arranged import without_cost

    report = narrow(report) if compact else report
    return without_cost(report) if no_cost else report
