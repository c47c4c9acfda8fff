"""The page in words and cells: what the template writes down, in the order it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from claudecost.money import dollars
from claudecost.renderers.cells import PARTLY, UNPRICED, exact
from claudecost.renderers.changes import change_in_percent, signed, signed_percent
from claudecost.renderers.clean import clean
from claudecost.renderers.notes import footnotes, for_people
from claudecost.renderers.page.chart import Chart, chart_of
from claudecost.renderers.page.tables import Name, Table, name_of, table_of
from claudecost.reports.page.shape import Budget, Doubt, Oddity, Page, Section

#: Budgets with more than this of the limit spent are drawn full, the rest of the bar beyond the limit.
FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure under the total: its name, the figure, exactly, and a word about it."""

    title: str
    text: str
    value: str | None
    about: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading, table, notes and command."""

    key: str
    title: str
    about: str
    table: Table
    notes: list[str]
    command: str | None
    changes: str | None
    empty: str
    kinds: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """A budget as a bar: `bar` of it spent, at most 100; `marks` where somebody is told."""

    name: Name
    about: Budget
    spent: str
    spent_value: str
    budget: str
    budget_value: str
    percent: str
    bar: str
    marks: list[str]
    words: str
    outlook: str
    command: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the template says."""

    title: str
    period: str
    stands_on: str
    filters: list[tuple[str, Name]]
    total: str
    total_value: str
    is_partly: bool
    lower_bound: str | None
    change: str | None
    change_tone: str
    against: str | None
    against_note: str | None
    commands: list[tuple[str, str]]
    facts: list[Fact]
    chart: Chart | None
    trend: Part
    grain: str
    budgets: list[Limit]
    budgets_about: str
    budgets_command: str
    oddities: list[Oddity]
    parts: list[Part]
    doubts: list[Doubt]
    warnings: list[str]
    closed: list[tuple[str, str]]
    book_version: str
    book_digest: str
    written_at: str
    command: str


def story_of(page: Page) -> Story:
    """The page in words; everything foreign in it is cleaned here."""
    book = page.meta["price_book"]
    assert isinstance(book, dict)
    before = page.before
    return Story(
        title=f"Claude, {_days(page.since, page.through)}",
        period=_days(page.since, page.through),
        stands_on=_stands_on(page),
        filters=[(name, name_of(pattern)) for name, pattern in page.filters],
        total=_cost(page.cost_usd, page.unpriced_tokens),
        total_value=exact(page.cost_usd),
        is_partly=page.unpriced_tokens > 0,
        lower_bound=_lower_bound(page),
        change=_change(page),
        change_tone=_tone(page),
        against=None if before is None else f"{dollars(before.cost_usd)} from {_span(before.words)}",
        against_note=None if before is None else before.note,
        commands=_commands(page),
        facts=_facts(page),
        chart=chart_of(page.trend),
        trend=_part(page.trend_section),
        grain=page.trend.grain,
        budgets=[_limit(budget) for budget in page.budgets],
        budgets_about=_budgets_about(page.budgets),
        budgets_command=clean(page.budgets_command),
        oddities=[_oddity(one) for one in page.oddities],
        parts=[_part(section) for section in page.sections],
        doubts=[_doubt(doubt) for doubt in page.doubts],
        warnings=[clean(warning) for warning in page.warnings],
        closed=[(clean(month), at[:10]) for month, at in page.closed],
        book_version=clean(str(book["version"])),
        book_digest=clean(str(book["sha256"])),
        written_at=page.written_at,
        command=clean(page.command),
    )


def _days(since: date, through: date) -> str:
    """`23 August to 20 November 2026`."""
    end = f"{through.day} {through:%B %Y}"
    if since == through:
        return end
    start = f"{since.day} {since:%B}" + ("" if since.year == through.year else f" {since.year}")
    return f"{start} to {end}"


def _span(words: str) -> str:
    first, _, last = words.partition(" to ")
    return _days(date.fromisoformat(first), date.fromisoformat(last))


def _stands_on(page: Page) -> str:
    count = (page.through - page.since).days + 1
    days = f"{count:,} days" if count != 1 else "1 day"
    zone = page.meta.get("period")
    name = zone.get("timezone") if isinstance(zone, dict) else "UTC"
    whole = "" if page.is_whole_days else ", the first and last in part"
    return clean(f"{days} in {name}{whole}, at list prices")


def _cost(amount: Decimal, unpriced: int) -> str:
    return UNPRICED if unpriced and not amount else dollars(amount)


def _lower_bound(page: Page) -> str | None:
    """What the mark behind an amount means, said once."""
    if not page.unpriced_tokens:
        return None
    return f"{PARTLY.strip()} is a lower bound: {page.unpriced_tokens:,} tokens here have no price"


def _change(page: Page) -> str | None:
    if page.before is None:
        return None
    difference = page.cost_usd - page.before.cost_usd
    percent = change_in_percent(page.cost_usd, page.before.cost_usd)
    return signed(difference) + ("" if percent is None else f", {signed_percent(percent)}")


def _tone(page: Page) -> str:
    if page.before is None or page.cost_usd == page.before.cost_usd:
        return ""
    return "rise" if page.cost_usd > page.before.cost_usd else "fall"


def _commands(page: Page) -> list[tuple[str, str]]:
    found = [("These days", clean(page.total_command))]
    if page.before is not None:
        found.append(("The days before", clean(page.before.command)))
    return found


def _facts(page: Page) -> list[Fact]:
    saved = page.cache_saved_usd
    effect = "saved by reading prompts from the cache" if saved >= 0 else "more than without a cache"
    cache = "none" if page.cache_percent is None else f"{page.cache_percent}%"
    return [
        Fact("Tokens", f"{page.tokens:,}", exact(page.tokens), "input, cache and output"),
        Fact("Responses", f"{page.responses:,}", exact(page.responses), "each counted once"),
        Fact(
            "From the cache",
            cache,
            None if page.cache_percent is None else exact(page.cache_percent),
            "of all prompt tokens",
        ),
        Fact("Cache effect", dollars(abs(saved)), exact(saved), effect),
    ]


def _part(section: Section) -> Part:
    report = section.report
    return Part(
        key=section.key,
        title=section.title,
        about=section.about,
        table=table_of(report, section.key, caption=section.title, bars=section.bars, stack=section.stack),
        notes=[note for note in footnotes(report, for_people(report)) if not note.startswith(PARTLY.strip())],
        command=None if section.command is None else clean(section.command),
        changes=None if section.changes is None else clean(section.changes),
        empty=section.empty,
        kinds=bool(section.stack),
    )


def _budgets_about(budgets: list[Budget]) -> str:
    """What the budgets' figures are of; a month that is over is heading nowhere."""
    if not budgets:
        return ""
    month = f"{date.fromisoformat(f'{budgets[0].month}-01'):%B %Y}"
    if budgets[0].is_over:
        return f"What of the budgets of {month} was spent; the month is over."
    return f"What of the month’s budgets is spent, and where {month} is heading."


def _limit(budget: Budget) -> Limit:
    percent = budget.percent
    return Limit(
        name=name_of(budget.title),
        about=budget,
        spent=dollars(budget.spent_usd) + (PARTLY if budget.is_lower_bound else ""),
        spent_value=exact(budget.spent_usd),
        budget=dollars(budget.budget_usd),
        budget_value=exact(budget.budget_usd),
        percent="over" if percent is None else f"{percent:,}%",
        bar=f"{min(FULL if percent is None else percent, FULL):.1f}",
        marks=[f"{mark}" for mark in budget.marks if mark < FULL],
        words=budget.words,
        outlook=clean(budget.outlook),
        command=clean(budget.command),
    )


def _oddity(one: Oddity) -> Oddity:
    return Oddity(one.day, one.amount_usd, clean(one.sentence), clean(one.command))


def _doubt(doubt: Doubt) -> Doubt:
    command = None if doubt.command is None else clean(doubt.command)
    return Doubt(doubt.key, doubt.title, clean(doubt.amount), clean(doubt.sentence), doubt.is_open, command)
