"""The line a person sees, and what comes of input that is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import ROOT, claudecost
from transcripts import response

from .conftest import SESSION, Desk

OPUS = "claude-opus-5"


def given(path: Path, **more: Any) -> dict[str, Any]:
    """What Claude Code sends."""
    return {
        "session_id": SESSION,
        "transcript_path": str(path),
        "version": "2.1.300",
        "model": {"id": OPUS, "display_name": "Opus 5"},
        "cost": {"total_cost_usd": 5.25},
        "context_window": {
            "context_window_size": 1_000_000,
            "used_percentage": 13,
            "current_usage": {"input_tokens": 50, "cache_read_input_tokens": 130_000},
        },
    } | more  # fmt: skip


@pytest.fixture
def path(desk: Desk) -> Path:
    """Ten dollars in an hour of the window that is open until 14:00, half of it before today's midnight."""
    desk.at("2026-11-20T12:00:00Z")
    found = desk.write(
        response(OPUS, "2026-11-20T09:30:00Z", {"input": 1_000_000}),
        response(OPUS, "2026-11-20T10:30:00Z", {"input": 1_000_000}),
    )
    desk.ingest()
    return found


def test_the_line_is_the_one_a_switcher_knows(desk: Desk, path: Path) -> None:
    said = desk.line(given(path))
    assert said.out == (
        "🤖 Opus 5 | 💰 $10.00 session / $10.00 today / $10.00 block (2h 0m left) | 🔥 $10.00/hr"
        " | 🧠 130,050 (13%)\n"
    )
    assert (said.err, said.code) == ("", 0)


def test_plan_limits_are_shown_when_they_are_given(desk: Desk, path: Path) -> None:
    limits = {
        "five_hour": {"used_percentage": 42.4, "resets_at": 1_795_183_200},
        "seven_day": {"used_percentage": 91},
    }
    said = desk.line(given(path, rate_limits=limits), "--template", "{limits}")
    assert said.out == "5h 42% (2h 0m left), 7d 91%\n"


def test_ascii_and_no_colour_are_honoured(desk: Desk, path: Path) -> None:
    colored = desk.line(given(path), NO_COLOR="", TERM="xterm").out
    assert "\x1b[32m13%\x1b[0m" in colored
    assert desk.line(given(path), "--ascii").out.isascii()
    assert "\x1b" not in desk.line(given(path), "--color", "never", NO_COLOR="").out


@pytest.mark.parametrize(("percent", "color"), [(49, 32), (50, 33), (79, 33), (80, 31)])
def test_context_turns_yellow_and_red_at_the_thresholds(
    desk: Desk, path: Path, percent: int, color: int
) -> None:
    window = {"used_percentage": percent}
    said = desk.line(given(path, context_window=window), "--template", "{context}", "--color", "always")
    assert said.out == f"\x1b[{color}m{percent}%\x1b[0m\n"


def test_no_size_of_the_context_is_made_up(desk: Desk, path: Path) -> None:
    said = desk.line(given(path, context_window=None), "--template", "{context}")
    assert said.out == "1,000,000\n", "tokens of the last prompt, and no share of 200,000"


@pytest.mark.parametrize(
    ("source", "shown"),
    [("auto", "$10.00"), ("claudecost", "$10.00"), ("ccusage", "$10.00"), ("cc", "$5.25"),
     ("both", "($5.25 cc / $10.00 claudecost)")],
)  # fmt: skip
def test_whose_cost_is_shown_can_be_chosen(desk: Desk, path: Path, source: str, shown: str) -> None:
    assert desk.line(given(path), "--template", "{session}", "--cost-source", source).out == f"{shown}\n"


@pytest.mark.parametrize(
    ("style", "shown"),
    [("off", "$10.00/hr"), ("emoji", "$10.00/hr 🚨"), ("text", "$10.00/hr (High)"),
     ("emoji-text", "$10.00/hr 🚨 (High)")],
)  # fmt: skip
def test_the_burn_rate_can_have_a_face(desk: Desk, path: Path, style: str, shown: str) -> None:
    assert desk.line(given(path), "--template={burn}", "-B", style).out == f"{shown}\n"


def test_nothing_unpriced_is_ever_zero_dollars(desk: Desk, path: Path) -> None:
    new = desk.write(response("claude-zeta-9", "2026-11-20T11:30:00Z", {"input": 500}), session="other-one")
    asked = {**given(new), "session_id": "other-one"}
    said = desk.line(asked, "--template", "{session} / {today} / {block}")
    assert said.out == "$5.25 (cc) / ≥$10.00 / ≥$10.00\n", "nobody has looked it up yet"
    desk.ingest()
    said = desk.line(asked, "--template", "{cost}")
    assert said.out == "unpriced session / $10.00 +? today / $10.00 +? block (2h 0m left)\n"


def test_other_sessions_may_have_used_more_since_an_old_report(desk: Desk, path: Path) -> None:
    desk.at("2026-11-20T13:30:00Z")
    assert desk.line(given(path), "--template", "{cost}").out == (
        "$10.00 session / ≥$10.00 today / ≥$10.00 block (30m left)\n"
    )


def test_a_window_that_is_over_is_not_shown(desk: Desk, path: Path) -> None:
    desk.at("2026-11-20T14:00:00Z")
    assert "no open block" in desk.line(given(path)).out


def test_without_the_small_file_the_client_speaks_and_is_named(desk: Desk, tmp_path: Path) -> None:
    said = desk.line(given(tmp_path / "none.jsonl"), "--template", "{model} | {cost}")
    assert (said.out, said.code) == ("Opus 5 | $5.25 (cc) session\n", 0)
    log = (tmp_path / "state" / "claudecost" / "statusline.log").read_text()
    assert "there are no figures of the store yet" in log


WRONG: dict[str, bytes] = {
    "empty": b"",
    "cut": b'{"session_id": "3f2a", "model": {"display_name": "Opus 5"}, "cost": {"total_',
    "not json": b"hello",
    "a list": b"[1, 2]",
    "null": b"null",
    "deep": b"[" * 100_000,
    "not text": b"\xff\xfe\x00{",
    "of other kinds": b'{"session_id": 5, "transcript_path": [], "model": 7, "cost": {"total_cost_usd": "x"},'
    b' "context_window": {"used_percentage": -1}, "rate_limits": {"five_hour": {"resets_at": {}}}}',
    "future": b'{"session": {"id": "x"}, "models": [{"id": "opus"}], "schema": 9}',
    "endless": b'{"cost": {"total_cost_usd": 1e400}, "context_window": {"context_window_size": 0}}',
    "a folder": b'{"session_id": "x", "transcript_path": "/"}',
    "a device": b'{"session_id": "x", "transcript_path": "/dev/zero"}',
    "no path": b'{"session_id": "\\u0000", "transcript_path": "/tmp/\\u0000x"}',
    "nobody's home": b'{"session_id": "\\ud800", "transcript_path": "~\\u0000/\\ud800"}',
    "no size": b'{"context_window": {"context_window_size": 5e-324, "total_input_tokens": 999999999999999}}',
    "steering": b'{"model": {"display_name": "\\u001b]0;x\\u0007\\u202eOpus\\n5"}}',
}


@pytest.mark.parametrize("name", WRONG)
def test_whatever_comes_in_a_usable_line_comes_out(desk: Desk, path: Path, name: str) -> None:
    said = desk.line(data=WRONG[name])
    assert (said.code, said.err) == (0, "")
    assert said.out.count("\n") == 1
    assert "$10.00 today" in said.out
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"schema": 99}', '{"schema": 1}', '{"schema": 1, "cards": 5}']
)
def test_a_small_file_that_is_none_of_ours_is_not_believed(
    desk: Desk, path: Path, tmp_path: Path, text: str
) -> None:
    from claudecost.statusline.places import status_file

    Path(status_file(str(desk.db))).write_text(text)
    said = desk.line(given(path))
    assert (said.code, said.err) == (0, "")
    assert "Opus 5" in said.out
    assert "(cc) session" in said.out or "unpriced session" in said.out


def test_a_terminal_is_not_waited_for(desk: Desk, path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "claudecost", "statusline"],
        stdin=theirs, capture_output=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CLAUDECOST_DB": str(desk.db)},
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0
    assert "$10.00 today" in done.stdout.decode()


def test_a_writer_that_never_closes_is_not_waited_for(desk: Desk, path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, json.dumps(given(path)).encode())
    done = subprocess.run(
        [sys.executable, "-m", "claudecost", "statusline"],
        stdin=reader, capture_output=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CLAUDECOST_DB": str(desk.db)},
    )  # fmt: skip
    os.close(reader)
    os.close(writer)
    assert "Opus 5" in done.stdout.decode()


def test_a_store_that_is_being_written_is_not_waited_for(desk: Desk, path: Path) -> None:
    from claudecost.store.lock import locked

    with locked(desk.db, "store", exclusive=True), locked(desk.db, "ingest", exclusive=True):
        assert "$10.00 today" in desk.line(given(path)).out


def test_a_transcript_that_is_gone_leaves_what_was_counted(desk: Desk, path: Path, tmp_path: Path) -> None:
    path.unlink()
    assert "$10.00 session" in desk.line(given(path)).out
    assert "cannot be read" in (tmp_path / "state" / "claudecost" / "statusline.log").read_text()


def test_only_the_end_of_a_transcript_is_read(desk: Desk, path: Path, tmp_path: Path) -> None:
    filler = json.dumps({"type": "user", "message": {"content": "x" * 1_000_000}}) + "\n"
    with path.open("a") as file:
        file.writelines([filler] * 5)
    desk.write(response(OPUS, "2026-11-20T11:30:00Z", {"input": 1_000_000}))
    assert "≥$15.00 session / ≥$15.00 today" in desk.line(given(path)).out, "there may have been more before"
    assert "more than 4 MB" in (tmp_path / "state" / "claudecost" / "statusline.log").read_text()


def test_the_log_stays_small_and_says_nothing_twice(desk: Desk, tmp_path: Path) -> None:
    log = tmp_path / "state" / "claudecost" / "statusline.log"
    for _ in range(3):
        desk.line(data=b"")
    assert log.read_text().count("nothing came on stdin") == 1
    assert log.stat().st_mode & 0o777 == 0o600
    log.write_text("2026-11-20T12:00:00Z something else\n" * 3000)
    desk.line(data=b"{")
    assert log.stat().st_size < 16_000


def test_a_part_there_is_not_is_noted_and_the_usual_line_shown(
    desk: Desk, path: Path, tmp_path: Path
) -> None:
    said = desk.line(given(path), "--template", "{modle}")
    assert "$10.00 session" in said.out
    assert (said.err, said.code) == ("", 0)
    assert "{modle} is no part" in (tmp_path / "state" / "claudecost" / "statusline.log").read_text()


def test_a_part_there_is_not_is_said_to_who_tries_a_template_out(desk: Desk, path: Path) -> None:
    """With --debug, and where a person sits at the terminal; the line is the usual one all the same."""
    said = desk.line(given(path), "--template", "{modle}", "-d")
    assert "note: {modle} is no part of a status line: they are model, cost," in said.err
    assert (said.code, "$10.00 session" in said.out) == (0, True)

    terminal, other = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "claudecost", "statusline", "--template", "{modle}"],
        stdin=other, env={**os.environ, "PYTHONPATH": str(ROOT), "CLAUDECOST_DB": str(desk.db)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    os.close(terminal)
    os.close(other)
    assert done.returncode == 0
    assert "$10.00 today" in done.stdout
    assert done.stderr.startswith("warning: {modle} is no part of a status line: they are model, cost,")


def test_a_template_with_a_part_there_is_not_is_not_installed(desk: Desk) -> None:
    for said in (
        desk.line({}, "--install", "--write", "--template", "{cost} | {modle}"),
        desk.line({}, "--install", "--write", CLAUDECOST_STATUSLINE="{modle}"),
    ):
        assert said.code == 2
        assert said.err.startswith("error: {modle} is no part of a status line: they are model, cost,")
    assert not (desk.home / ".claude").exists()


def test_what_the_line_stands_on_is_said_in_words_and_dollars(desk: Desk, path: Path) -> None:
    said = desk.line(given(path), "--debug")
    assert said.code == 0
    assert said.err.splitlines()[1:] == [
        "session: $10.00",
        "today: $10.00",
        "window: 2026-11-20T09:00:00Z to 2026-11-20T14:00:00Z, $10.00,"
        " 2,000,000 tokens from 2026-11-20T09:30:00Z to 2026-11-20T10:30:00Z",
    ]


@pytest.mark.parametrize("line", ["--nix", "--template", "-B loud", "--context-low-threshold x", "--write"])
def test_a_line_nobody_understands_is_misuse(desk: Desk, line: str) -> None:
    said = desk.line({}, *line.split())
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: ")


def test_ccusages_other_flags_are_taken(desk: Desk, path: Path) -> None:
    said = desk.line(given(path), "-O", "--no-cache", "--refresh-interval", "5", "--offline", "-z", "UTC")
    assert (said.code, said.err) == (0, "")


def test_days_begin_where_the_option_says(desk: Desk, path: Path) -> None:
    desk.at("2026-11-20T23:30:00Z")
    assert desk.line(given(path), "--template", "{today}", "-z", "UTC").out == "≥$10.00\n"
    assert desk.line(given(path), "--template", "{today}", "-z", "Asia/Tokyo").out == "≥$0.00\n"
    assert desk.line(given(path), "--template", "{today}", "-z", "Nowhere").out == "≥$10.00\n"


def test_two_stores_do_not_mix(desk: Desk, path: Path, tmp_path: Path) -> None:
    said = desk.line(given(path), "--db", str(tmp_path / "other.db"), "--template", "{cost}")
    assert said.out == "$5.25 (cc) session\n"


def test_the_configuration_may_name_the_store(desk: Desk, path: Path, tmp_path: Path) -> None:
    """The status line reads no YAML: whoever wrote the small file noted which store it names."""
    config = desk.home / ".config" / "claudecost" / "claudecost.yaml"
    config.parent.mkdir(parents=True)
    config.write_text(f"db: {tmp_path / 'named.db'}\n")
    claudecost("ingest", desk.root, "-q")
    assert desk.line(given(path), "--template", "{cost}", CLAUDECOST_DB="").out.startswith("$10.00 session")


def test_the_small_file_is_ones_own_and_small(desk: Desk, path: Path) -> None:
    from claudecost.statusline.places import status_file

    found = Path(status_file(str(desk.db)))
    assert found.stat().st_mode & 0o777 == 0o600
    assert found.stat().st_size < 200_000
    assert list(found.parent.glob("status-*.json.*")) == [], "nothing is left of the writing"


def test_the_command_is_in_the_list_and_takes_options_before_its_name(desk: Desk, path: Path) -> None:
    assert "statusline" in claudecost("--help").out
    done = subprocess.run(
        [sys.executable, "-m", "claudecost", "--db", str(desk.db), "statusline", "--template", "{session}"],
        input=json.dumps(given(path)).encode(), capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.decode() == "$10.00\n"


def test_a_closed_output_is_no_trouble(desk: Desk, path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m claudecost statusline >&-"],
        input=json.dumps(given(path)).encode(), stderr=subprocess.PIPE, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CLAUDECOST_DB": str(desk.db)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
