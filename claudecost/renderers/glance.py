"""A month at a glance, for a terminal: the answer first, then where it went, then what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from ..money import dollars, share
from ..reports.shape import Glance, Part
from .bars import bar, sparkline
from .clean import clean
from .layout import shorten
from .options import RenderOptions
from .widths import cells, filled, wrapped

NAME_WIDTH, BAR_WIDTH = 36, 20
AMOUNT_WIDTH, LEAST_NAME_WIDTH = 12, 12


def render(glance: Glance, options: RenderOptions) -> str:
    """The picture as text ending in a line end; fits the width, a narrow one without bars."""
    narrow = options.width is not None and options.width < NAME_WIDTH + BAR_WIDTH + 24
    sections = [_heading(glance, options), _answer(glance, options)]
    if glance.responses or glance.cost_usd or glance.unpriced:
        if not narrow:
            sections.append(_days(glance, options))
        sections.append(_breakdown("models", glance.models, glance.other_models, glance, options, narrow))
        sections.append(
            _breakdown("projects", glance.projects, glance.other_projects, glance, options, narrow)
        )
    sections.append([part for note in _notes(glance) for part in _fitted(note, options)])
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _heading(glance: Glance, options: RenderOptions) -> list[str]:
    first = date.fromisoformat(f"{glance.month}-01")
    reach = f"through {glance.through}" if glance.is_current else "the last month with usage"
    title = f"{first:%B %Y}, {reach}"
    stands_on = clean(f"days in {glance.timezone}, list prices {glance.price_book}")
    return [_bold(title, options), *_fitted(stands_on, options)]


def _answer(glance: Glance, options: RenderOptions) -> list[str]:
    amount = dollars(glance.cost_usd) + (" +?" if glance.unpriced else "")
    lines = [f"{amount}{_against(glance)}"]
    if glance.responses:
        lines.append(f"{_many(glance.responses, 'response')}, {_many(glance.tokens, 'token')}")
    if glance.cache_percent is not None and glance.cache_percent > 0:
        saved = glance.cache_saved_usd
        effect = f"saved {dollars(saved)}" if saved >= 0 else f"cost {dollars(-saved)} more than it saved"
        lines.append(f"{glance.cache_percent}% of the prompts came from the cache, which {effect}")
    first, *rest = [part for line in lines for part in _fitted(f"  {line}", options)]
    return [first.replace(amount, _bold(amount, options), 1), *rest]


def _against(glance: Glance) -> str:
    """The trend: against the same days of the month before, or against all of it."""
    last = date.fromisoformat(f"{glance.month}-01") - timedelta(days=1)
    before = glance.before_usd if glance.is_current else glance.month_before_usd
    if before is None:
        return ""
    change = f"   {_change(glance.cost_usd - before, before)}{dollars(before)}"
    if not glance.is_current or glance.month_before_usd is None:
        return f"{change} in {last:%B}"
    day = min(date.fromisoformat(glance.through).day, last.day)
    return f"{change} by {day} {last:%B} (all {last:%B}: {dollars(glance.month_before_usd)})"


def _change(difference: Decimal, before: Decimal) -> str:
    percent = share(abs(difference), before)
    if percent is None:
        return "against "
    sign = "+" if difference >= 0 else "-"
    return f"{sign}{percent}% against "


def _days(glance: Glance, options: RenderOptions) -> list[str]:
    """Two characters a day, with the days of the month below."""
    marks = sparkline(glance.days, ascii=options.ascii)
    dearest = max(glance.days, default=Decimal(0))
    scale = f"   most: {dollars(dearest)}" if dearest else ""
    axis = "".join(f"{day:<20}" for day in range(1, len(glance.days) + 1, 10)).rstrip()
    return [
        _bold("by day", options) + scale,
        "  " + "".join(mark * 2 for mark in marks).rstrip(),
        "  " + axis,
    ]


def _breakdown(
    title: str, parts: Sequence[Part], others: int, glance: Glance, options: RenderOptions, narrow: bool
) -> list[str]:
    largest = max((part.cost_usd for part in parts), default=Decimal(0))
    lines = [_bold(title, options)]
    for part in parts:
        cost = "unpriced" if not part.cost_usd and part.unpriced_tokens else dollars(part.cost_usd)
        of_all = _percent(part.cost_usd, glance.cost_usd)
        if narrow:
            room = max((options.width or 0) - AMOUNT_WIDTH - 4, LEAST_NAME_WIDTH)
            lines.append(f"  {cost:>{AMOUNT_WIDTH}}  {_name(part.name, room)}")
            continue
        drawn = bar(part.cost_usd, largest, BAR_WIDTH, ascii=options.ascii)
        name = filled(_name(part.name, NAME_WIDTH), NAME_WIDTH)
        lines.append(f"  {name} {cost:>{AMOUNT_WIDTH}} {of_all:>6}  {drawn}".rstrip())
    if others:
        more = f"  and {others} more; `claudecost report --by {title.rstrip('s')} --period {glance.month}`"
        lines += _fitted(more, options)
    return lines


def _many(count: object, thing: str) -> str:
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def _percent(part: Decimal, whole: Decimal) -> str:
    """A share with one digit; what is more than nothing never reads as nothing."""
    percent = share(part, whole) if part else None
    if percent is None:
        return ""
    return f"{percent}%" if percent else "<0.1%"


def _fitted(line: str, options: RenderOptions) -> list[str]:
    """A line broken between words where it is wider than the place it is shown, numbers whole."""
    if options.width is None:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()))
    return wrapped(line, options.width, indent)


def _name(name: str | None, width: int) -> str:
    text = "(none)" if name is None else clean(name)
    return shorten(text, width, cells, "...")


def _notes(glance: Glance) -> list[str]:
    lines = [
        clean(
            f"unpriced: {entry['model'] or '(none)'}: {_many(entry['responses'], 'response')}, "
            f"{_many(entry['tokens'], 'token')} ({entry['reason']})"
        )
        for entry in glance.unpriced
    ]
    lines += [f"warning: {clean(warning)}" for warning in glance.warnings]
    coverage = glance.coverage
    if coverage.get("first_event") is None:
        return [*lines, "the store is empty: no transcripts found; `claudecost ingest PATH` reads others"]
    machines = coverage.get("machines")
    where = ", ".join(map(str, machines)) if isinstance(machines, list) else ""
    reach = f"data from {str(coverage['first_event'])[:10]} to {str(coverage['last_event'])[:10]} (UTC)"
    return [*lines, clean(f"{reach}, {_many(coverage['files'], 'file')}, {where}")]


def _bold(text: str, options: RenderOptions) -> str:
    return f"\x1b[1m{text}\x1b[0m" if options.color else text
