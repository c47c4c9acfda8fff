"""The manual page, from the tree of commands: what `--help` says, as roff for man(1).

The macros are those of man(7), which groff and mandoc both read.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

#: What a line of text must not begin with, and what roff takes for its own.
_CONTROL = re.compile(r"^([.'])", re.MULTILINE)


def page(tree: Any, version: str) -> str:
    """The whole page for a tree of commands (typer's); ASCII but for names, every line end a newline."""
    return "\n".join([*_head(tree, version), *_commands(tree), *_settings(), *_exits(tree)]) + "\n"


def _head(tree: Any, version: str) -> Iterator[str]:
    yield f'.TH CLAUDECOST 1 "" "claudecost {version}" "User Commands"'
    yield ".SH NAME"
    first, *_ = _paragraphs(tree.help)
    about = first.strip().rstrip(".")
    yield rf"claudecost \- {_text(about[:1].lower() + about[1:])}"
    yield ".SH SYNOPSIS"
    yield r".B claudecost"
    yield r"[\fIOPTION\fR ...] [\fICOMMAND\fR [\fIARGUMENT\fR ...]]"
    yield ".SH DESCRIPTION"
    yield from _prose(tree.help)
    yield ".SH OPTIONS"
    yield from _options(tree)


def _commands(tree: Any) -> Iterator[str]:
    """One section for each command, its own commands below it; options every command takes stand once."""
    yield ".SH COMMANDS"
    yield from _wrapped("The first options above, up to the version, are taken by every command as well.")
    for name, twig in tree.commands.items():
        yield from _command([name], twig)


def _command(path: list[str], branch: Any) -> Iterator[str]:
    if branch.hidden:
        return
    arguments = [option for option in branch.params if option.param_type_name == "argument"]
    words = " ".join(option.make_metavar(_context(branch)) for option in arguments)
    yield f".SS {_text(' '.join(path))}{' ' if words else ''}{_text(words)}"
    yield from _prose(branch.help or "")
    yield from _options(branch)
    for name, twig in getattr(branch, "commands", {}).items():
        yield from _command([*path, name], twig)


def _context(branch: Any) -> Any:
    return branch.context_class(branch, info_name=branch.name)


def _options(branch: Any) -> Iterator[str]:
    """Every option that is shown; those a command shares with all others are left out there."""
    for option in branch.params:
        is_shared = not option.expose_value and option.name not in ("version", "help")
        if option.param_type_name == "argument" or option.hidden or is_shared:
            continue
        names = ", ".join(
            rf"\fB{_text(name)}\fR" for name in (*sorted(option.opts, key=len), *option.secondary_opts)
        )
        value = (
            ""
            if option.is_flag or option.count
            else rf" \fI{_text(option.make_metavar(_context(branch)))}\fR"
        )
        yield ".TP"
        yield f"{names}{value}"
        yield from _wrapped(option.help or "") if option.help else [r"\&"]


def _settings() -> Iterator[str]:
    from .config import KEYS, SECTIONS, VARIABLES

    yield ".SH FILES"
    yield ".TP"
    yield r"\fIclaudecost.yaml\fR"
    yield "The configuration, every key optional:"
    for key, meaning in {**KEYS, **SECTIONS}.items():
        variable = f" ({VARIABLES[key]})" if key in VARIABLES else ""
        yield ".RS"
        yield ".TP"
        yield rf"\fB{_text(key)}\fR"
        yield from _wrapped(f"{meaning}{variable}")
        yield ".RE"


def _exits(tree: Any) -> Iterator[str]:
    yield ".SH EXIT STATUS"
    yield from _wrapped((tree.epilog or "").removeprefix("Exit codes:"))


def _prose(help: str) -> Iterator[str]:
    r"""Paragraphs of a help text; one marked `\b` keeps its lines."""
    for number, text in enumerate(_paragraphs(help)):
        if number:
            yield ".PP"
        if text.startswith("\b"):
            yield ".nf"
            yield from (_text(line) for line in text.splitlines()[1:])
            yield ".fi"
        else:
            yield from _wrapped(text)


def _paragraphs(help: str) -> list[str]:
    return [part for part in inspect.cleandoc(help or "").split("\n\n") if part.strip()]


def _wrapped(text: str) -> list[str]:
    return [_text(line) for line in wrap(" ".join(text.split()), 72, break_on_hyphens=False)]


def _text(text: str) -> str:
    """Text for roff: backslashes and dashes as they are typed, no line a request."""
    return _CONTROL.sub(r"\\&\1", text.replace("\\", r"\e").replace("-", r"\-"))
