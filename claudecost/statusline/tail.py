"""The end of transcripts as responses, each counted once by its best line.

By the rules of `sources` and of `store/usage_events.sql`, over the few lines a status line reads; copies from
other sessions are somebody else's and are left to the store.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, timezone

from .rates import Cost, cost, profile_key
from .usage import items, non_null_keys, searches, tokens, word

TYPE_CHECKING = False  # importing typing costs more than all that is done here
if TYPE_CHECKING:
    from typing import Any

    from .usage import Tokens

#: Bytes read of one transcript at most: from its end.
MOST_BYTES = 4 * 1024 * 1024

SYNTHETIC = "<synthetic>"

#: Without these bytes a line speaks of no usage.
MARK = b'"usage"'

#: As there. Compiled only for ids that are not Anthropic's own, which takes longer than a whole line.
_STRONG_MESSAGE = (
    r"msg_(?:bdrk_|vrtx_)?(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{16,}|(?:chatcmpl-|gen-|resp_)\S+"
    r"|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[0-9a-fA-F]{16,}"
)
_STRONG_REQUEST = r"(?=\S*\d)\S{16,}"


class Line:
    """One line that speaks of a response. `rank` orders lines of one response: the larger speaks."""

    __slots__ = (
        "at",
        "counted",
        "is_final",
        "key",
        "model",
        "platform",
        "rank",
        "refused",
        "session",
        "usage",
    )

    def __init__(
        self,
        key: str,
        rank: tuple[int, bool, int, int, int, float, int],
        at: float,
        session: str | None,
        is_final: bool,
        model: str | None,
        platform: str | None,
        usage: dict[str, Any],
        refused: bool,
        counted: Tokens,
    ) -> None:
        self.key = key
        self.rank = rank
        self.at = at
        self.session = session
        self.is_final = is_final
        self.model = model
        self.platform = platform
        self.usage = usage
        self.refused = refused
        self.counted = counted


class Response:
    """A response: when it first happened (seconds since 1970), whose it is, what it cost."""

    __slots__ = ("at", "cost", "fresh_tokens", "is_final", "key", "output_tokens", "session", "total_tokens")

    def __init__(
        self,
        key: str,
        at: float,
        session: str | None,
        is_final: bool,
        output_tokens: int,
        fresh_tokens: int,
        total_tokens: int,
        cost: Cost,
    ) -> None:
        self.key = key
        self.at = at
        self.session = session
        self.is_final = is_final
        self.output_tokens = output_tokens
        self.fresh_tokens = fresh_tokens
        self.total_tokens = total_tokens
        self.cost = cost


class Tail:
    """Bytes from an offset on, and what was left out before them because there were too many."""

    __slots__ = ("data", "modified", "skipped")

    def __init__(
        self,
        data: bytes,
        skipped: int,
        modified: float,
    ) -> None:
        self.data = data
        self.skipped = skipped
        self.modified = modified


def read_tail(path: str, offset: int, most: int = MOST_BYTES) -> Tail:
    """The bytes of a file from an offset on, at most the last `most`; raises OSError."""
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except ValueError as error:
        raise OSError("no path at all") from error
    with open(number, "rb", buffering=0) as file:
        status = os.fstat(number)
        if not os.path.isfile(path):
            raise OSError("not a regular file")
        if status.st_size <= offset:
            return Tail(b"", 0, status.st_mtime)
        start = max(offset, status.st_size - most)
        file.seek(start)
        data = file.read(most)
    if start > offset:
        data = data[data.find(b"\n") + 1 :]  # begun in the middle of a line
    return Tail(data, start - offset, status.st_mtime)


def lines_of(tail: Tail, name: str) -> list[Line]:
    """The lines of a tail that speak of usage; what cannot be read is left to `ingest`, which says so.

    `name` is the file's, without its directory.
    """
    found: list[Line] = []
    is_agent = name.startswith("agent-")
    last, data, end = tail.modified, tail.data, -1
    while (mark := data.find(MARK, end + 1)) >= 0:
        position = data.rfind(b"\n", end + 1, mark) + 1 or end + 1
        end = data.find(b"\n", mark)
        end = len(data) if end < 0 else end
        raw = data[position:end]
        try:
            record = json.loads(raw.strip(b"\0\r\n ").decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict) and (line := _line(record, raw, position, last, is_agent)):
            found.append(line)
            last = line.at
    return found


def responses(lines: list[Line], cards: Any) -> list[Response]:
    """The responses of lines, each by its best line, dated by its earliest; `cards` gives rates."""
    days: dict[int, str] = {}
    best: dict[str, Line] = {}
    first: dict[str, float] = {}
    final: dict[str, bool] = {}
    for line in lines:
        key = line.key
        if key not in best or line.rank > best[key].rank:
            best[key] = line
        first[key] = min(first.get(key, line.at), line.at)
        final[key] = final.get(key, False) or line.is_final
    return [_response(line, first[key], final[key], cards, days) for key, line in best.items()]


def _response(line: Line, at: float, is_final: bool, cards: Any, days: dict[int, str]) -> Response:
    """A response priced; `days` remembers how UTC days are written."""
    day = days.get(int(at // 86400))
    if day is None:
        day = datetime.fromtimestamp(at, timezone.utc).date().isoformat()  # noqa: UP017 - no alias to look up
        days[int(at // 86400)] = day
    speed, tier, geo = (word(line.usage.get(key)) for key in ("speed", "service_tier", "inference_geo"))
    whole, total, fresh = Cost(), 0, 0
    for position, (_, named, counted) in enumerate(items(line.usage, line.counted, line.model)):
        is_foreign = named is not None and named != line.model
        model = (named or None) if is_foreign else line.model
        is_refused = line.refused and counted is line.counted
        key = profile_key(model, line.platform, None if is_foreign else speed, tier, geo, is_refused)
        whole = whole.plus(cost(cards(key), day, counted, searches(line.usage) if position == 0 else 0))
        total += sum(counted)
        fresh += counted[0] + counted[4]
    return Response(line.key, at, line.session, is_final, line.counted[4], fresh, total, whole)


def _line(record: dict[str, Any], raw: bytes, position: int, last: float, is_agent: bool) -> Line | None:
    """A record as a line that counts, or None: bookkeeping, prompts, copies, the client's own answers."""
    body, place = record, int(is_agent or record.get("isSidechain") is True)
    if record.get("type") == "progress":
        data = record.get("data")
        is_echo = isinstance(data, dict) and data.get("type") == "agent_progress"
        echoed = data.get("message") if isinstance(data, dict) and is_echo else None
        if not isinstance(echoed, dict) or echoed.get("type") not in ("assistant", None):
            return None
        body, place = echoed, 2
    elif record.get("type", "assistant") != "assistant":
        return None
    message = body.get("message")
    if not isinstance(message, dict) or message.get("model") == SYNTHETIC:
        return None
    usage = message.get("usage")
    if not isinstance(usage, dict) or record.get("forkedFrom") is not None:
        return None
    counted = tokens(usage)
    message_id, request_id = _text(message.get("id")), _text(body.get("requestId"))
    stop, at = message.get("stop_reason"), _seconds(body.get("timestamp"), last)
    session = record.get("sessionId")
    session = session if isinstance(session, str) else None
    rank = (counted[4], stop is not None, non_null_keys(usage), -place, sum(counted[:4]), at, position)
    return Line(
        key=_key(message_id, request_id, _text(body.get("uuid")), raw, session, counted),
        rank=rank,
        at=at,
        session=session,
        is_final=stop is not None or usage.get("server_tool_use") is not None,
        model=_text(message.get("model")) or None,
        platform=_platform(message_id, request_id),
        usage=usage,
        refused=word(stop) == "refusal" and counted[4] == 0,
        counted=counted,
    )


def _key(
    message_id: str, request_id: str, line_id: str, raw: bytes, session: str | None, counted: Tokens
) -> str:
    """Which response: as the store names it, see `sources/identity.py`."""
    is_usual = len(message_id) == 28 and message_id.startswith("msg_0") and message_id[4:].isalnum()
    if is_usual and message_id.isascii():
        return message_id
    if message_id and re.fullmatch(_STRONG_MESSAGE, message_id):
        return message_id
    if request_id and re.fullmatch(_STRONG_REQUEST, request_id):
        return f"request:{request_id}"
    if message_id or request_id:
        part = f"{session or ''}/{counted[0]}/{counted[3]}/{counted[1] + counted[2]}"
        return f"weak:{message_id}:{request_id}\n{part}"
    if line_id:
        return f"line:{line_id}"
    from _blake2 import blake2b

    return "record:" + blake2b(raw.strip(b"\0\r\n "), digest_size=16).hexdigest()


def _platform(message_id: str, request_id: str) -> str | None:
    if message_id.startswith("msg_bdrk_"):
        return "bedrock"
    return "google" if message_id.startswith("msg_vrtx_") or request_id.startswith("req_vrtx_") else None


def _text(value: Any) -> str:
    return value.strip()[:200] if type(value) is str else ""


def _seconds(value: Any, otherwise: float) -> float:
    """A time as seconds since 1970; what is none is that of the line before it."""
    if type(value) is not str:
        return otherwise
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)  # noqa: UP017
        return moment.timestamp()
    except (ValueError, OverflowError):
        return otherwise
