"""Whether the program is whole: versions, which one runs, what came with it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .._version import __version__
from .finding import About, Finding, in_short

THEME = "installation"

#: What is imported from outside, and by which name.
LIBRARIES = {
    "duckdb": "duckdb",
    "polars": "polars",
    "msgspec": "msgspec",
    "pyyaml": "yaml",
    "rich": "rich",
    "typer": "typer",
    "platformdirs": "platformdirs",
    "jinja2": "jinja2",
}

OLDEST_PYTHON = (3, 11)

PACKAGE = Path(__file__).parent.parent

REINSTALL = "uv tool install --reinstall claudecost, or pip install --force-reinstall claudecost"


def findings(about: About) -> Iterator[Finding]:
    """Versions and libraries, the program the PATH finds, the files that belong to it."""
    yield _python()
    yield from _libraries()
    yield from _program(about)
    yield from _files()


def _python() -> Finding:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Finding(THEME, "problem", f"Python {running} is too old", "use Python 3.11 or newer")
    return Finding(THEME, "ok", f"claudecost {__version__} on Python {running}, {sys.platform}")


def _libraries() -> Iterator[Finding]:
    found = []
    for name, module in LIBRARIES.items():
        try:
            import_module(module)
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} ?")
        except Exception as error:  # a library can fail in any way when its own parts are missing
            yield Finding(THEME, "problem", f"{name} cannot be imported: {in_short(error)}", REINSTALL)
    yield Finding(THEME, "ok", ", ".join(found))


def _program(about: About) -> Iterator[Finding]:
    """Which claudecost a shell, cron or a hook would start."""
    first = shutil.which("claudecost", path=about.environ.get("PATH"))
    own = Path(sys.executable).parent
    if first is None:
        yield Finding(
            THEME,
            "note",
            "no claudecost on the PATH",
            f"name it whole where others start it: {own / 'claudecost'}",
        )
    elif Path(first).resolve().parent not in (own, own.resolve()):
        yield Finding(
            THEME,
            "note",
            f"the PATH finds {first}, this one runs by {sys.executable}",
            "if that is another version, remove one of them or change the PATH",
        )
    else:
        yield Finding(THEME, "ok", f"the PATH finds this one: {first}")


def _files() -> Iterator[Finding]:
    """Price tables, SQL and templates came with the program; compiled byte code saves the first run time."""
    missing = [
        name
        for name in ("store/schema.sql", "reports/usage.sql", "renderers/page/page.html.j2")
        if not (PACKAGE / name).is_file()
    ]
    try:
        from ..pricing import FILES, shipped_folder

        missing += [name for name in FILES if not (shipped_folder() / name).is_file()]
    except Exception as error:
        yield Finding(THEME, "problem", in_short(error), REINSTALL)
    if missing:
        yield Finding(THEME, "problem", f"files are missing: {', '.join(missing)}", REINSTALL)
    else:
        yield Finding(THEME, "ok", f"every file that belongs to it is there: {PACKAGE}")
    sources = [path for path in PACKAGE.rglob("*.py") if path.name != "__main__.py"]
    compiled = sum(Path(importlib.util.cache_from_source(str(path))).exists() for path in sources)
    if compiled * 2 < len(sources):
        yield Finding(
            THEME,
            "note",
            f"byte code for {compiled} of {len(sources)} modules: commands start two to three times slower",
            "uv tool install --compile-bytecode claudecost, and leave PYTHONDONTWRITEBYTECODE unset",
        )
    else:
        yield Finding(THEME, "ok", "its modules are compiled")
