"""The map: which commands there are, the options all of them take, and the words for what goes wrong."""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ._version import __version__
from .commands import options as o
from .commands import waiting
from .errors import Error, Exit, Misuse, one_line
from .familiar.spelling import respelled
from .verbs import COMMANDS, Sections, added

if TYPE_CHECKING:
    from .sources.claude_code.glimpse import Glimpse

EPILOG = """Exit codes: 0 done; 1 could not; 2 misused; 3 done, but look (--strict); 4 a budget
is exceeded; 65 bad data; 69 a service did not answer; 73 cannot write; 75 the store is busy;
77 no permission; 78 bad configuration; 130 interrupted."""

app = typer.Typer(
    name="claudecost",
    cls=Sections,
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

#: Taken before or after the command's name.
EVERYWHERE = (
    "db", "config", "pricing", "teams", "quiet", "verbose", "color", "lock_timeout", "skip_if_running",
)  # fmt: skip


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"claudecost {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True, epilog=EPILOG)
def root(
    context: typer.Context,
    db: Annotated[
        Path | None, typer.Option("--db", metavar="FILE", help="The store (CLAUDECOST_DB).")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="Settings (CLAUDECOST_CONFIG).")
    ] = None,
    pricing: Annotated[
        Path | None, typer.Option("--pricing", metavar="DIR", help="Price tables laid over the shipped ones.")
    ] = None,
    teams: Annotated[
        Path | None, typer.Option("--teams", metavar="FILE", help="Who bears what (CLAUDECOST_TEAMS).")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No talk on stderr.")] = False,
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", count=True, help="More talk; twice for tracebacks.")
    ] = 0,
    color: Annotated[
        str | None, typer.Option("--color", metavar="WHEN", help="auto, always or never.")
    ] = None,
    lock_timeout: waiting.LockTimeout = None,
    skip_if_running: waiting.SkipIfRunning = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    timezone: o.Timezone = None,
    format: o.Format = None,
    as_json: o.AsJson = False,
    as_csv: o.AsCsv = False,
    ascii: o.Ascii = False,
    output: o.Output = None,
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
    otherwise: Annotated[
        Path | None,
        typer.Option("--or", metavar="DIR", help="What to show when you have no transcripts of your own."),
    ] = None,
) -> None:
    """What Claude costs you, exactly: this month at a glance, and every report behind it.

    Reads the transcripts Claude Code leaves in ~/.claude, prices them by dated
    price tables, and names what it could not price. Takes in your organisation's
    exports and API figures as well, and says why the bill differs.
    """
    given = {
        "db": db,
        "config": config,
        "pricing": pricing,
        "teams": teams,
        "quiet": quiet,
        "verbose": verbose,
        "color": color,
        "lock_timeout": lock_timeout,
        "skip_if_running": skip_if_running,
    }
    context.meta.update({name: value for name, value in given.items() if value})
    _wait_as_asked(context)
    if context.invoked_subcommand is not None:
        _refuse_misplaced(context)
    else:
        from .commands.overview import overview

        overview(context, timezone, format, as_json, as_csv, ascii, output, no_ingest, strict, otherwise)


def _refuse_misplaced(context: typer.Context) -> None:
    """An option of the overview in front of a command would change nothing: say so instead."""
    for option in context.command.params:
        name = option.name
        if name in EVERYWHERE or name in (None, "version") or not context.params.get(name):
            continue
        spelled = max(option.opts, key=len)
        raise Misuse(
            f"{spelled} stands before the command, where it changes nothing",
            hint=f"write it after: claudecost {context.invoked_subcommand} {spelled} ...",
        )


def command(arguments: Sequence[str]) -> Any:
    """The command tree, as far as a line needs it; its every branch knows the options of `EVERYWHERE`."""
    added(app, arguments)
    tree = typer.main.get_command(app)
    shared = [option for option in tree.params if option.name in EVERYWHERE]
    _share(tree, shared)
    return tree


def _share(branch: Any, shared: Sequence[Any]) -> None:
    for twig in getattr(branch, "commands", {}).values():
        for option in shared:
            twin = copy.copy(option)
            twin.expose_value, twin.callback = False, _remember
            twig.params.append(twin)
        _share(twig, shared)


def _remember(context: typer.Context, option: Any, value: object) -> object:
    if value:
        context.find_root().meta[option.name] = value
        if option.name in ("lock_timeout", "skip_if_running"):
            _wait_as_asked(context.find_root())
    return value


def _wait_as_asked(root: Any) -> None:
    """Have the patience asked for until the command line has been run."""
    if "lock_timeout" in root.meta or "skip_if_running" in root.meta:
        root.with_resource(waiting.as_asked(root.meta))


def main(arguments: Sequence[str] | None = None, glimpse: Glimpse | None = None) -> int:
    """Run a command line; the exit code. Every error has become words by the time this returns.

    `glimpse` is a look at this user's transcripts, begun while this module was still being imported.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - open as long as the process
    given = respelled(sys.argv[1:] if arguments is None else arguments, COMMANDS, os.environ)
    try:
        outcome = command(given).main(given, prog_name="claudecost", standalone_mode=False, obj=glimpse)
        sys.stdout.flush()
        return int(outcome) if isinstance(outcome, int) else Exit.DONE
    except Error as error:
        if waiting.is_skipped(error, given):
            return error.exit_code
        o.complain(error.in_a_line() if o.is_terse(given) else str(error))
        return error.exit_code
    except typer.TyperException as error:
        if o.is_terse(given):
            o.complain(one_line("error", error.format_message(), None))
        elif (show := getattr(error, "show", None)) is not None:
            shown = StringIO()
            show(shown)
            o.complain(shown.getvalue().rstrip("\n"))
        return int(getattr(error, "exit_code", Exit.COULD_NOT))
    except (KeyboardInterrupt, typer.Abort):
        o.complain("interrupted")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _let_go_of_output()
        return Exit.DONE
    except OSError as error:
        _let_go_of_output()
        o.complain(f"error: cannot read or write: {(error.strerror or type(error).__name__).lower()}")
        return Exit.CANNOT_WRITE
    except Exception as error:
        if "-vv" in given:
            raise
        bug = _our_bug(error)
        o.complain(bug.splitlines()[0] if o.is_terse(given) else bug)
        return Exit.COULD_NOT


def _let_go_of_output() -> None:
    """Leave nothing for the interpreter to flush into a place that takes nothing."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _our_bug(error: Exception) -> str:
    """A bug of ours: its kind and place, never its message, which could hold anything."""
    trace, last = error.__traceback__, "?"
    while trace is not None:
        code = trace.tb_frame.f_code
        if "claudecost" in code.co_filename:
            last = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"error: claudecost met a bug of its own ({type(error).__name__} at {last})\n"
        "  nothing was changed beyond what was already said\n"
        "  hint: run it again with -vv for the whole story, and report it"
    )
