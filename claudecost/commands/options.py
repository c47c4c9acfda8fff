"""Options several commands share, each described once; and how a run's settings reach a command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from datetime import date

    from ..config import Settings
    from ..errors import Error, Problem
    from ..intake import Intake, Outcome, ProgressOver
    from ..reports.shape import Report
    from ..sources.workers import Progress

Color = Literal["auto", "always", "never"]
COLORS: tuple[Color, ...] = ("auto", "always", "never")

Since = Annotated[
    str | None,
    typer.Option(
        "--since", "-s", metavar="WHEN", help="From this day, month, week, quarter, span or instant on."
    ),
]
Until = Annotated[
    str | None, typer.Option("--until", "-u", metavar="WHEN", help="Up to and including this day or span.")
]
Period = Annotated[
    str | None,
    typer.Option(
        "--period", metavar="WHEN", help="Both ends at once: 2026-11, 2026-W47, last-month, 7d, ytd ..."
    ),
]
Timezone = Annotated[
    str | None,
    typer.Option("--timezone", "-z", metavar="ZONE", help="Where days begin: an IANA name, UTC or local."),
]
Format = Annotated[
    str | None, typer.Option("--format", "-f", metavar="FORMAT", help="table, json, csv, tsv, md or html.")
]
AsJson = Annotated[bool, typer.Option("--json", "-j", help="Short for --format json.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Short for --format csv.")]
CsvRaw = Annotated[
    bool, typer.Option("--csv-raw", help="Do not guard names against being read as spreadsheet formulas.")
]
Ascii = Annotated[bool, typer.Option("--ascii", help="Draw with plain ASCII.")]


def file_to_write(written: str | Path) -> Path:
    """A file or folder named by -o, --to or --eml; raises Misuse for `-o --json`, where there is no name."""
    from ..errors import Misuse

    text = str(written)
    if isinstance(written, str) and text.startswith("-") and text != "-":
        raise Misuse(
            f"{text[:60]} stands where the name of a file or folder was expected",
            hint=f"put the name before it; one that is called so is written ./{text[:60]}",
        )
    return Path(written)


Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", parser=file_to_write, help="Write to a file, whole or not at all."
    ),
]
NoIngest = Annotated[
    bool, typer.Option("--no-ingest", help="Answer from the store as it is, without reading new transcripts.")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", help="Price with the book as it was known on this day."),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit 3 when something is unpriced or could not be read.")
]
Globs = list[str] | None

OnlyModels = Annotated[Globs, typer.Option(metavar="GLOB", help="Only these models.")]
OnlyProjects = Annotated[Globs, typer.Option("--project", "-p", metavar="GLOB", help="Only these projects.")]
OnlySessions = Annotated[Globs, typer.Option(metavar="GLOB", help="Only these sessions.")]
OnlyUsers = Annotated[Globs, typer.Option(metavar="GLOB", help="Only these users.")]
OnlyTeams = Annotated[Globs, typer.Option(metavar="GLOB", help="Only these teams.")]
OnlyCostCenters = Annotated[Globs, typer.Option(metavar="GLOB", help="Only these cost centres.")]
OnlyMachines = Annotated[Globs, typer.Option(metavar="GLOB", help="Only these machines.")]
OnlySources = Annotated[Globs, typer.Option(metavar="GLOB", help="Only these sources.")]
OnlyWorkspaces = Annotated[Globs, typer.Option(metavar="GLOB", help="Only these workspaces.")]
OnlyApiKeys = Annotated[Globs, typer.Option(metavar="GLOB", help="Only these API keys.")]
OnlyProducts = Annotated[Globs, typer.Option(metavar="GLOB", help="Only these products.")]
Sort = Annotated[str | None, typer.Option(metavar="COLUMN", help="Order by this column.")]
Descending = Annotated[bool | None, typer.Option("--desc/--asc", help="Largest or newest first, or last.")]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Show N rows; totals stay.")]
Ledger = Annotated[
    str | None, typer.Option(metavar="NAME", help="The ledger to stand on: requests, metered or billed.")
]
Machine = Annotated[
    str | None, typer.Option("--machine", metavar="NAME", help="The name new usage is kept under.")
]


def settings_of(context: typer.Context) -> Settings:
    """What holds for this run: the options every command takes, over environment, file and defaults."""
    from ..config import settle

    given = context.find_root().meta

    def path(name: str) -> Path | None:
        return Path(given[name]) if name in given else None

    return settle(
        db=path("db"),
        config=path("config"),
        pricing=path("pricing"),
        teams=path("teams"),
        quiet=bool(given.get("quiet")),
        verbosity=int(given.get("verbose") or 0),
        color=given.get("color") or "auto",
    )


#: Options that decide what is read and by which prices, whatever the command.
SETTINGS = ("db", "config", "pricing", "teams")


def flags_of(context: typer.Context) -> list[str]:
    """The `SETTINGS` this run was given as options, paths absolute: for a command that is to answer alike."""
    given = context.find_root().meta
    named = [(name, given[name]) for name in SETTINGS if given.get(name)]
    return [word for name, path in named for word in (f"--{name}", str(Path(path).expanduser().absolute()))]


def own_transcripts(context: typer.Context, settings: Settings, *, no_ingest: bool) -> Intake | None:
    """What a report reads before it answers: this user's own transcripts, or nothing."""
    if no_ingest:
        return None
    from ..intake import Intake

    return Intake(machine=settings.machine, glimpse=context.find_root().obj)


def day_of(text: str | None) -> date | None:
    """`--as-of` as a date; raises Misuse for anything else."""
    from datetime import date

    from ..errors import Misuse

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misuse(f"--as-of {text} is not a day", hint="write it like 2026-11-20") from None


def chosen_format(format: str | None, as_json: bool, as_csv: bool, output: Path | None) -> str:
    """The format asked for, else what the output's name ends in; raises Misuse for two or an unknown one."""
    from ..errors import Misuse
    from ..renderers import FORMATS

    asked = [name for name, wanted in (("json", as_json), ("csv", as_csv)) if wanted]
    asked = list(dict.fromkeys([*asked, *([format] if format else [])]))
    if len(asked) > 1:
        raise Misuse(f"two formats at once: {' and '.join(asked)}", hint="choose one of them")
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    name = asked[0] if asked else suffix if suffix in FORMATS else "table"
    if name not in FORMATS:
        raise Misuse(f"there is no format '{name}'", hint=f"formats are: {', '.join(FORMATS)}")
    return name


def show(
    report: Report,
    format: str,
    settings: Settings,
    output: Path | None,
    *,
    ascii: bool = False,
    raw: bool = False,
) -> None:
    """Render a report and write it where it was asked for; what a CSV has no place for goes to stderr."""
    import sys

    from ..renderers import FORMATS, RenderOptions, options_for
    from ..renderers.clean import clean
    from ..renderers.output import write

    if output is None:
        options = options_for(sys.stdout, color=color_of(settings), ascii=ascii, raw=raw)
    else:
        options = RenderOptions(ascii=ascii, raw=raw)
    write(FORMATS[format](report, options), output)
    if format in ("csv", "tsv"):
        for entry in report.unpriced:
            say(
                settings, clean(f"unpriced: {entry['model']}: {entry['tokens']:,} tokens ({entry['reason']})")
            )
        for warning in report.warnings:
            say(settings, clean(f"warning: {warning}"))


def color_of(settings: Settings) -> Color:
    """What --color asks for; raises Misuse for a word it does not know."""
    from ..errors import Misuse

    for word in COLORS:
        if settings.color == word:
            return word
    raise Misuse(f"--color {settings.color} is not known", hint="it takes auto, always or never")


#: Reading less than this is over before a progress bar could be read.
WORTH_A_BAR = 64 * 1024 * 1024


def progress_for(settings: Settings) -> ProgressOver | None:
    """A progress bar on a terminal's stderr for a long import; nothing for cron, pipes and --quiet."""
    import sys

    if settings.quiet or not sys.stderr.isatty():
        return None

    @contextmanager
    def bar(todo: int) -> Iterator[Progress | None]:
        if todo < WORTH_A_BAR:
            yield None
            return
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (
            TextColumn("reading transcripts"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(compact=True),
        )
        with Bar(*columns, console=Console(stderr=True), transient=True) as shown:
            task = shown.add_task("reading", total=todo)
            yield lambda done: shown.advance(task, done)

    return bar


def tell_unreadable(settings: Settings, outcome: Outcome | None) -> bool:
    """Say on stderr which files could not be read just now, and whether there are any."""
    from ..errors import Place, Problem

    missing = outcome.unreadable() if outcome else []
    for path, why in missing:
        say(
            settings,
            str(Problem("a transcript could not be read", Place(path), f"{why}; its usage is missing")),
        )
    return bool(missing)


def complain(text: str) -> None:
    """Say on stderr what went wrong, however quiet the run is; nothing in it can steer the terminal."""
    import sys

    from ..renderers.clean import clean_output

    print(clean_output(text.replace("\t", "\\x09")), file=sys.stderr)


#: `-q`, or a bundle of short flags with it (`-qj`); none of these takes a value.
_QUIET = re.compile(r"--quiet|-[hjv]*q[hjqv]*")
_VERBOSE = re.compile(r"--verbose|-[hjq]*v[hjqv]*")


def is_terse(words: Iterable[str]) -> bool:
    """Whether a complaint should be one line: the run is quiet, not verbose, and no terminal shows it.

    Asked of the command line's words, since a line that cannot be understood needs its complaint as well.
    """
    import sys

    given = list(words)
    is_quiet = any(_QUIET.fullmatch(word) for word in given)
    is_verbose = any(_VERBOSE.fullmatch(word) for word in given)
    return is_quiet and not is_verbose and not sys.stderr.isatty()


def complain_of(settings: Settings, trouble: Error | Problem) -> None:
    """Say what went wrong, for a command that goes on and fails in the end: in one line where `is_terse`."""
    import sys

    terse = settings.quiet and not settings.verbosity and not sys.stderr.isatty()
    text = trouble.in_a_line() if terse else str(trouble)
    complain("error:" + text.removeprefix("warning:").removeprefix("error:"))


def say(settings: Settings, text: str) -> None:
    """Talk to the person, on stderr, unless asked to be quiet."""
    if not settings.quiet:
        complain(text)
