"""The map: which commands there are, the options all of them take, and the words for what goes wrong."""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ._version import __version__
from .commands import options as o
from .errors import Error, Exit, Misuse, one_line

if TYPE_CHECKING:
    from .sources.claude_code.glimpse import Glimpse

EPILOG = """Exit codes: 0 done; 1 could not; 2 misused; 3 done, but look (--strict); 4 a budget
is exceeded; 65 bad data; 69 a service did not answer; 73 cannot write; 75 the store is busy;
77 no permission; 78 bad configuration; 130 interrupted."""

app = typer.Typer(
    name="claudecost",
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

#: Taken before or after the command's name.
EVERYWHERE = ("db", "config", "pricing", "teams", "quiet", "verbose", "color")


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
    }
    context.meta.update({name: value for name, value in given.items() if value})
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


def _usage(name: str, by: str, summary: str) -> Callable[[], None]:
    def add() -> None:
        from .commands.report import usage_command

        app.command(name)(usage_command(name, by, summary))

    return add


def _ingest() -> None:
    from .commands.ingest import ingest

    app.command("ingest")(ingest)


def _reconcile() -> None:
    from .commands.reconcile import reconcile

    app.command("reconcile")(reconcile)


def _explain() -> None:
    from .commands.explain import explain

    app.command("explain")(explain)


def _export() -> None:
    from .commands.export import export

    app.command("export")(export)


def _page() -> None:
    from .commands.page import page

    app.command("page")(page)


def _sync() -> None:
    from .commands.sync import sync

    app.command("sync")(sync)


def _compare() -> None:
    from .commands.compare import compare

    app.command("compare")(compare)


def _whatif() -> None:
    from .commands.whatif import whatif

    app.command("whatif")(whatif)


def _email() -> None:
    from .commands.email import email

    app.command("email")(email)


def _tokenizer() -> None:
    from .commands.tokenizer import app as tokenizer

    app.add_typer(tokenizer, name="tokenizer")


def _budget() -> None:
    from .commands.budget import app as budget

    app.add_typer(budget, name="budget")


def _close() -> None:
    from .commands.close import close

    app.command("close")(close)


def _restate() -> None:
    from .commands.restate import restate

    app.command("restate")(restate)


def _teams() -> None:
    from .commands.teams import app as teams

    app.add_typer(teams, name="teams")


def _schedule() -> None:
    from .commands.schedule import schedule

    app.command("schedule")(schedule)


def _price() -> None:
    from .commands.price import price

    app.command("price")(price)


def _prices() -> None:
    from .commands.prices import app as prices

    app.add_typer(prices, name="prices")


#: Every command and how to add it to the tree, in the order help shows them.
COMMANDS: dict[str, Callable[[], None]] = {
    "report": _usage("report", "", "Usage and cost, grouped by anything (--by)."),
    "daily": _usage("daily", "day", "Usage and cost by day."),
    "weekly": _usage("weekly", "week", "Usage and cost by week (Monday to Sunday)."),
    "monthly": _usage("monthly", "month", "Usage and cost by month."),
    "session": _usage("session", "session,project", "Usage and cost by conversation."),
    "explain": _explain,
    "ingest": _ingest,
    "sync": _sync,
    "reconcile": _reconcile,
    "export": _export,
    "page": _page,
    "compare": _compare,
    "whatif": _whatif,
    "email": _email,
    "tokenizer": _tokenizer,
    "teams": _teams,
    "budget": _budget,
    "close": _close,
    "restate": _restate,
    "schedule": _schedule,
    "price": _price,
    "prices": _prices,
}


def command(arguments: Sequence[str]) -> Any:
    """The command tree; the options of `EVERYWHERE` are known to every branch of it.

    A line names one command, so only what it names is built (the rest costs as much as a small report);
    when it names none, all are, for help and for near misses.
    """
    named = [name for name in COMMANDS if name in arguments] or list(COMMANDS)
    app.registered_commands.clear()
    app.registered_groups.clear()
    for name in named:
        COMMANDS[name]()
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
    return value


def main(arguments: Sequence[str] | None = None, glimpse: Glimpse | None = None) -> int:
    """Run a command line; the exit code. Every error has become words by the time this returns.

    `glimpse` is a look at this user's transcripts, begun while this module was still being imported.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - open as long as the process
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        outcome = command(given).main(given, prog_name="claudecost", standalone_mode=False, obj=glimpse)
        sys.stdout.flush()
        return int(outcome) if isinstance(outcome, int) else Exit.DONE
    except Error as error:
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
