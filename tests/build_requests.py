"""What the company logged request by request besides transcripts: a Message Batch, and the shop's own log.

Both are rows of tables here; `build_samples` writes them and adds them to what a report should say. Two
responses of the log stand in a transcript of the build bot as well, and count once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from build_usage import Dice, Json, Response, Tokens, identify

BATCH = "msgbatch_01Fw7Q2mVd9sKxTnR4bYcHuE"
RUNNING = "msgbatch_01FwB8kNz3pLtGvXj6sWqRaD"
BATCH_PATH = f"batch/{BATCH}.jsonl"
LIST_PATH = "batch/batches.json"
LOG_PATH = "logs/responses.jsonl"

CREATED = datetime(2026, 10, 14, 19, 2, 11, tzinfo=UTC)
ENDED = CREATED + timedelta(minutes=23, seconds=40)
ASKED_AGAIN = datetime(2026, 10, 30, 18, 30, tzinfo=UTC)

# One row per request of the batch: plant, outcome, model (without `claude-`), fresh input, written for five
# minutes, for an hour, read, output, and the answer.
PLANTS = """
tulip-apeldoorn   succeeded sonnet-5-5  1240 0 6400 0      412 Plant in autumn, three bulbs deep.
tomato-harzfeuer  succeeded sonnet-5-5  1312 0 0    6400   388 Sow in March, plant out after the last frost.
lavender-munstead succeeded sonnet-5-5  1198 0 0    6400   441 Sun and poor soil; cut back after flowering.
kale-nero         errored
crocus-vernus     succeeded haiku-5-5   1107 0 0    0      276 Mow only when the leaves are yellow.
dahlia-bishop     succeeded sonnet-5-5  1274 0 0    6400   463 Lift the tubers before the ground freezes.
garden-almanac    succeeded haiku-5-5 118400 0 0    0      905 Twelve months on one page.
sweet-pea-matuca  canceled
radish-saxa       succeeded haiku-5-5   1066 0 0    0      251 Four weeks from seed to table.
fig-brown-turkey  expired
pumpkin-hokkaido  succeeded sonnet-5-5  1225 0 0    6400   397 One plant needs a square metre.
snowdrop-elwesii  errored
"""

# One row per response of the shop's log: time in October (UTC), model, fresh input, written for five minutes,
# for an hour, read, output, and the answer. Rows `= N` are the Nth response of the build bot's DOCS session.
LOG = """
05T08:14:07 sonnet-5-5   418 1190 0     0 352 Those seeds will still germinate next year.
05T08:15:31 sonnet-5-5   402 0    0  9130 341 Delivery to the islands takes two days longer.
06T09:40:55 sonnet-5-5   433 1105 0     0 368 The blue hydrangea needs acid soil.
07T09:41:20 sonnet-5-5   421 0    0  9215 347 Yes, the pruning shears come with a holster.
08T16:22:48 haiku-5-5   1512 0    0  2010 118 Order 4417 left the warehouse this morning.
09T10:03:12 opus-5-5    2210 3400 0     0 911 A hedge plan for a north-facing garden, in three steps.
= 2
= 7
12T14:31:36 sonnet-5-5   409 980  0     0 333 Please return it within thirty days.
15T11:18:59 sonnet-5-5   440 0    0  9120 359 Spring bulbs are planted until the ground freezes.
19T08:47:05 haiku-5-5   1498 0    0  2010 124 Your parcel is with the neighbour at number 9.
20T13:05:44 sonnet-5-5   428 1010 0     0 340 The gift card can be used in several orders.
22T17:52:10 sonnet-5-5   415 0    0  9240 355 Snails avoid copper tape and dry ground.
27T09:29:33 opus-5-5    2305 0    0  3400 874 Which roses bear shade, and which only say so.
30T15:44:01 sonnet-5-5   437 1075 0     0 362 We are open on Saturday until four.
"""
DOCS = "docs-1012"

Planted = tuple[Response, str]  # a response, and its text


def requests(docs: Sequence[Response]) -> tuple[dict[str, bytes], list[tuple[str, Response]]]:
    """The files by path, and the responses that are new with them; `docs` are those of the session DOCS."""
    batch, log = _batch(), _log(docs)
    files = {LIST_PATH: _page(_listed()), BATCH_PATH: _lines(batch), LOG_PATH: _lines(log)}
    new = [(BATCH_PATH, response) for _, response in _succeeded()]
    return files, new + [(LOG_PATH, response) for response, _ in _logged(docs) if response not in docs]


def remarks() -> list[tuple[str, str, str]]:
    """What a reader of golden outputs wants to find: kind, place, what to expect."""
    outcomes = Counter(row.split()[1] for row in _rows(PLANTS))
    failed = ", ".join(f"{outcomes[name]} {name}" for name in ("errored", "canceled", "expired"))
    dated = f"their time is the batch's `ended_at` in `{LIST_PATH}`"
    numbers = {row[2:]: number for number, row in enumerate(_rows(LOG), 1) if row.startswith("=")}
    twice = [
        ("twice", f"{LOG_PATH}:{line}", f"response {number} of `{DOCS}` of the build bot again: counted once")
        for number, line in numbers.items()
    ]
    long = next(number for number, row in enumerate(_batch(), 1) if row["custom_id"] == "garden-almanac")
    return [
        ("results", BATCH_PATH, f"{outcomes['succeeded']} billed at half price, {failed}: no usage; {dated}"),
        ("prompt", f"{BATCH_PATH}:{long}", "prompt of 118,400 tokens, price band above 100,000, in a batch"),
        *twice,
        (
            "overload",
            f"{LOG_PATH}:{len(_rows(LOG)) + 1}",
            "an error of the API: neither a response nor usage",
        ),
    ]


def _rows(table: str) -> list[str]:
    return table.strip().splitlines()


# ---------------------------------------------------------------- the batch


def _succeeded() -> list[tuple[str, Response]]:
    """What is billed of the batch, by `custom_id`."""
    found = []
    for row in _rows(PLANTS):
        name, outcome, *rest = row.split(maxsplit=8)
        if outcome == "succeeded":
            dice = Dice(f"batch/{name}")
            message, _ = identify(rest[0], ENDED, dice)
            response = Response(f"claude-{rest[0]}", ENDED, message, None, _tokens(rest[1:6]), ("text",))
            response.tier, response.geo, response.stop = "batch", "global", "end_turn"
            found.append((name, response))
    return found


def _tokens(counts: Sequence[str]) -> Tokens:
    fresh, write_5m, write_1h, read, output = map(int, counts)
    return Tokens(fresh, write_5m, write_1h, read, output)


def _batch() -> list[Json]:
    """The lines of the results, in an order that is not the one they were sent in."""
    responses = dict(_succeeded())
    lines = []
    for row in _rows(PLANTS):
        name, outcome, *rest = row.split(maxsplit=8)
        result: Json = {"type": outcome}
        if outcome == "succeeded":
            usage = responses[name].usage(True)
            kept = {key: value for key, value in usage.items() if key not in ("iterations", "speed")}
            result["message"] = _message(responses[name], rest[-1], kept)
        elif outcome == "errored":
            error = {"type": "invalid_request_error", "message": "max_tokens: must be greater than 0"}
            result["error"] = {"type": "error", "error": error, "request_id": None}
        lines.append({"custom_id": name, "result": result})
    return lines[1::2] + lines[::2]


def _listed() -> list[Json]:
    """The page of the list: the batch, and a later one that was still running when it was asked for."""
    outcomes = Counter(row.split()[1] for row in _rows(PLANTS))
    names = ("succeeded", "errored", "canceled", "expired")
    return [
        _entry(RUNNING, ASKED_AGAIN, None, {"processing": 9, **dict.fromkeys(names, 0)}),
        _entry(BATCH, CREATED, ENDED, {"processing": 0, **{name: outcomes[name] for name in names}}),
    ]


def _entry(batch_id: str, created: datetime, ended: datetime | None, counts: Json) -> Json:
    url = f"https://api.anthropic.com/v1/messages/batches/{batch_id}/results"
    return {
        "id": batch_id,
        "type": "message_batch",
        "processing_status": "ended" if ended else "in_progress",
        "request_counts": counts,
        "created_at": _stamp(created),
        "ended_at": _stamp(ended) if ended else None,
        "expires_at": _stamp(created + timedelta(days=1)),
        "cancel_initiated_at": None,
        "archived_at": None,
        "results_url": url if ended else None,
    }


# ---------------------------------------------------------------- the log


def _logged(docs: Sequence[Response]) -> list[Planted]:
    """Every response of the log with its text."""
    found: list[Planted] = []
    for number, row in enumerate(_rows(LOG)):
        if row.startswith("="):
            found.append((docs[int(row[2:]) - 1], "The chapter on returns lacks an example."))
            continue
        time, model, *rest = row.split(maxsplit=7)
        at = datetime.strptime(f"2026-10-{time}", "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
        ids = identify(model, at, Dice(f"log/{number}"))
        response = Response(f"claude-{model}", at, *ids, _tokens(rest[:5]), ("text",), stop="end_turn")
        response.geo = "global"
        found.append((response, rest[-1]))
    return found


def _log(docs: Sequence[Response]) -> list[Json]:
    """The lines of the log, and one of a request that failed."""
    lines = [
        {
            "timestamp": _stamp(response.at if response not in docs else response.at + timedelta(seconds=9)),
            "request_id": response.request_id,
            "response": _message(response, words, response.usage(True)),
        }
        for response, words in _logged(docs)
    ]
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    return [*lines, {"timestamp": "2026-10-30T15:44:20Z", "request_id": None, "response": error}]


# ---------------------------------------------------------------- as files


def _message(response: Response, words: str, usage: Json) -> Json:
    return {
        "id": response.message_id,
        "type": "message",
        "role": "assistant",
        "model": response.model,
        "content": [{"type": "text", "text": words}],
        "stop_reason": response.stop,
        "stop_sequence": None,
        "usage": {key: value for key, value in usage.items() if value is not None},
    }


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _lines(records: Iterable[Json]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def _page(entries: Sequence[Json]) -> bytes:
    """A page of a list, an entry a line."""
    ends = {"first_id": entries[0]["id"], "last_id": entries[-1]["id"], "has_more": False}
    listed = ",\n".join(json.dumps(entry) for entry in entries)
    return f'{{"data": [\n{listed}\n], {json.dumps(ends)[1:]}\n'.encode()
