"""Transcripts are written by crashing clients on full disks; reading one must never be what fails."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest.invented import histories
from ingest.lines import answer, line

from claudecost.sources import lines as cutting
from claudecost.sources.claude_code.reading import read_transcript
from claudecost.sources.claude_code.rescue import rescue
from claudecost.sources.lines import pieces
from claudecost.sources.reading import Reading
from claudecost.sources.times import EARLIEST, LATEST, utc_text

from .conftest import ReadBytes, unknown

#: Two block lines of one response and an echo: every field we read, once.
VALID = [
    line(answer(1, cwd="/a", gitBranch="b", agentId="c", sessionKind="bg", isSidechain=True)),
    line(answer(1, forkedFrom={"sessionId": "s0", "messageUuid": "u"}, uuid="v")),
    line(
        {
            "type": "progress",
            "timestamp": "2026-08-04T09:00:00.000Z",
            "data": {"type": "agent_progress", "message": answer(2)},
        }
    ),
]

#: What has stood where something else belongs, as JSON text.
ODD = (
    "null", "true", "[]", "{}", "[[1]]", '{"a":{"b":1}}', "-1", "1.5", "NaN", "-Infinity", "1e400", "9" * 30,
    "9" * 5000, '"\\ud83d"', '"\\u0000"', '"\x7f"', '"' + "x" * 9000 + '"', "[" * 5000 + "]" * 5000,
    '{"\\ud83d":1}', '{"a":' * 600 + "1" + "}" * 600, '{"type":"message","model":[]}', '[{"type":{}}]',
    '"2026-08-04T10:00:00,123Z"', '"2026-W32-2T10:00:00.123Z"', '"0001-01-01T00:00:00+23:59"',
)  # fmt: skip


def adds_up(reading: Reading, content: bytes) -> bool:
    """Every line is usage, or quarantined, or neither; and nothing is counted that is not there."""
    return (
        0 <= reading.usage_lines <= reading.lines - len(reading.quarantined)
        and reading.bytes_read == len(content)
        and content.count(b"\n") <= reading.lines <= content.count(b"\n") + 1
        and sum(seen.lines for seen in reading.observations) >= reading.usage_lines
    )


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=400))
def test_no_bytes_make_the_reader_raise(read_bytes: ReadBytes, content: bytes) -> None:
    assert adds_up(read_bytes(content), content)


@settings(max_examples=60, deadline=None)
@given(history=histories())
def test_every_line_of_a_damaged_history_is_accounted_for(
    read_bytes: ReadBytes, history: dict[str, bytes]
) -> None:
    for content in history.values():
        assert adds_up(read_bytes(content), content)


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """Valid lines with some bytes cut out, put in or changed."""
    content = b"\n".join(draw(st.lists(st.sampled_from(VALID), min_size=1, max_size=3))) + b"\n"
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        gap = draw(st.integers(0, 30))
        filling = draw(st.one_of(st.binary(max_size=6), st.sampled_from(ODD).map(str.encode)))
        content = content[:start] + filling + content[start + gap :]
    return content


@settings(max_examples=250, deadline=None)
@given(content=spoiled())
def test_no_damage_to_a_line_makes_the_reader_raise(read_bytes: ReadBytes, content: bytes) -> None:
    assert adds_up(read_bytes(content), content)


def places(record: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where a record holds something: every key and every entry."""
    inner = (
        record.items() if isinstance(record, dict) else enumerate(record) if isinstance(record, list) else ()
    )
    return [place for key, value in inner for place in ((*at, key), *places(value, (*at, key)))]


FULL: dict[str, Any] = answer(
    1, gitBranch="b", agentId="a", sessionKind="bg", entrypoint="cli", isSidechain=False
)
FULL["forkedFrom"] = {"messageUuid": "u"}
FULL["data"] = {"type": "agent_progress", "agentId": "a", "message": answer(2)}
FULL["message"]["usage"] |= {
    "cache_creation": {"ephemeral_5m_input_tokens": 1, "ephemeral_1h_input_tokens": 1},
    "cache_creation_input_tokens": 2,
    "cache_read_input_tokens": 3,
    "server_tool_use": {"web_search_requests": 1},
    "service_tier": "standard",
    "inference_geo": "us",
    "speed": "fast",
    "iterations": [{"type": "message", "model": "m", "input_tokens": 1, "cache_creation": {}}, {"type": "x"}],
}


@pytest.mark.parametrize("place", places(FULL), ids=lambda place: ".".join(map(str, place)))
def test_no_value_makes_the_reader_raise_wherever_it_stands(
    read_bytes: ReadBytes, place: tuple[str | int, ...]
) -> None:
    """As the fast decoder takes it, and as the slow one does (a NaN makes the fast one refuse the line)."""
    record = json.loads(json.dumps(FULL))
    holder = record
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = "PLACE"
    for kind in ("assistant", "progress"):
        text = json.dumps({**record, "type": kind} if place[0] != "type" else record)
        for spice in ('"odd": 1', '"odd": NaN'):
            content = b"".join(
                ("{" + spice + "," + text[1:].replace('"PLACE"', value) + "\n").encode() * 2 for value in ODD
            )
            assert adds_up(read_bytes(content), content)


@pytest.mark.parametrize("depth", [*range(100, 1000, 100), *range(970, 1003)])
def test_no_depth_makes_the_reader_raise(read_bytes: ReadBytes, depth: int) -> None:
    """Recursion ends somewhere near a thousand, at a different depth for every step that looks at a value."""
    text = line(answer(1)).decode()
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        deep = opening * depth + "1" + closing * depth
        for key in ("speed", "cache_creation", "iterations", "unknown"):
            nested = text.replace('"usage":{', f'"usage":{{"{key}":{deep},')
            for content in (nested, nested.replace('"server_tool_use":null', '"server_tool_use":NaN')):
                found = read_bytes((content + "\n").encode() * 2)
                assert adds_up(found, (content + "\n").encode() * 2)


@settings(max_examples=200, deadline=None)
@given(content=st.one_of(st.binary(max_size=60), spoiled()))
def test_rescue_finds_records_or_says_why_there_are_none(content: bytes) -> None:
    for one in content.split(b"\n"):
        saved = rescue(one)
        assert not (saved.lost and saved.records)
        assert saved.lost in (None, "truncated", "not json", "not an object", "too deep")


@pytest.fixture
def in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of seven bytes, so that short texts have many of them."""
    monkeypatch.setattr(cutting, "CHUNK", 7)


@pytest.mark.usefixtures("in_small_steps")
class TestPieces:
    """Cutting a file into whole lines, a block at a time."""

    @staticmethod
    def cut(content: bytes, start: int = 0, longest: int = 1000) -> list[cutting.Piece]:
        with tempfile.TemporaryFile() as file:
            file.write(content)
            file.flush()
            return list(pieces(file.fileno(), start, longest))

    @pytest.mark.parametrize("start", [0, 3, 8])
    @pytest.mark.parametrize(
        "content",
        [b"", b"\n", b"abc", b"abc\n", b"\n\n\n", b"0123456789\nabc\n\ndef", b"a\n" * 20, b"x" * 30],
    )
    def test_put_together_they_are_the_file(self, content: bytes, start: int) -> None:
        found = self.cut(content, start)

        assert b"".join(piece.data for piece in found) == content[start:]
        assert [piece.offset for piece in found if piece.data] == [
            start + len(b"".join(before.data for before in found[:number]))
            for number, piece in enumerate(found)
            if piece.data
        ]
        assert all(piece.data.endswith(b"\n") for piece in found[:-1])
        assert [piece.is_rest for piece in found] == [False] * (len(found) - 1) + [True]

    def test_a_line_too_long_is_passed_over_to_its_end(self) -> None:
        found = self.cut(b"short\n" + b"x" * 50 + b"\nnext\n", longest=20)

        assert [piece.data for piece in found] == [b"short\n", b"", b"next\n", b""]
        assert [piece.passed_over for piece in found] == [0, 51, 0, 0]
        assert [piece.offset for piece in found] == [0, 6, 57, 62]

    def test_a_line_too_long_without_an_end_is_left_for_next_time(self) -> None:
        assert [piece.offset for piece in self.cut(b"short\n" + b"x" * 50, longest=20)] == [0]


def test_a_line_too_long_costs_that_line_and_no_other(
    read_bytes: ReadBytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "CHUNK", 512)
    long = line(answer(2)).replace(b"no answer", b"x" * 9000)
    found = read_bytes(b"\n".join([line(answer(1)), long, line(answer(3)), b""]), longest_line=4096)

    assert [seen.line for seen in found.observations] == [1, 3]
    [lost] = found.quarantined
    assert (lost.line, lost.byte_offset, lost.length) == (2, len(line(answer(1))) + 1, len(long) + 1)
    assert lost.reason == "too long"
    assert (found.lines, found.usage_lines) == (3, 2)


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(st.text(max_size=30), st.datetimes().map(str), st.from_regex(r"[0-9W:.,TZ+-]{8,30}")))
def test_a_time_is_spelled_one_way_or_is_none(text: str) -> None:
    """Text then compares as time does, and DuckDB takes it."""
    found = utc_text(text)
    assert found is None or (len(found) == 26 and EARLIEST <= found < LATEST and found[10:20:3] == "T::.")


@pytest.mark.parametrize("seconds", [0, -(10**9), 9 * 10**9, 15 * 10**9, 10**12])
def test_a_file_from_any_year_is_dated(seconds: int) -> None:
    """Broken clocks leave files in 1938, 2446 or later; lines without a time borrow the file's."""
    memory = Path("/dev/shm")  # keeps times that file systems on disk cut off
    with tempfile.NamedTemporaryFile(dir=memory if memory.is_dir() else None) as file:
        file.write(line(answer(1, timestamp=None)) + b"\n")
        file.flush()
        os.utime(file.name, (seconds, seconds))
        found = read_transcript(unknown(Path(file.name)))

    assert "1970" <= found.observations[0].first_at < LATEST
    assert found.state.mtime_ns < 2**63
