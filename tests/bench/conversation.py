"""One invented conversation, growing response by response.

The distributions were measured on published transcripts: how many lines a response takes, how tokens recur
from one request to the next, how long people pause, which records the client writes around a response.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from random import Random

import transcript_lines as t
from transcript_lines import pick


def spread(shares: str) -> list[str]:
    """`a 2 b 1` as a list to choose from: a, a, b."""
    words = shares.split()
    return [kind for kind, times in zip(words[::2], words[1::2], strict=True) for _ in range(int(times))]


LINES_PER_RESPONSE = t.weighted({1: 24, 2: 37, 3: 32, 4: 5.5, 5: 1, 7: 0.5})
SHAPES = {  # the kinds of block of a response, by how many it has; `u` is a tool use
    1: ("u", "u", "u", "u", "x"),
    2: ("tu", "tu", "tu", "tu", "tu", "xu", "xu", "xu", "tx"),
    3: ("txu", "txu", "tuu"),
    4: ("txuu",),
    5: ("txuuu",),
    7: ("txuuuuu",),
}
GAPS_MS = t.from_percentiles(
    (0, 1500), (0.1, 3e3), (0.5, 6e3), (0.75, 11e3), (0.9, 50e3), (0.95, 130e3), (0.99, 800e3), (1, 3e6)
)
BLOCK_GAP_MS = t.lognormal(1500, 1.1, 20, 30_000)
PAUSES_MS = t.lognormal(90_000, 1.4, 4000, 40_000_000)
INPUT_TOKENS = t.weighted({2: 69, 1: 23, 6: 7, 1400: 0.3})
OUTPUT_TOKENS = t.lognormal(450, 1.01, 1, 13_600)
WRITE_TOKENS = t.lognormal(1212, 1.14, 0, 60_000)
PLACEHOLDERS = t.weighted({1: 47, 2: 11, 3: 8, 4: 7, 6: 13, 12: 2, 24: 12})
RESULT_BYTES = t.lognormal(920, 1.5, 20, 60_000)
BLOCK_BYTES = t.lognormal(230, 1.5, 20, 16_000)
SIGNATURE_BYTES = t.lognormal(600, 0.8, 60, 8_000)
ATTACHMENT_BYTES = t.lognormal(1900, 1.4, 100, 60_000)
NOTES_C = spread(
    "attachment 21 last-prompt 13 ai-title 11 queue-operation 7 mode 5 permission-mode 4 bridge-session 3 "
    "system 3 file-history-snapshot 3 pr-link 2"
)
NOTES_B = spread("bash-progress 13 hook-progress 8 file-history-snapshot 3 system 3 queue-operation 1")
NOTES_AGENT = ["attachment"]


@dataclass(frozen=True)
class Setting:
    """What stays the same on every line of one transcript."""

    session: bytes
    cwd: bytes
    version: bytes
    entrypoint: bytes
    model: bytes
    era: str
    start_ms: int
    agent: bytes = b""
    one_hour_cache: bool = True
    gateway: bool = False

    def tail(self) -> bytes:
        """The end of every message line."""
        where = b'"userType":"external","entrypoint":"%b","cwd":"%b","sessionId":"%b","version":"%b",' % (
            self.entrypoint, self.cwd, self.session, self.version,
        )  # fmt: skip
        last = b'"slug":"calm-rolling-fern"' if self.era == "B" else b'"effort":"high"'
        return b'%b"gitBranch":"main",%b}\n' % (where, last)


@dataclass
class Counts:
    """What was written, not counting the journals of workflows."""

    files: int = 0
    lines: int = 0
    usage_lines: int = 0
    responses: int = 0
    copied_lines: int = 0
    damaged_lines: int = 0
    bytes: int = 0

    def add(self, other: Counts) -> None:
        """Sum two counts."""
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Conversation:
    """One transcript in the making: its clock, its context and its lines so far."""

    rng: Random
    setting: Setting
    longest: int = 60_000
    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    counts: Counts = field(default_factory=Counts)
    echoes: list[dict[bytes, bytes | int]] = field(default_factory=list)
    context: int = 0

    def __post_init__(self) -> None:
        own = self.setting
        self.now_ms = own.start_ms
        self.turn_over = True
        self.fields: dict[bytes, bytes | int] = {
            b"parent": b"null", b"side": b"true" if own.agent else b"false", b"leaf": t.uuid4(self.rng),
            b"agent": b'"agentId":"%b",' % own.agent if own.agent else b"", b"tail": own.tail(),
            b"session": own.session, b"cwd": own.cwd, b"model": own.model, b"started": own.start_ms,
            b"tool": b"toolu_01" + t.base58(self.rng, 22),
            b"details": b"" if own.era == "B" else b'"stop_details":null,',
        }  # fmt: skip
        self.tool, self.result = t.base58(self.rng, 30), b""
        self.geo = b"us" if self.rng.random() < 0.03 else b"not_available"
        self.window = 900_000 if self.rng.random() < 0.05 and not own.agent else 340_000

    # writing lines

    def put(self, template: bytes, values: dict[bytes, bytes | int]) -> bytes:
        """Append a line that belongs to the chain of messages and return its uuid."""
        uuid = t.uuid4(self.rng)
        self.note(template, values | {b"uuid": uuid})
        self.fields[b"parent"] = b'"%b"' % uuid
        self.fields[b"leaf"] = uuid
        return uuid

    def note(self, template: bytes, values: dict[bytes, bytes | int]) -> None:
        """Append a line."""
        self.fields |= values
        self.fields[b"time"] = t.iso(self.now_ms)
        line = template % self.fields
        self.lines.append(line)
        self.size += len(line)

    def bookkeep(self, kind: str) -> None:
        """Append a record without usage."""
        size = min(pick(ATTACHMENT_BYTES, self.rng), self.longest)
        if kind == "bash-progress":
            size = min(size, 1_500)
        values: dict[bytes, bytes | int] = {
            b"line": t.prose().take(self.rng, 60)[:-2], b"text": t.prose().take(self.rng, size),
            b"context": self.context, b"history": len(self.lines) * 60_000, b"dollars": len(self.lines) // 40,
        }  # fmt: skip
        template = t.NOTES[kind]
        if b"%(uuid)b" in template:
            self.put(template, values)
        else:
            self.note(template, values)

    # one step of the conversation

    def step(self) -> None:
        """A prompt if it is the person's turn, then one response with its tool results and bookkeeping."""
        if self.turn_over:
            self.prompt()
        self.respond()
        self.surround()

    def prompt(self) -> None:
        """The person, or for a subagent its parent, says something."""
        if self.lines:
            self.now_ms += pick(PAUSES_MS, self.rng)
        size = min(pick(BLOCK_BYTES, self.rng) * 2, self.longest)
        self.put(t.PROMPT, {b"promptId": t.uuid4(self.rng), b"text": t.prose().take(self.rng, size)})
        self.turn_over = False

    def respond(self) -> None:
        """One response: a line per content block, tool results after or between them."""
        rng = self.rng
        shape = rng.choice(SHAPES[pick(LINES_PER_RESPONSE, rng)])
        self.now_ms += pick(GAPS_MS, rng)
        start, final = self.usage()
        request = b"" if self.setting.gateway else b'"requestId":"%b",' % t.request_id(rng, self.now_ms)
        ids: dict[bytes, bytes | int] = {b"id": self.new_id(), b"request": request}
        self.turn_over = shape[-1] != "u"
        last_stop = b'"end_turn"' if self.turn_over else b'"tool_use"'
        waiting: list[tuple[bytes, bytes, bytes]] = []
        for finished, kind in zip(self.finality(len(shape)), shape, strict=True):
            shown: tuple[bytes, bytes] = (final, last_stop) if finished else (start, b"null")
            self.now_ms += pick(BLOCK_GAP_MS, rng)
            values = ids | {b"block": self.block(kind), b"usage": shown[0], b"stop": shown[1]}
            source = self.put(t.ASSISTANT, values)
            if kind == "u":
                waiting.append((source, self.tool, self.result))
                if rng.random() < 0.5:
                    self.answer(waiting)
        self.answer(waiting)
        self.counts.usage_lines += len(shape)
        self.counts.responses += 1
        self.echo(request)

    def new_id(self) -> bytes:
        """The provider's id of a response; gateways have forms of their own."""
        if self.setting.gateway:
            return t.uuid4(self.rng).replace(b"-", b"")
        return t.message_id(self.rng, self.now_ms)

    def surround(self) -> None:
        """What else the client writes around a response."""
        rng, own = self.rng, self.setting
        notes, rate = (NOTES_B, 1.1) if own.era == "B" else (NOTES_C, 0.88)
        if own.agent:
            notes, rate = NOTES_AGENT, 0.1
        while rng.random() < rate / (1 + rate):
            self.bookkeep(rng.choice(notes))
        if rng.random() < 0.02:
            self.put(t.SYNTHETIC, {b"id": t.uuid4(rng)})
            self.counts.usage_lines += 1
        if self.echoes:
            for echo in self.echoes[-3:]:
                self.put(t.ECHO, echo | {b"text": t.prose().take(rng, 200)})
                self.counts.usage_lines += 1
            del self.echoes[-3:]

    def finality(self, blocks: int) -> list[bool]:
        """Which lines of a response carry its final usage: the client and luck decide."""
        luck = self.rng.random()
        if self.setting.era == "B":
            return [False] * (blocks - 1) + [luck < 0.45]
        if not self.setting.agent or luck < 0.35:
            return [True] * blocks
        return [False] * (blocks - 1) + [luck < 0.85]

    def usage(self) -> tuple[bytes, bytes]:
        """Advance the context by one request and return its usage as first and as finally reported."""
        rng = self.rng
        write, read = self.advance()
        output = pick(OUTPUT_TOKENS, rng)
        values: dict[bytes, bytes | int] = {
            b"input": pick(INPUT_TOKENS, rng), b"write": write, b"read": read, b"output": output,
            b"w5": 0 if self.setting.one_hour_cache else write,
            b"w1": write if self.setting.one_hour_cache else 0,
            b"placeholder": min(output, pick(PLACEHOLDERS, rng)), b"searches": int(rng.random() < 0.004),
            b"speed": b"fast" if rng.random() < 0.01 else b"standard", b"geo": self.geo,
            b"thinking": self.thinking(output), b"iterations": b"",
        }  # fmt: skip
        if self.setting.gateway:
            return t.GATEWAY_USAGE % values, t.GATEWAY_USAGE % values
        if self.setting.era == "C":
            advised = t.ADVISOR_ITERATION % values if rng.random() < 0.002 else b""
            values[b"iterations"] = t.ITERATION % values + advised
        return t.START_USAGE % values, t.FINAL_USAGE % values

    def advance(self) -> tuple[int, int]:
        """Cache writes and reads of the next request: it reads what the last one read and wrote."""
        rng = self.rng
        prompt = self.context + pick(WRITE_TOKENS, rng)
        read = self.context if rng.random() > 0.015 else min(self.context, rng.randrange(40_000))
        if not self.context:
            prompt = rng.randrange(8_000, 20_000) if self.setting.agent else rng.randrange(31_000, 41_000)
            read = 0 if rng.random() < 0.6 else prompt // 2
        elif prompt > self.window:
            self.bookkeep("compact-boundary")
            prompt, read = rng.randrange(15_000, 30_000), 0
        self.context = prompt
        return prompt - read, read

    def thinking(self, output: int) -> bytes:
        """The thinking share that clients report since August 2026."""
        if self.setting.era == "B" or self.now_ms < t.moment("2026-08-12"):
            return b""
        tokens = 0 if self.rng.random() < 0.38 else int(output * self.rng.betavariate(1, 2))
        return b',"output_tokens_details":{"thinking_tokens":%d}' % tokens

    def block(self, kind: str) -> bytes:
        """One content block: thinking, text or a tool use."""
        rng = self.rng
        size = min(pick(BLOCK_BYTES, rng), self.longest)
        if kind == "t":
            seal = t.base64(rng, pick(SIGNATURE_BYTES, rng))
            text = t.prose().take(rng, size // 3) if size < 300 else b""
            return b'{"type":"thinking","thinking":"%b","signature":"%b"}' % (text, seal)
        if kind == "x":
            return b'{"type":"text","text":"%b"}' % t.prose().take(rng, size)
        name, template, self.result = rng.choice(t.TOOLS)
        self.tool = b"toolu_01" + t.base58(rng, 22)
        self.fields |= {b"more": t.code().take(rng, size), b"line": t.code().take(rng, 40)[:-2]}
        use = b'{"type":"tool_use","id":"%b","name":"%b","input":%b}'
        return use % (self.tool, name, template % self.fields)

    def answer(self, waiting: list[tuple[bytes, bytes, bytes]]) -> None:
        """A result line for each tool use still waiting; it holds the output twice, as the real ones do."""
        for source, tool, template in waiting:
            text = t.code().take(self.rng, min(pick(RESULT_BYTES, self.rng), self.longest))
            content = b'"%b"' % text
            if self.rng.random() < 0.002:
                data = t.base64(self.rng, min(self.longest * 2, self.rng.randrange(20_000, 400_000)))
                content = t.IMAGE_CONTENT % {b"data": data}
            result = template % (self.fields | {b"text": text})
            self.put(t.RESULT, {b"source": source, b"tool": tool, b"content": content, b"result": result})
        waiting.clear()

    def echo(self, request: bytes) -> None:
        """Remember a subagent's response for its parent, which in era B repeats it in progress lines."""
        own = self.setting
        if own.era != "B" or not own.agent:
            return
        message = t.ECHOED_MESSAGE % self.fields
        # history grows with the run in reality; the last messages are enough to mislead a text search
        echo: dict[bytes, bytes | int] = {
            b"inner_time": self.fields[b"time"], b"inner_uuid": self.fields[b"uuid"],
            b"inner_id": self.fields[b"id"], b"inner_request": request[13:-2], b"inner_agent": own.agent,
            b"message": message, b"history": b"%b,%b" % (message, message), b"tool": self.tool,
        }  # fmt: skip
        self.echoes += [echo] * (2 if self.rng.random() < 0.7 else 1)
