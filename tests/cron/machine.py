"""A machine as cron shows it: a home, a search path, /bin/sh, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from transcripts import response, write

#: Becomes claudecost after giving up root's privilege to ignore permissions (no effect for other users).
HUMBLE = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
os.execv(sys.executable, [sys.executable, "-m", "claudecost", *sys.argv[1:]])
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended, in bytes: what they mean depends on the encoding."""

    code: int
    out: bytes
    err: bytes

    @property
    def is_silent(self) -> bool:
        return not self.out and not self.err

    @property
    def complaint(self) -> str:
        """The one line it said; fails for none, or for more."""
        [line] = self.err.decode().splitlines()
        return line


@dataclass(frozen=True)
class Machine:
    """A home directory, and how commands are run in it."""

    home: Path

    def run(
        self,
        *words: object,
        program: Sequence[str] = ("-m", "claudecost"),
        humble: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> Ran:
        """Our command in an environment of HOME and PATH, and the `settings`."""
        with self.start(*words, program=program, humble=humble, settings=settings) as process:
            out, err = process.communicate(timeout=60)
        return Ran(process.returncode, out, err)

    def start(
        self,
        *words: object,
        program: Sequence[str] = ("-m", "claudecost"),
        humble: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """The same, not waited for."""
        if humble and sys.platform == "linux" and os.geteuid() == 0:
            program = ("-c", HUMBLE)
        return self._open([sys.executable, *program, *map(str, words)], settings)

    def shell(self, command: str, settings: Mapping[str, str] | None = None) -> Ran:
        """What cron does with the command part of a line."""
        with self._open(["/bin/sh", "-c", command], settings) as process:
            out, err = process.communicate(timeout=60)
        return Ran(process.returncode, out, err)

    def _open(self, command: Sequence[str], settings: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            env={"HOME": str(self.home), "PATH": "/usr/bin:/bin", **(settings or {})},
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    @property
    def db(self) -> Path:
        """Where the store is when nobody says where."""
        return self.home / ".local" / "share" / "claudecost" / "claudecost.db"

    def use_claude(
        self, model: str = "claude-opus-5", name: str = "morning", cwd: str = "/home/ann/日本"
    ) -> None:
        """Another transcript."""
        lines = [
            response(
                model, f"2026-11-{day:02d}T12:00:00Z", {"input": 1000, "output": 50}, session=name, cwd=cwd
            )
            for day in (9, 10, 16)
        ]
        write(self.home / ".claude", lines, name)
