"""From one usage object to what it costs: read by the rules of transcripts, priced by the rates of reports.

Where sources and pricing meet without a store: for a response at hand, a line
of a transcript, or a `usage` object copied from a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from .errors import BadData, Misuse, Place
from .money import total
from .pricing import Book, PricedLine, identify, price_item, rate_card
from .pricing.models import SYNTHETIC
from .pricing.price import MTOK
from .records import TOKEN_METERS, WEB_SEARCH, Profile
from .sources.claude_code.fold import text
from .sources.claude_code.record import Candidate, Message, Record, candidate
from .sources.claude_code.rescue import rescue
from .sources.identity import platform_of
from .sources.times import utc_text
from .sources.usage import Counts, Item, Tally, Usage, billed_items, counts, word

#: What a bare usage object has at least one of; a label alone uses nothing.
COUNTED = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")

DECLINED = "declined before any output: not billed"

WANTED = "a Messages response, its `usage` object, or one line of a transcript"


@dataclass(frozen=True)
class Given:
    """What the asker says of the request; each goes before what the object says itself."""

    model: str | None = None
    at: datetime | None = None
    speed: str | None = None
    service_tier: str | None = None
    geo: str | None = None
    endpoint: str | None = None


@dataclass(frozen=True)
class Quote:
    """The lines of one usage object, its canonical model, and what to say beside the amounts."""

    model: str | None
    at: datetime
    lines: list[PricedLine]
    notes: tuple[str, ...] = ()


def read_usage(data: bytes, path: str) -> Candidate:
    """The usage in the JSON of one object; raises BadData, which never shows what it read."""
    whole = _one_object(data, path)
    message = whole.get("message")
    if isinstance(message, dict) or whole.get("type") == "progress":
        record = whole
    elif isinstance(whole.get("usage"), dict) and whole.get("type") in (None, "message"):
        record = {"type": "assistant", "message": whole}
    elif any(key in whole for key in COUNTED):
        record = {"type": "assistant", "message": {"usage": whole}}
    else:
        raise BadData("there is no usage in this object", where=Place(path), hint=f"it takes {WANTED}")
    found = _candidate(record)
    if found is not None:
        return found
    if isinstance(message, dict) and message.get("model") == SYNTHETIC:
        nothing = Record(type="assistant")
        return Candidate(
            nothing, Message(model=SYNTHETIC), Usage(), None, None, whole.get("timestamp"), None, False
        )
    raise BadData(
        "there is no usage in this line", where=Place(path), hint="answers have some; prompts have none"
    )


def quote(book: Book, found: Candidate, given: Given, now: datetime) -> Quote:
    """Price a usage object; raises Misuse when nothing names its model."""
    message, tally = found.message, Tally()
    named = text(message.model) or given.model
    model = given.model or named
    if model is None:
        raise Misuse(
            "nothing says which model this usage is of", hint="name it, for example --model claude-opus-5-5"
        )
    at = given.at or _time(found.timestamp) or now
    used = counts(found.usage, tally)
    profile = _profile(found, given, model, used)
    items = billed_items(found.usage, used, named, tally) or []
    lines: list[PricedLine] = []
    notes: list[str] = []
    for kind, which, tokens in _parts(used, items, profile, named):
        card = rate_card(book, which, given.endpoint)
        lines += price_item(card, at, tokens, kind)
        notes += card.notes
    lines += _declined(book, found.usage, named)
    return Quote(
        identify(book, model).model, at, merged(lines), tuple(dict.fromkeys([*notes, *_bent(tally)]))
    )


def merged(lines: list[PricedLine]) -> list[PricedLine]:
    """Lines of several items in one where only their quantities differ."""
    found: dict[PricedLine, PricedLine] = {}
    for line in lines:
        key = replace(line, quantity=0, amount_usd=None)
        before = found.get(key)
        if before is not None:
            quantity = before.quantity + line.quantity
            amounts = [amount for amount in (before.amount_usd, line.amount_usd) if amount is not None]
            line = replace(line, quantity=quantity, amount_usd=total(amounts) if amounts else None)
        found[key] = line
    return list(found.values())


def _one_object(data: bytes, path: str) -> dict[str, Any]:
    """The JSON object the bytes hold; raises BadData."""
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadData("this is not UTF-8 text", where=Place(path), hint=f"it takes {WANTED}") from None
    except json.JSONDecodeError as error:
        raise _not_json(error, path) from None
    except (RecursionError, ValueError):
        raise BadData(
            "this JSON is nested too deeply or holds a number too long", where=Place(path)
        ) from None
    if not isinstance(whole, dict):
        raise BadData("this JSON is not an object", where=Place(path), hint=f"it takes {WANTED}")
    return whole


def _not_json(error: json.JSONDecodeError, path: str) -> BadData:
    if not error.doc.strip():
        return BadData(
            "there is nothing to price: the input is empty", where=Place(path), hint=f"it takes {WANTED}"
        )
    if error.msg == "Extra data":
        return BadData(
            "this holds more than one JSON value",
            where=Place(path, error.lineno),
            hint="price one line at a time, or take the whole file in with `claudecost ingest FILE`",
        )
    return BadData("this is not JSON", where=Place(path, error.lineno), hint=f"it takes {WANTED}")


def _candidate(record: Mapping[str, Any]) -> Candidate | None:
    """The record as the transcript reader decodes it, its rescue for odd values included."""
    line = json.dumps(record).encode()
    try:
        return candidate(msgspec.json.decode(line, type=Record))
    except (msgspec.DecodeError, RecursionError):
        for saved in rescue(line).records:
            return candidate(saved)
    return None


def _time(timestamp: Any) -> datetime | None:
    told = utc_text(timestamp)
    return None if told is None else datetime.fromisoformat(told).replace(tzinfo=UTC)


def _profile(found: Candidate, given: Given, model: str, used: Counts) -> Profile:
    """What decides the rates of the answer itself."""
    usage, message = found.usage, found.message
    return Profile(
        0,
        model,
        platform=platform_of(text(message.id), text(found.request_id)),
        speed=given.speed or word(usage.speed),
        service_tier=given.service_tier or word(usage.service_tier),
        geo=given.geo or word(usage.inference_geo),
        refused=word(message.stop_reason) == "refusal" and used.output_tokens == 0,
    )


def _parts(
    used: Counts, items: list[Item], profile: Profile, named: str | None
) -> Iterator[tuple[str, Profile, dict[str, int]]]:
    """What is priced by itself: the answer, whole or sampling by sampling, then what was billed beside it.

    Searches belong to the answer's first part. Another model does not share the answer's speed.
    """
    searches = {WEB_SEARCH: used.web_search_requests}
    if not any(item.kind == "message" for item in items):
        yield "message", profile, dict(zip(TOKEN_METERS, used.tokens(), strict=True)) | searches
        searches = {}
    for item in items:
        own = item.model_id is None or item.model_id == named
        which = replace(
            profile,
            model_id=profile.model_id if own else item.model_id or None,
            speed=profile.speed if own else None,
            refused=False,
        )
        tokens = dict(zip(TOKEN_METERS, msgspec.structs.astuple(item)[2:], strict=True))
        yield item.kind, which, tokens | searches
        searches = {}


def _declined(book: Book, usage: Usage, named: str | None) -> Iterator[PricedLine]:
    """Attempts of other models that gave up before any output: listed in `iterations`, free."""
    entries = usage.iterations if isinstance(usage.iterations, list) else []
    if not any(entry.type == "fallback_message" for entry in entries):
        return
    for entry in entries[:-1]:
        used, model = counts(entry, Tally()), text(entry.model)
        if entry.type not in ("message", "fallback_message") or model in ("", named) or used.output_tokens:
            continue
        free = PricedLine("fallback", identify(book, model).model, "", 0, MTOK, Decimal(0), Decimal(0), False)
        for meter, quantity in zip(TOKEN_METERS, used.tokens(), strict=True):
            if quantity:
                yield replace(free, meter=meter, quantity=quantity, modifiers=(DECLINED,))


def _bent(tally: Tally) -> Iterator[str]:
    """What had to be bent to read the object."""
    if tally.bad_values:
        yield f"{tally.bad_values} of its counts made no sense and counted as 0"
    if tally.unknown_iterations:
        yield f"{tally.unknown_iterations} of its iterations are of a type not known and were left out"
