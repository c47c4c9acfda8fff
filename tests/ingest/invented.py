"""Histories no one lived: every way lines repeat, in every combination, for hypothesis to draw from.

A history is a handful of files. Each line shows one of a few responses, in one of the shapes real
clients write it: a placeholder or the final count, copied into a fork, handed to the background, in a
subagent's file, echoed in its parent's, with weak or missing ids, between other lines and damaged ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from .lines import CWD, FOLDER, at, line, message_id, request_id

#: Path below a config root, bytes.
History = dict[str, bytes]

SESSIONS = ("s0", "s1", "s2")
FILES = tuple(f"projects/{FOLDER}/{name}" for name in ("s0.jsonl", "s1.jsonl", "s2.jsonl", "agent-a1.jsonl"))


@dataclass(frozen=True)
class Response:
    """What the provider answered; `ids` says how much of its identity the writer kept."""

    number: int
    ids: str
    input_tokens: int
    output_tokens: int
    model: str
    iterations: tuple[tuple[str, str | None, int], ...]

    def message_id(self) -> str | None:
        """As logged: strong, a constant of some relay's, or none."""
        if self.ids in ("strong", "no request", "two requests", "two requests and none"):
            return message_id(self.number)
        return "ocgo" if self.ids == "constant" else None

    def request_id(self, again: int) -> str | None:
        """As logged; `again` is the number of the attempt where an id was used for two responses."""
        if self.ids in ("strong", "request only"):
            return request_id(self.number)
        if self.ids == "two requests" or (self.ids == "two requests and none" and again < 2):
            return request_id(100 * self.number + again)
        return None


IDS = (
    "none at all",
    "strong",
    "no request",
    "two requests",
    "two requests and none",
    "request only",
    "constant",
    "line only",
)
ENTRIES = st.tuples(
    st.sampled_from(("message", "advisor_message", "compaction", "fallback_message")),
    st.sampled_from((None, "claude-haiku-4-5-20251001", "claude-opus-5-5")),
    st.sampled_from((0, 3, 7)),
)
RESPONSES = st.builds(
    Response,
    number=st.integers(1, 4),
    ids=st.sampled_from(IDS),
    input_tokens=st.sampled_from((3, 1000)),
    output_tokens=st.sampled_from((7, 500)),
    model=st.sampled_from(("claude-opus-5-5", "claude-sonnet-5")),
    iterations=st.lists(ENTRIES, max_size=2).map(tuple),
)


@st.composite
def records(draw: st.DrawFn, known: list[Response]) -> dict[str, Any]:
    """One line's record: some response, in some shape."""
    shown = draw(st.sampled_from(known))
    how = draw(st.sampled_from(("plain", "plain", "plain", "copy", "background", "sidechain", "echo")))
    session = draw(st.sampled_from(("s0", "s0", "s0", *SESSIONS)))
    uuid = draw(st.sampled_from((f"u{shown.number}", f"v{shown.number}")))
    when = draw(st.sampled_from((at(shown.number), at(shown.number + 60), at(9000), None)))
    message, request = _message(draw, shown), shown.request_id(draw(st.integers(0, 2)))
    labels = {
        "sessionId": session,
        "cwd": draw(st.sampled_from((CWD, CWD, CWD, f"{CWD}/src", "/tmp"))),
        "version": draw(st.sampled_from(("2.1.30", "2.1.30", "2.1.30", "2.1.200"))),
    }
    if how == "echo":
        inner: dict[str, Any] = {
            "type": "assistant",
            "message": message,
            "requestId": request,
            "uuid": uuid,
            "timestamp": when,
        }
        data: dict[str, Any] = {
            "type": "agent_progress",
            "message": inner,
            "agentId": "a1",
            "normalizedMessages": [inner],
        }
        return {"type": "progress", "data": data, "uuid": "p", "timestamp": at(9001), **labels}
    marks: dict[str, dict[str, Any]] = {
        "copy": {"forkedFrom": {"sessionId": "s0", "messageUuid": uuid}, "uuid": f"{uuid}-copied"},
        "background": {"sessionKind": "bg"},
        "sidechain": {"isSidechain": True, "agentId": "a1"},
    }
    record: dict[str, Any] = {
        "type": "assistant",
        "uuid": uuid,
        "timestamp": when,
        "message": message,
        **labels,
        **marks.get(how, {}),
    }
    if shown.ids == "none at all":
        del record["uuid"], record["type"]  # as the oldest clients wrote, and some others do
    return record if request is None else record | {"requestId": request}


def _message(draw: st.DrawFn, shown: Response) -> dict[str, Any]:
    """The message as one of its block lines shows it: early, aborted, or complete."""
    usage: dict[str, Any] = {
        "input_tokens": shown.input_tokens,
        "cache_creation_input_tokens": 40,
        "cache_creation": {"ephemeral_5m_input_tokens": 10, "ephemeral_1h_input_tokens": 30},
        "cache_read_input_tokens": draw(st.sampled_from((0, 0, 0, 90_000))),
        "output_tokens": 1,
        "service_tier": "standard",
    }
    message: dict[str, Any] = {
        "model": shown.model,
        "role": "assistant",
        "content": [],
        "stop_reason": None,
        "usage": usage,
    }
    if (logged := shown.message_id()) is not None:
        message["id"] = logged
    shape = draw(st.sampled_from(("early", "closing", "final", "final", "refused")))
    if shape != "early":
        usage["output_tokens"] = 0 if shape == "refused" else shown.output_tokens
        usage["server_tool_use"] = {"web_search_requests": draw(st.sampled_from((0, 0, 2)))}
        usage["speed"] = draw(st.sampled_from(("standard", "fast")))
        usage["iterations"] = [
            {"type": kind, "model": model, "input_tokens": shown.input_tokens, "output_tokens": output}
            for kind, model, output in shown.iterations
        ]
    if shape in ("final", "refused"):
        message["stop_reason"] = "refusal" if shape == "refused" else "end_turn"
    return message


NOISE = (
    b"",
    b"   ",
    b"\0\0\0\0",
    b'{"type":"user","sessionId":"s0","timestamp":"2026-08-04T09:30:00.000Z","message":{"content":"hello"}}',
    b'{"type":"user","sessionId":"s0","timestamp":"yesterday","message":{"content":"hello"}}',
    b'{"type":"assistant","sessionId":"s0","message":{"id":"msg_01',
    b"<<<<<<< HEAD",
    b"[1, 2]",
    b"12",
    b'{"type":"summary","summary":"\xff\xfe"}',
)


@st.composite
def lines(draw: st.DrawFn, known: list[Response]) -> bytes:
    """One line as its file holds it: whole, padded, joined with another, or no response at all."""
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(NOISE))
    found = line(draw(records(known)))
    how = draw(st.sampled_from(("whole",) * 6 + ("nul", "stub", "joined", "return", "bytes", "nan")))
    if how == "nul":
        return b"\0\0\0" + found
    if how == "stub":
        return b'{"type":"user","message":{"content":"he' + found
    if how == "return":
        return found + b"\r"
    if how == "bytes":
        return found.replace(b'"role":"assistant"', b'"role":"\xe2\x82"')
    if how == "nan":
        return found.replace(b'"service_tier":"standard"', b'"service_tier":NaN')
    if how == "joined" and b'"uuid"' in found:
        # Without ids a record is known by its bytes, and a joined one by those of the line: not drawn here.
        other = line(draw(records(known)))
        return found + other if b'"uuid"' in other else found
    return found


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A few files of lines about a few responses; the last line of a file may lack its end."""
    known = draw(st.lists(RESPONSES, min_size=1, max_size=3))
    history = {}
    for path in draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=3, unique=True)):
        content = b"\n".join(draw(st.lists(lines(known), min_size=1, max_size=8)))
        history[path] = content + draw(st.sampled_from((b"\n", b"\n", b"\n", b"")))
    return history
