"""The comparison with ccusage laid out: a picture for people, rows for files, its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ...money import dollars, plain
from ...periods import Period
from ..shape import Column, Report, Waterfall
from .causes import CAUSES, Difference
from .comparison import Comparison, less
from .words import TITLES, sentences, signed

#: Sums of binary fractions are off by less than this, in USD; more is something else.
FLOATS = Decimal("0.000001")

_COLUMNS = (
    Column("cause", "Cause", "text"),
    Column("change_usd", "Change (USD)", "money", "Change", 100),
    Column("tokens", "Tokens", "integer", None, 50),
)


@dataclass(frozen=True)
class Binary:
    """What the installed ccusage said, and its version; `problem` where it said nothing."""

    version: str | None = None
    total: Difference | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Told:
    """All there is to tell: the comparison up to what a binary said, and what was read for it.

    `binary` None: none was asked. `rules` is the version whose rules these are. `reading` is JSON-ready.
    """

    found: Comparison
    rules: str
    period: Period
    header: Mapping[str, object]
    reading: Mapping[str, object]
    binary: Binary | None = None
    warnings: tuple[str, ...] = ()

    @property
    def end(self) -> Difference:
        """What ccusage says: the binary if it said anything, else its rules."""
        if self.binary is None or self.binary.total is None:
            return self.found.theirs
        return self.binary.total


def with_binary(told: Told) -> Told:
    """The causes taken on to what the binary said: what its rules leave open is one of its own."""
    left = less(told.end, told.found.theirs)
    is_float = not left.tokens and abs(left.usd) < FLOATS
    causes = {**told.found.causes, "float_sums" if is_float else "unexplained": left}
    return replace(told, found=replace(told.found, causes=causes))


def needs_a_look(told: Told) -> bool:
    """Whether a person should look: something is unexplained, or has no price with us."""
    causes = told.found.causes
    lacks_price = bool(causes["unpriced_here"]) or any(not one.usd for one in told.found.unpriced)
    return bool(causes["unexplained"]) or lacks_price


def report(told: Told) -> Report:
    """One row per cause that is not nothing; for files."""
    rows: list[dict[str, object]] = [
        {"cause": cause, "change_usd": difference.usd, "tokens": difference.tokens}
        for cause in CAUSES
        if (difference := told.found.causes[cause])
    ]
    change = less(told.end, told.found.ours)
    return Report(
        name="parity",
        title=_headline(told),
        columns=_COLUMNS,
        rows=rows,
        totals={"change_usd": change.usd, "tokens": change.tokens},
        meta={
            "dimensions": ["cause"],
            "ledger": "requests",
            "period": told.period.as_json(),
            **told.header,
            "currency": "USD",
            "notes": [*sentences(told.found, told.rules).values(), *_notes(told)],
            "total": "change",
        },
        warnings=list(told.warnings),
    )


def waterfall(told: Told) -> Waterfall:
    """From our total to what ccusage says, cause by cause."""
    whole = report(told)
    rows = [
        row | {"cause": TITLES[str(row["cause"])]}
        for row in whole.rows
        if row["change_usd"] and row["cause"] != "float_sums"
    ]
    picture = replace(
        whole, columns=_COLUMNS[:2], rows=rows, totals={"change_usd": (whole.totals or {})["change_usd"]}
    )
    name = f"ccusage {told.rules}'s rules"
    if told.binary is not None and told.binary.total is not None:
        name = f"ccusage {told.binary.version or ''}".strip()
    return Waterfall(
        picture,
        [_read(told)],
        ("claudecost", told.found.ours.usd),
        (name, told.end.usd),
        "Why ccusage says something else",
    )


def as_text(picture: Waterfall) -> Report:
    """The picture as a plain report, for formats that draw nothing."""
    notes = picture.report.meta["notes"]
    assert isinstance(notes, list)
    return replace(picture.report, meta=picture.report.meta | {"notes": [*picture.facts, *notes]})


def as_json(told: Told) -> str:
    """All of it; the causes' differences add up to the whole exactly."""
    found, said = told.found, sentences(told.found, told.rules)
    change = less(told.end, found.ours)
    document = {
        "schema_version": 1,
        "report": "parity",
        "period": told.period.as_json(),
        **told.header,
        "currency": "USD",
        "claudecost": _figures(found.ours),
        "rules": {"version": told.rules, **_figures(found.theirs)},
        "binary": _binary(told.binary),
        "causes": [
            {
                "cause": cause,
                "difference_usd": plain(found.causes[cause].usd),
                "tokens": found.causes[cause].tokens,
                "responses": found.responses.get(cause),
                "sentence": said.get(cause),
            }
            for cause in CAUSES
            if found.causes[cause]
        ],
        "totals": {"difference_usd": plain(change.usd), "tokens": change.tokens},
        "unpriced_there": [
            {"model": one.model, "tokens": one.tokens, "our_cost_usd": plain(one.usd)}
            for one in found.unpriced
        ],
        "transcripts": dict(told.reading),
        "warnings": list(told.warnings),
    }
    return json.dumps(document, indent=2) + "\n"


def _figures(of: Difference) -> dict[str, object]:
    return {"cost_usd": plain(of.usd), "total_tokens": of.tokens}


def _binary(binary: Binary | None) -> dict[str, object] | None:
    if binary is None:
        return None
    figures = {"cost_usd": None, "total_tokens": None} if binary.total is None else _figures(binary.total)
    return {"version": binary.version, **figures, "problem": binary.problem}


def _headline(told: Told) -> str:
    change = less(told.end, told.found.ours)
    if not (told.found.ours or told.end):
        return "no usage to compare"
    if not change.usd:
        return "claudecost and ccusage say the same"
    return f"ccusage: {signed(change.usd)} against claudecost"


def _read(told: Told) -> str:
    """What was read for it."""
    files, roots = told.reading["files"], told.reading["roots"]
    return (
        f"{_many(files, 'transcript')} below {_many(roots, 'directory', 'directories')}, read as they are now"
    )


def _notes(told: Told) -> list[str]:
    """What neither side has a price for; whether ccusage itself was asked, and what its rules alone give."""
    notes = [
        f"unpriced on both sides: {one.model or '(none)'}: {one.tokens:,} tokens"
        for one in told.found.unpriced
        if not one.usd
    ]
    binary, rules = told.binary, f"the rules of {told.rules}"
    if binary is None:
        return notes
    if binary.total is None:
        return [*notes, f"ccusage itself was not heard: {binary.problem}; these are its published rules"]
    if not told.found.causes["unexplained"]:
        return [*notes, f"ccusage itself was asked, and says what {rules} give"]
    notes.append(f"{rules}, as known here, would give {dollars(told.found.theirs.usd)}")
    if binary.version not in (None, told.rules):
        notes.append(f"this ccusage is {binary.version}; its rules and prices may be others")
    return notes


def _many(count: object, one: str, many: str | None = None) -> str:
    assert isinstance(count, int)
    return f"{count:,} {one if count == 1 else many or one + 's'}"
