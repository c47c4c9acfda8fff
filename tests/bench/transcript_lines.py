"""What the lines of a Claude Code transcript look like: templates, identifiers, text and dated facts.

Everything is bytes and every line is one `template % fields`, because a generator of gigabytes cannot
afford to build and serialise objects. Text comes from pools escaped for JSON once and sliced many times.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate
from random import Random

DAY_MS = 86_400_000
BASE58 = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_TO_BASE58 = bytes(BASE58[n % 58] for n in range(256))


def moment(day: str) -> int:
    """The start of a UTC day, in milliseconds since 1970."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)


# --- Identifiers and times -------------------------------------------------------------------------------


def iso(ms: int) -> bytes:
    """The only form of timestamp real files use: UTC, three decimals, a Z."""
    whole, milliseconds = divmod(ms, 1000)
    seconds = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return b"%b.%03dZ" % (seconds.encode(), milliseconds)


def uuid4(rng: Random) -> bytes:
    """A version 4 UUID."""
    bits = rng.getrandbits(128)
    digits = b"%032x" % bits
    variant = b"89ab"[bits & 3]
    return b"%b-%b-4%b-%c%b-%b" % (
        digits[:8], digits[8:12], digits[12:15], variant, digits[15:18], digits[18:30],
    )  # fmt: skip


def base58(rng: Random, length: int) -> bytes:
    """Random base58 characters, the payload of the provider's identifiers."""
    return rng.randbytes(length).translate(_TO_BASE58)


def time_ordered(ms: int) -> bytes:
    """The four characters that make request ids grow with time: about one leading step a month."""
    steps = int((29.8 + (ms - moment("2026-01-01")) / DAY_MS * 0.0323) * 58**3)
    return bytes(BASE58[steps // 58**place % 58] for place in (3, 2, 1, 0))


def request_id(rng: Random, ms: int) -> bytes:
    """A first-party request id."""
    return b"req_011C%b%b" % (time_ordered(ms), base58(rng, 16))


def message_id(rng: Random, ms: int) -> bytes:
    """A first-party message id; time-ordered like the request id since July 2026."""
    if ms < moment("2026-07-01"):
        return b"msg_01" + base58(rng, 22)
    return b"msg_011C%b%b" % (time_ordered(ms), base58(rng, 16))


# --- Numbers drawn once, picked often --------------------------------------------------------------------

Table = tuple[int, ...]


def pick(table: Table, rng: Random) -> int:
    """One of a table's 4096 entries."""
    return table[rng.getrandbits(12)]


def lognormal(median: float, sigma: float, low: int, high: int) -> Table:
    """4096 evenly spread quantiles of a clipped lognormal distribution."""
    rng = Random(f"{median} {sigma}")
    drawn = (int(rng.lognormvariate(math.log(median), sigma)) for _ in range(4096))
    return tuple(min(max(value, low), high) for value in drawn)


def weighted(weights: dict[int, float]) -> Table:
    """4096 entries in which each value has its share."""
    values, shares = list(weights), list(accumulate(weights.values()))
    return tuple(values[bisect_right(shares, (n + 0.5) / 4096 * shares[-1])] for n in range(4096))


def quantile(points: tuple[tuple[float, float], ...], at: float) -> int:
    """Read a distribution off its percentiles, with straight lines on a logarithmic scale between them."""
    right = next(n for n in range(1, len(points)) if at <= points[n][0])
    (x0, y0), (x1, y1) = points[right - 1], points[right]
    return int(y0 * (y1 / y0) ** ((at - x0) / (x1 - x0)))


def from_percentiles(*points: tuple[float, float]) -> Table:
    """4096 quantiles of a distribution known by its percentiles."""
    return tuple(quantile(points, (n + 0.5) / 4096) for n in range(4096))


# --- Text ------------------------------------------------------------------------------------------------


class TextPool:
    """JSON-escaped text, cut only between its lines so that no escape and no character is ever halved."""

    def __init__(self, lines: list[str]) -> None:
        escaped = [json.dumps(line + "\n", ensure_ascii=False)[1:-1].encode() for line in lines]
        self._text = b"".join(escaped)
        self._starts = [0, *accumulate(map(len, escaped))]

    def take(self, rng: Random, size: int) -> bytes:
        """About `size` bytes of whole lines, at least one, from a random place."""
        place = int(rng.random() * max(1, len(self._text) - size - 2000))
        begin = self._starts[bisect_right(self._starts, place)]
        end = self._starts[min(bisect_right(self._starts, begin + size), len(self._starts) - 1)]
        return self._text[begin:end]


WORDS = """
    the of and to invoice customer ledger parser batch retry because when without every total order
    cache worker queue schema column index report period charge refund window token price café naïve
    größe façade über señal 日本語 данные price_id request response handler migration fixture test value
    should could fails returns reads writes keeps skips “quoted” already however therefore maybe
"""
CODE = (
    '    if {a} is None and not self._{b}.get("{c}", {{}}):',
    "        return [{a} for {a} in {b}.values() if {a}.{c} > {n}]",
    'def {a}_{b}({c}: str, limit: int = {n}) -> dict[str, object]:  # → "{b}"',
    '   {n}→\tconst {a} = await fetch(`/api/{b}/${{{c}}}`, {{ method: "POST", headers }});',
    '   {n}→\t  expect({a}({b}, {n})).toEqual({{ "{c}": {n}, path: "C:\\\\src\\\\{a}" }});',
    "+    {a}.{b}({c}, timeout={n})",
    '-    raise ValueError(f"{a} {{{b}!r}} is not a {c}")',
    "tests/{a}/test_{b}.py::test_{c} PASSED                         [ {n}%]",
    '{{"type":"assistant","message":{{"usage":{{"input_tokens":{n},"output_tokens":{n}}}}},"{a}":"{b}"}}',
    "src/{a}/{b}.ts:{n}:  export function {c}() {{ }}",
    "-rw-r--r--  1 ann  staff  {n} Nov  3 09:1{n} {a}_{b}.{c}",
    "",
    "✓ {a} {b} ({n} ms) — {c}",
)


def _code_line(rng: Random) -> str:
    words = dict(zip("abc", rng.choices(WORDS.split(), k=3), strict=True))
    return rng.choice(CODE).format(n=rng.randrange(900), **words)


@cache
def code() -> TextPool:
    """Source, diffs, logs and tool output."""
    rng = Random("code")
    return TextPool([_code_line(rng) for _ in range(20_000)])


@cache
def prose() -> TextPool:
    """What people and models write."""
    rng, words = Random("prose"), WORDS.split()
    return TextPool([" ".join(rng.choices(words, k=rng.randrange(4, 24))) + "." for _ in range(8_000)])


@cache
def base64_bytes() -> bytes:
    """Stands for images and signatures."""
    return Random("image").randbytes(1_000_000).translate(_TO_BASE58)


def base64(rng: Random, size: int) -> bytes:
    """Opaque characters."""
    start = int(rng.random() * (1_000_000 - size))
    return base64_bytes()[start : start + size]


# --- What was true on a day ------------------------------------------------------------------------------

_VERSIONS = (
    "2026-01-10 2.1.12, 2026-02-03 2.1.30, 2026-02-18 2.1.42, 2026-03-05 2.1.69, 2026-03-17 2.1.78, "
    "2026-04-01 2.1.89, 2026-04-08 2.1.98, 2026-04-15 2.1.110, 2026-04-28 2.1.121, 2026-05-06 2.1.132, "
    "2026-05-27 2.1.152, 2026-06-17 2.1.181, 2026-07-01 2.1.198, 2026-07-14 2.1.208, 2026-07-21 2.1.214, "
    "2026-08-07 2.1.224, 2026-08-12 2.1.229, 2026-08-17 2.1.234, 2026-08-26 2.1.251, 2026-09-20 2.1.278, "
    "2026-10-05 2.1.290, 2026-10-25 2.1.306, 2026-11-12 2.1.322"
)
_MAIN_MODELS = (
    "2026-01-10 opus-4-5-20251101 opus-4-5-20251101 sonnet-4-5-20250929, "
    "2026-02-17 opus-4-6 opus-4-6 sonnet-4-6 sonnet-4-5-20250929, 2026-04-16 opus-4-7 opus-4-7 sonnet-4-6, "
    "2026-05-28 opus-4-8 opus-4-8 sonnet-4-6, 2026-06-30 opus-4-8 sonnet-5, "
    "2026-07-24 opus-5 opus-5 opus-5 sonnet-5 sonnet-5 fable-5, "
    "2026-09-28 opus-5-5 opus-5-5 opus-5-5 sonnet-5-5 sonnet-5-5 opus-5 sonnet-5"
)
_SMALL_MODELS = "2026-01-10 haiku-4-5-20251001, 2026-10-07 haiku-5-5"


def _on(timeline: str, ms: int) -> list[bytes]:
    """The entry of a `day value ..., day value ...` timeline in force at a moment."""
    entries = [entry.split() for entry in timeline.split(", ")]
    current = [entry for entry in entries if moment(entry[0]) <= ms] or entries[:1]
    return [value.encode() for value in current[-1][1:]]


def client_version(ms: int) -> bytes:
    """The client a person who updates would run."""
    return _on(_VERSIONS, ms)[0]


def main_model(rng: Random, ms: int) -> bytes:
    """A model people chose for a conversation that day."""
    return b"claude-" + rng.choice(_on(_MAIN_MODELS, ms))


def small_model(ms: int) -> bytes:
    """The model subagents often get."""
    return b"claude-" + _on(_SMALL_MODELS, ms)[0]


# --- Templates -------------------------------------------------------------------------------------------

_HEAD = b'{"parentUuid":%(parent)b,"isSidechain":%(side)b,%(agent)b'
_STAMP = b'"uuid":"%(uuid)b","timestamp":"%(time)b",'

ASSISTANT = (
    _HEAD + b'"message":{"model":"%(model)b","id":"%(id)b","type":"message","role":"assistant",'
    b'"content":[%(block)b],"stop_reason":%(stop)b,"stop_sequence":null,%(details)b"usage":%(usage)b},%(request)b'
    b'"type":"assistant",' + _STAMP + b"%(tail)b"
)
PROMPT = (
    _HEAD + b'"promptId":"%(promptId)b","type":"user","message":{"role":"user","content":"%(text)b"},'
    b'"permissionMode":"acceptEdits","promptSource":"typed",' + _STAMP + b"%(tail)b"
)
RESULT = (
    _HEAD + b'"type":"user","message":{"role":"user","content":[{"tool_use_id":"%(tool)b",'
    b'"type":"tool_result","content":%(content)b}]},' + _STAMP + b'"toolUseResult":%(result)b,'
    b'"sourceToolAssistantUUID":"%(source)b",%(tail)b'
)
SYNTHETIC = (
    _HEAD + b'"type":"assistant",' + _STAMP + b'"message":{"id":"%(id)b","model":"<synthetic>",'
    b'"role":"assistant","type":"message","stop_reason":"stop_sequence","stop_sequence":"","usage":{'
    b'"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,'
    b'"server_tool_use":{"web_search_requests":0,"web_fetch_requests":0},"service_tier":null,'
    b'"cache_creation":{"ephemeral_1h_input_tokens":0,"ephemeral_5m_input_tokens":0},"inference_geo":null,'
    b'"iterations":null,"speed":null},"content":[{"type":"text","text":"API Error: 529"}]},'
    b'"error":"overloaded","isApiErrorMessage":true,"apiErrorStatus":529,%(tail)b'
)
ECHO = (
    _HEAD + b'"type":"progress","data":{"message":{"type":"assistant","timestamp":"%(inner_time)b","message":'
    b'%(message)b,"requestId":"%(inner_request)b","uuid":"%(inner_uuid)b"},"normalizedMessages":[%(history)b],'
    b'"type":"agent_progress","prompt":"%(text)b","agentId":"%(inner_agent)b"},'
    b'"toolUseID":"agent_%(inner_id)b","parentToolUseID":"%(tool)b",' + _STAMP + b"%(tail)b"
)
ECHOED_MESSAGE = (
    b'{"model":"%(model)b","id":"%(id)b","type":"message","role":"assistant",'
    b'"content":[%(block)b],"stop_reason":null,"stop_sequence":null,"usage":%(usage)b}'
)

START_USAGE = (
    b'{"input_tokens":%(input)d,"cache_creation_input_tokens":%(write)d,"cache_read_input_tokens":%(read)d,'
    b'"cache_creation":{"ephemeral_5m_input_tokens":%(w5)d,"ephemeral_1h_input_tokens":%(w1)d},'
    b'"output_tokens":%(placeholder)d,"service_tier":"standard","inference_geo":"not_available"}'
)
FINAL_USAGE = (
    b'{"input_tokens":%(input)d,"cache_creation_input_tokens":%(write)d,"cache_read_input_tokens":%(read)d,'
    b'"output_tokens":%(output)d,"server_tool_use":{"web_search_requests":%(searches)d,"web_fetch_requests":0},'
    b'"service_tier":"standard","cache_creation":{"ephemeral_1h_input_tokens":%(w1)d,'
    b'"ephemeral_5m_input_tokens":%(w5)d},"inference_geo":"%(geo)b","iterations":[%(iterations)b],'
    b'"speed":"%(speed)b"%(thinking)b}'
)
ITERATION = (
    b'{"input_tokens":%(input)d,"output_tokens":%(output)d,"cache_read_input_tokens":%(read)d,'
    b'"cache_creation_input_tokens":%(write)d,"cache_creation":{"ephemeral_5m_input_tokens":%(w5)d,'
    b'"ephemeral_1h_input_tokens":%(w1)d},"type":"message"}'
)
ADVISOR_ITERATION = (
    b',{"type":"advisor_message","model":"claude-opus-5","input_tokens":%(read)d,"output_tokens":%(output)d,'
    b'"cache_read_input_tokens":0,"cache_creation_input_tokens":0}'
)
GATEWAY_USAGE = b'{"input_tokens":%(read)d,"output_tokens":%(output)d}'

_DIFF = b'"filePath":"%(cwd)b/src/module.py","oldString":"%(text)b","newString":"%(more)b"'
TOOLS = (  # name, its input, its structured result
    (b"Bash", b'{"command":"%(line)b","description":"%(line)b"}',
     b'{"stdout":"%(text)b","stderr":"","interrupted":false,"isImage":false,"noOutputExpected":false}'),
    (b"Read", b'{"file_path":"%(cwd)b/src/module.py","limit":400}',
     b'{"type":"text","file":{"filePath":"%(cwd)b/src/module.py","content":"%(text)b","numLines":120,'
     b'"startLine":1,"totalLines":120}}'),
    (b"Edit", b'{"file_path":"%(cwd)b/src/module.py","old_string":"%(line)b","new_string":"%(more)b"}',
     b"{" + _DIFF + b',"originalFile":"%(text)b","structuredPatch":[],"userModified":false}'),
    (b"Grep", b'{"pattern":"%(line)b","output_mode":"content","-n":true}',
     b'{"mode":"content","numFiles":0,"filenames":[],"content":"%(text)b","numLines":31}'),
    (b"Write", b'{"file_path":"%(cwd)b/src/new_module.py","content":"%(more)b"}',
     b'{"type":"create","filePath":"%(cwd)b/src/new_module.py","content":"%(text)b","structuredPatch":[]}'),
    (b"Agent", b'{"description":"%(line)b","prompt":"%(more)b","subagent_type":"Explore"}',
     b'{"status":"completed","prompt":"%(line)b","agentId":"a0f3c9d17b2e48a65","content":[{"type":"text",'
     b'"text":"%(text)b"}],"totalDurationMs":48120,"totalTokens":61240,"totalToolUseCount":14,'
     b'"usage":{"input_tokens":4,"cache_creation_input_tokens":912,"cache_read_input_tokens":59800,'
     b'"output_tokens":524}}'),
)  # fmt: skip
IMAGE_CONTENT = b'[{"type":"image","source":{"type":"base64","data":"%(data)b","media_type":"image/png"}}]'

_SIMPLE = b'"sessionId":"%(session)b"}\n'
_SYSTEM = _HEAD + b'"type":"system","subtype":'
_PROGRESS = _HEAD + b'"type":"progress","data":{"type":'
NOTES = {  # records that never carry usage; those with %(uuid) belong to the chain of messages
    "attachment": _HEAD + b'"attachment":{"type":"task_reminder","content":"%(text)b","itemCount":3},'
    b'"type":"attachment",' + _STAMP + b"%(tail)b",
    "last-prompt": b'{"type":"last-prompt","lastPrompt":"%(line)b","leafUuid":"%(leaf)b",' + _SIMPLE,
    "ai-title": b'{"type":"ai-title","aiTitle":"%(line)b",' + _SIMPLE,
    "queue-operation": b'{"type":"queue-operation","operation":"enqueue","timestamp":"%(time)b",'
    b'"content":"%(text)b",' + _SIMPLE,
    "mode": b'{"type":"mode","mode":"normal",' + _SIMPLE,
    "permission-mode": b'{"type":"permission-mode","permissionMode":"acceptEdits",' + _SIMPLE,
    "bridge-session": b'{"type":"bridge-session","bridgeSessionId":"cse_%(leaf)b",' + _SIMPLE,
    "system": _SYSTEM + b'"turn_duration","durationMs":92799,"isMeta":false,' + _STAMP + b"%(tail)b",
    "file-history-snapshot": b'{"type":"file-history-snapshot","messageId":"%(leaf)b","snapshot":{'
    b'"messageId":"%(leaf)b","trackedFileBackups":{"src/module.py":{"backupFileName":"9c1e@v2","version":2,"backupTime":'
    b'"%(time)b"}},"timestamp":"%(time)b"},"isSnapshotUpdate":false}\n',
    "pr-link": b'{"type":"pr-link","prNumber":412,"prUrl":"https://example.com/ann/shop/pull/412",'
    b'"prRepository":"ann/shop","timestamp":"%(time)b",' + _SIMPLE,
    "bash-progress": _PROGRESS + b'"bash_progress","output":"%(line)b","fullOutput":"%(text)b",'
    b'"elapsedTimeSeconds":4,"totalLines":31},"toolUseID":"bash-progress-0","parentToolUseID":"%(tool)b",'
    + _STAMP + b"%(tail)b",
    "hook-progress": _PROGRESS + b'"hook_progress","hookEvent":"PostToolUse","hookName":"PostToolUse:Edit",'
    b'"command":"make lint"},"toolUseID":"%(tool)b","parentToolUseID":"%(tool)b",' + _STAMP + b"%(tail)b",
    "compact-boundary": _SYSTEM + b'"compact_boundary","content":"Conversation compacted","isMeta":false,'
    b'"level":"info","compactMetadata":{"trigger":"auto","preTokens":%(context)d},' + _STAMP + b"%(tail)b",
    "fork-context-ref": b'{"type":"fork-context-ref","parentUuid":"%(leaf)b",' + _SIMPLE,
    "cost-state": b'{"type":"cost-state","sessionId":"%(session)b","totalCostUSD":%(dollars)d.127334,'
    b'"totalAPIDuration":7914,"totalAPIDurationWithoutRetries":7896,"totalToolDuration":20106,'
    b'"totalLinesAdded":40,"totalLinesRemoved":3,"totalDuration":50401,"startTime":%(started)d,"modelUsage":{'
    b'"%(model)b":{"inputTokens":700,"outputTokens":19120,"thinkingTokens":3000,"cacheReadInputTokens":%(history)d,'
    b'"cacheCreationInputTokens":%(context)d,"webSearchRequests":0,"costUSD":%(dollars)d.125534}},'
    b'"hasUnknownModelCost":false}\n',
}  # fmt: skip
JOURNAL = b'{"type":"%b","agentId":"%b","timestamp":"%b"}\n'
META = b'{"agentType":"Explore","description":"Look around","toolUseId":"toolu_01%b","spawnDepth":1}\n'
