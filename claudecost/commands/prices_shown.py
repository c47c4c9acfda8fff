"""What `prices` shows: rows for its reports, one object per model, and the same in words for people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..money import plain
from ..pricing import Book, survey
from ..pricing.compare import Difference, facts, subject
from ..pricing.rows import Dated, Fee, Model, Modifier, Price
from ..pricing.survey import Entry
from ..records import TOKEN_METERS, Rate
from ..reports.price_tables import Rows
from .shown import edition, today

#: What goes without saying in the short form of a row.
_UNSAID = ("id", "model", "models", "modifier", "fee", "start", "note", "spellings")
_USUAL = {"prompt_over": "0", "speed": "standard"}

# --- list and show ------------------------------------------------------------------------------


def list_rows(book: Book, day: date) -> Rows:
    """Every rate of every model in force on a day, the newest model first."""
    return [
        _rate_row(model, speed, rate, day)
        for model in survey.newest_first(book, day)
        for speed, rate in survey.in_force(book, model, day)
    ]


def _rate_row(model: Model, speed: str, rate: Rate, day: date) -> dict[str, object]:
    variant = survey.variant(speed, rate.prompt_over, rate.prompt_upto)
    if variant == "standard":
        variant = "retired" if survey.retired(model, day) else ""
    return {
        "model": model.id,
        "variant": variant,
        **_meters(rate.usd_per_mtok),
        "speed": speed,
        "prompt_over": rate.prompt_over,
        "prompt_upto": rate.prompt_upto,
        "from": rate.valid_from.isoformat(),
        "until": rate.valid_until.isoformat() if rate.valid_until else None,
        "retired": model.retired.isoformat() if model.retired else None,
        "row": rate.rows[0],
    }


def _meters(usd: Mapping[str, Decimal]) -> dict[str, object]:
    return {f"{meter}_usd_per_mtok": usd.get(meter) for meter in TOKEN_METERS}


def model_object(book: Book, model: Model, day: date) -> dict[str, object]:
    """One model in the shape scripts rely on."""
    rates = list(survey.in_force(book, model, day))
    applying = survey.modifiers(book, model, day)
    days = {name: getattr(model, name) for name in ("released", "deprecated", "retired", "not_before")}
    return {
        "schema_version": 1,
        "model": model.id,
        "name": model.name,
        "family": model.family,
        "tokenizer": model.tokenizer,
        "context_tokens": model.context_tokens,
        **{name: when.isoformat() if when else None for name, when in days.items()},
        "spellings": _spellings(model),
        "prices": [_jsonable(_rate_row(model, speed, rate, day)) for speed, rate in rates],
        "modifiers": [_modifier_object(row) for row in applying],
        "sources": _sources(book, model, applying, [rate for _, rate in rates]),
        "price_book": edition(book, day),
    }


def _jsonable(row: Mapping[str, object]) -> dict[str, object]:
    exact = {key: plain(value) if isinstance(value, Decimal) else value for key, value in row.items()}
    return {key: value for key, value in exact.items() if key not in ("model", "variant", "retired")}


def _modifier_object(row: Modifier) -> dict[str, object]:
    return {
        "modifier": row.modifier,
        "input_factor": plain(row.input_factor),
        "output_factor": plain(row.output_factor),
        "conditions": survey.asks(row),
        "row": row.at,
    }


def model_text(book: Book, model: Model, day: date) -> Iterator[str]:
    """One model, section by section."""
    rates = list(survey.in_force(book, model, day))
    applying = survey.modifiers(book, model, day)
    yield f"{model.name}  {model.id}"
    yield "  " + ", ".join(_identity(book, model))
    yield "  " + ", ".join(_life(model))
    if model.note:
        yield f"  {model.note}"
    yield from ("", f"USD per million tokens on {day}, prices {book.version}", *_price_table(rates))
    yield from (f"  {row}" for row in dict.fromkeys(rate.rows[0] for _, rate in rates))
    if applying:
        yield from ("", "Multiplied by, where it applies (a discount is in the rates above already)")
        yield from (
            f"  {row.modifier} {survey.factor(row)}: {survey.asks(row)} ({row.at})" for row in applying
        )
    yield from ("", "Also called")
    yield from (f"  {provider}: {', '.join(names)}" for provider, names in _spellings(model).items())
    yield from ("", "Read in")
    sources = _sources(book, model, applying, [rate for _, rate in rates])
    yield from (f"  {key}: {what}" for key, what in sources.items())


def _identity(book: Book, model: Model) -> Iterator[str]:
    tokenizer = next((row for row in book.tokenizers if row.id == model.tokenizer), None)
    yield f"family {model.family or 'unknown'}"
    if tokenizer is not None:
        yield f"tokenizer {tokenizer.id} ({tokenizer.name})"
    if model.context_tokens is not None:
        yield f"context {model.context_tokens:,} tokens"


def _life(model: Model) -> Iterator[str]:
    yield f"released {model.released}"
    for word in ("deprecated", "retired"):
        if when := getattr(model, word):
            yield f"{word} {when}"
    if model.not_before:
        yield f"not retired before {model.not_before}"


def _price_table(rates: list[tuple[str, Rate]]) -> Iterator[str]:
    if not rates:
        yield "  none on that day"
        return
    names = [survey.variant(speed, rate.prompt_over, rate.prompt_upto) for speed, rate in rates]
    first = max(map(len, names))
    titles = ("input", "write 5m", "write 1h", "read", "output")
    yield f"  {'':{first}}" + "".join(f"{title:>10}" for title in titles)
    for name, (_, rate) in zip(names, rates, strict=True):
        usd = rate.usd_per_mtok
        yield f"  {name:{first}}" + "".join(f"{plain(usd[m]) if m in usd else '-':>10}" for m in TOKEN_METERS)


def _spellings(model: Model) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"anthropic": [model.id]}
    for provider, name in model.spellings:
        found.setdefault(provider, []).append(name)
    return found


def _sources(book: Book, model: Model, applying: list[Modifier], rates: list[Rate]) -> dict[str, str]:
    """The sources of everything shown, and what each of them is."""
    named = {rate.rows[0] for rate in rates}
    prices = [row for row in book.prices if row.model == model.id and str(row) in named]
    cited = ", ".join(row.source for row in (model, *prices, *applying))
    keys = dict.fromkeys(re.split(r",\s*", cited))
    return {key: " ".join(book.sources[key].split()) for key in keys if key in book.sources}


# --- history ------------------------------------------------------------------------------------


def history_row(entry: Entry, day: date) -> dict[str, object]:
    """One dated row of the book; a price or a modifier."""
    row = entry.row
    said: dict[str, object]
    if isinstance(row, Modifier):
        said = {"kind": "modifier", "input_factor": row.input_factor, "output_factor": row.output_factor}
        said["conditions"] = survey.asks(row)
    else:
        said = {"kind": "price", **_meters(row.usd_per_mtok), "speed": row.speed}
    return {
        "what": entry.what,
        "from": row.start.isoformat(),
        "to": (_last_day(entry) or ""),
        **said,
        "prompt_over": row.prompt_over,
        "known_since": row.known_since.isoformat(),
        "confidence": row.confidence,
        "source": row.source,
        "state": _state(entry, day),
        "row": row.at,
        "note": row.note,
    }


def history_text(book: Book, model: Model, entries: list[Entry], day: date) -> Iterator[str]:
    """For each row: when and what, how much, how that is known."""
    yield f"{model.name}  {model.id}, prices {book.version}, USD per million tokens"
    for entry in entries:
        row, last = entry.row, _last_day(entry)
        yield from ("", f"{row.start}{f' to {last}' if last else ''}  {entry.what}  ({_state(entry, day)})")
        if isinstance(row, Modifier):
            yield f"  {survey.factor(row)}: {survey.asks(row)}"
        else:
            amounts = [f"{name.replace('_', ' ')} {plain(usd)}" for name, usd in row.usd_per_mtok.items()]
            yield f"  {', '.join(amounts) or 'no longer sold'}"
        yield f"  known since {row.known_since}, confidence {row.confidence}, {row.source} ({row.at})"
        if row.note:
            yield f"  {row.note}"


def _last_day(entry: Entry) -> str | None:
    last = entry.end or entry.row.end
    return last.isoformat() if last else None


def _state(entry: Entry, day: date) -> str:
    by = f"replaced by {', '.join(entry.replaced_by)}" if entry.replaced_by else ""
    if entry.start is None:
        return by or "never in force"
    if entry.start > day:
        return "to come"
    return "over" if entry.end is not None and entry.end < day else by or "in force"


# --- diff and update ----------------------------------------------------------------------------


def diff_rows(one: Difference) -> Rows:
    """A changed row field by field, an added or removed one in one."""
    named: dict[str, object] = {
        "change": one.change,
        "table": one.row.table,
        "what": subject(one.row),
        "from": one.row.start.isoformat(),
        "old_row": one.old.at if one.old else None,
        "new_row": one.new.at if one.new else None,
    }
    if one.change == "changed":
        return [{**named, "field": field, "old": old, "new": new} for field, (old, new) in one.said().items()]
    return [{**named, "field": "", "old": _short(one.old), "new": _short(one.new)}]


def diff_text(found: list[Difference], most: int | None = None) -> Iterator[str]:
    """One line for each row: a sign, where it stands, what it is about, what is different."""
    signs = {"added": "+", "removed": "-", "changed": "~"}
    for one in found[:most]:
        pairs = (f"{name} {old or 'none'} -> {new or 'none'}" for name, (old, new) in one.said().items())
        told = "; ".join(pairs) if one.change == "changed" else _short(one.row)
        yield f"{signs[one.change]} {one.row.at}  {subject(one.row)} from {one.row.start}: {told}"
    if most is not None and len(found) > most:
        yield f"... and {len(found) - most:,} more"


def tally(found: list[Difference]) -> str:
    """How many rows were added, removed, changed."""
    changes = [one.change for one in found]
    counts = [f"{changes.count(change):,} {change}" for change in dict.fromkeys(sorted(changes))]
    return ", ".join(counts) or "no row differs"


def reaching_back(found: list[Difference]) -> Iterator[str]:
    """From which day on figures already reported may come out differently, if from any."""
    rows = [one.row for one in found if isinstance(one.row, Price | Modifier | Fee)]
    days = [row.start for row in rows if row.start <= today()]
    if days:
        yield f"usage since {min(days)} may cost something else now"


def _short(row: Dated | None) -> str | None:
    """What a row says beside what it is about, the usual left out."""
    said = facts(row).items()
    told = [f"{name} {value}" for name, value in said if name not in _UNSAID and _USUAL.get(name) != value]
    return ", ".join(told) or None


# --- check --------------------------------------------------------------------------------------


def check_text(found: Mapping[str, Any]) -> Iterator[str]:
    """What `prices check` found, from the object scripts get."""
    book = found["price_book"]
    yield f"price book {book['version']}"
    yield f"  sha256 {book['sha256']}"
    yield from (f"  {folder}" for folder in found["folders"])
    counted = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in found["rows"].items())
    yield f"  {counted}: every row is sound"
    yield f"  multiplied out: {found['rates']:,} rates"
    if found["store"] is None:
        yield "no store yet, so no usage to look for"
    elif not found["unpriced"]:
        yield f"every model in {found['store']} has its price"
    else:
        yield f"without a price in {found['store']}:"
    for entry in found["unpriced"]:
        tokens, since = f"{entry['tokens']:,} tokens", f"since {entry['first_seen']}"
        yield f"  {entry['model'] or '(none)'}: {tokens} {since}: {entry['reason']}"
