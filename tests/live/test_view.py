"""The live view on a real terminal: keys, Control-C, a dumb terminal, another size; and in a pipe."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import ROOT, claudecost, pinned
from transcripts import response, write

from claudecost.errors import Exit
from claudecost.store import Store

pytestmark = [
    pytest.mark.usefixtures("empty_home"),
    pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals"),
]

#: A slow machine gets this long, in seconds.
PATIENCE = 60.0
LINE = response("claude-opus-5", "2026-11-20T11:00:00Z", {"output": 40_000})


@dataclass
class Screen:
    """A terminal with the view in it."""

    child: int
    descriptor: int
    shown: str = ""
    code: int | None = None

    def until(self, seen: Callable[[str], bool]) -> None:
        """Read on until something has been shown."""
        deadline = time.monotonic() + PATIENCE
        while not seen(self.shown):
            assert time.monotonic() < deadline, self.shown
            self.read()

    def read(self) -> bool:
        ready, _, _ = select.select([self.descriptor], [], [], 0.2)
        if not ready:
            return True
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)

    def keys(self, text: bytes) -> None:
        os.write(self.descriptor, text)

    def size(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def exit_code(self) -> int:
        """Read to the end; how the program left."""
        deadline = time.monotonic() + PATIENCE
        while self.read():
            assert time.monotonic() < deadline, self.shown
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        return self.code


@contextmanager
def screen(home: Path, *arguments: str, term: str = "xterm", columns: int = 80) -> Iterator[Screen]:
    """The view of a user, in a terminal of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for name, value in pinned(home).items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    environment["TERM"] = term
    command = [sys.executable, "-m", "claudecost", "live", *arguments, "--db", str(home / "store.db")]
    child, descriptor = pty.fork()
    if child == 0:
        os.execve(sys.executable, command, environment)
    opened = Screen(child, descriptor)
    opened.size(columns, 24)
    try:
        yield opened
    finally:
        if opened.code is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(descriptor)


def test_q_leaves_and_the_terminal_is_as_before(empty_home: Path) -> None:
    write(empty_home / ".claude", [LINE])
    with screen(empty_home) as opened:
        opened.until(lambda shown: "$1.00" in shown)
        opened.keys(b"q")
        assert opened.exit_code() == Exit.DONE
    assert "\x1b[?1049h" in opened.shown  # a screen of its own
    assert opened.shown.rstrip().endswith("\x1b[?1049l")


def test_control_c_leaves_without_a_trace(empty_home: Path) -> None:
    write(empty_home / ".claude", [LINE])
    with screen(empty_home) as opened:
        opened.until(lambda shown: "$1.00" in shown)
        opened.keys(b"\x03")
        assert opened.exit_code() == Exit.INTERRUPTED
    assert "\x1b[?1049l" in opened.shown
    assert "Traceback" not in opened.shown


def test_a_transcript_that_grows_is_shown_and_others_use_the_store_meanwhile(empty_home: Path) -> None:
    write(empty_home / ".claude", [LINE])
    with screen(empty_home, "--interval", "0.5") as opened:
        opened.until(lambda shown: "$1.00" in shown)
        assert claudecost("report", "--db", empty_home / "store.db").code == Exit.DONE
        path = empty_home / ".claude/projects/-home-ann-shop/morning.jsonl"
        more = response("claude-opus-5", "2026-11-20T11:30:00Z", {"output": 80_000})
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(more)}\n")
        opened.until(lambda shown: "$3.00" in shown)
        opened.keys(b"q")
        assert opened.exit_code() == Exit.DONE


def test_another_size_is_another_frame(empty_home: Path) -> None:
    write(empty_home / ".claude", [LINE])
    with screen(empty_home, "--interval", "600") as opened:
        opened.until(lambda shown: "Month" in shown)
        opened.shown = ""
        opened.size(40, 24)
        opened.until(lambda shown: "figures of 12:00:00" in shown)
        opened.keys(b"q")
        assert opened.exit_code() == Exit.DONE


def test_a_dumb_terminal_gets_plain_lines(empty_home: Path) -> None:
    write(empty_home / ".claude", [LINE])
    with screen(empty_home, "--ascii", term="dumb", columns=40) as opened:
        opened.until(lambda shown: "q leaves" in shown)
        opened.keys(b"q")
        assert opened.exit_code() == Exit.DONE
    assert "\x1b" not in opened.shown
    assert opened.shown.isascii()
    assert max(len(line) for line in re.split(r"\r?\n", opened.shown)) <= 40


def test_a_store_that_is_busy_from_the_start_is_waited_for(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(empty_home / ".claude", [LINE])
    assert claudecost("ingest", "--db", empty_home / "store.db").code == Exit.DONE
    monkeypatch.setenv("CLAUDECOST_LOCK_TIMEOUT", "0.1")
    with Store(empty_home / "store.db").booking():
        said = claudecost("live", "--once", "--db", empty_home / "store.db")
        assert said.code == Exit.BUSY


def test_in_a_pipe_and_with_once_it_is_one_frame(empty_home: Path) -> None:
    write(empty_home / ".claude", [LINE])
    for arguments in ((), ("--once",)):
        said = claudecost("live", *arguments, "--db", empty_home / "store.db")
        assert said.code == Exit.DONE, said.err
        assert said.out.startswith("claudecost live  figures of 2026-11-20 12:00:00\nwindow 11:00 to 16:00 ")
        assert said.out.count("opus-5") == 1
        assert "\x1b" not in said.out


def test_without_any_usage_there_is_a_frame_as_well(empty_home: Path) -> None:
    said = claudecost("live", "--once", "--db", empty_home / "store.db")
    assert said.code == Exit.DONE, said.err
    assert "no window is open" in said.out
