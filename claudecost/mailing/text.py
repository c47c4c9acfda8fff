"""The plain twin of the mail: at most 78 columns, ASCII bars, the same figures as the HTML part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from .names import pieces
from .sheet import Bar, Column, Moves, Remark, Sheet

WIDTH = 78
_BAR = 30


def render(sheet: Sheet) -> str:
    """The whole part, ending in a line break."""
    sections = [_top(sheet), _lead(sheet), _headline(sheet), _trend(sheet), *map(_moves, sheet.moves)]
    sections += [
        _titled("Budgets", [line for bar in sheet.budgets for line in _bar(bar)]),
        _titled("Unusual days", _remarks(sheet.anomalies)),
        _titled("To know", _remarks(sheet.notes)),
        _titled("How fresh and complete", [*_remarks(sheet.freshness), *_wrapped(sheet.basis)]),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _top(sheet: Sheet) -> list[str]:
    lines = [f"Claude costs, {sheet.whose}", f"{sheet.title}: {sheet.days}"]
    return [line for text in lines for line in _wrapped(text, "")] + ["-" * WIDTH]


def _lead(sheet: Sheet) -> list[str]:
    return ["DATA DELAYED", "", *_setup(sheet), *_remarks(sheet.lead)] if sheet.is_delayed else []


def _setup(sheet: Sheet) -> list[str]:
    """What to run before the commands; a path is never broken, however long."""
    if sheet.setup is None:
        return []
    export, first, *more = pieces(sheet.setup.command)
    lines = [f"    $ {export} {first}", *(f"        {piece}" for piece in more)]
    return [*_wrapped(sheet.setup.words), *" \\\n".join(lines).splitlines()]


def _headline(sheet: Sheet) -> list[str]:
    if sheet.amount is None:
        return []
    least = f"   {sheet.at_least}" if sheet.at_least else ""
    lines = [f"  {sheet.amount}{least}", *_wrapped(sheet.change)]
    lines += _wrapped(sheet.status.words) if sheet.status else []
    lines += [
        *_wrapped(sheet.responses),
        *_setup(sheet),
        *_command(sheet.command),
        *_command(sheet.change_command),
    ]
    return lines if sheet.month is None else [*lines, "", *_bar(sheet.month)]


def _trend(sheet: Sheet) -> list[str]:
    if not sheet.trend:
        return []
    name, amount = (max(len(text) for text in texts) for texts in _texts(sheet.trend))
    lines = [
        f"  {one.name:<{name}}  {one.amount:>{amount}}  {'#' * _filled(one.percent, _BAR)}".rstrip()
        for one in sheet.trend
    ]
    return _titled(sheet.trend_title, [*lines, *_command(sheet.trend_command)])


def _texts(trend: Sequence[Column]) -> tuple[list[str], list[str]]:
    return [one.name for one in trend], [one.amount for one in trend]


def _moves(moves: Moves) -> list[str]:
    width, room = (max(map(len, texts), default=0) for texts in _names_and_changes(moves))
    lines = []
    for one in moves.rows:
        line = f"  {one.name:<{width}}  {one.change}"
        whole = f"  {one.name:<{width}}  {one.change:<{room}}  {one.amounts}"
        lines += [whole] if len(whole) <= WIDTH else [line, f"      {one.amounts}"]
    lines += _wrapped(moves.more)
    return _titled(f"{moves.title}: what moved most", [*lines, *_command(moves.command)])


def _names_and_changes(moves: Moves) -> tuple[list[str], list[str]]:
    return [one.name for one in moves.rows], [one.change for one in moves.rows]


def _bar(bar: Bar) -> Iterator[str]:
    filled = _filled(bar.percent, _BAR)
    yield from _wrapped(f"{bar.name}: {bar.words}" + (f" ({bar.note})" if bar.note else ""))
    if bar.percent:
        yield f"  [{'#' * filled}{'-' * (_BAR - filled)}]"
    yield from _command(bar.command)


def _remarks(remarks: Iterable[Remark]) -> list[str]:
    lines: list[str] = []
    for one in remarks:
        lines += [
            *wrap(one.words, WIDTH, initial_indent="* ", subsequent_indent="  ", break_on_hyphens=False)
        ]
        lines += _command(one.command)
    return lines


def _command(command: str) -> list[str]:
    r"""A command line; one too long for the width goes on behind a `\`."""
    lines: list[str] = []
    for piece in pieces(command):
        if lines and len(lines[-1]) + 1 + len(piece) <= WIDTH - 10:
            lines[-1] += f" {piece}"
        else:
            lines += wrap(piece, WIDTH - 10, break_on_hyphens=False)
    first = [f"    $ {line}" for line in lines[:1]]
    return " \\\n".join([*first, *(f"        {line}" for line in lines[1:])]).splitlines()


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _titled(title: str, lines: list[str]) -> list[str]:
    return [title, "-" * len(title), *lines] if lines else []


def _filled(percent: int, width: int) -> int:
    return max(1, percent * width // 100) if percent else 0
