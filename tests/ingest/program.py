"""The real command, run as a person would: its own process, its own home, its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]

#: Runs what follows as root without root's privilege to ignore permissions (no effect for other users).
_HUMBLE = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""

#: The command with a worker for every megabyte, so that little data is enough to see them at work.
MANY_WORKERS = """
import sys
from claudecost.sources import workers
workers.WORTH_A_WORKER = 1_000_000
from claudecost.cli import main
sys.exit(main())
"""


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it said on stdout, read as JSON."""
        return json.loads(self.out)


@dataclass
class Home:
    """A person's home directory, and what is set in their environment."""

    path: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def db(self) -> Path:
        """Where this person's store is."""
        return self.path / "data" / "store.db"

    def environment(self) -> dict[str, str]:
        """Nothing of the machine the tests run on gets in."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.path),
            "XDG_DATA_HOME": str(self.path / ".local" / "share"),
            "XDG_CONFIG_HOME": str(self.path / ".config"),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(REPOSITORY),
            **self.variables,
        }

    def run(self, *arguments: str | Path, humble: bool = False, **more: Any) -> Ran:
        """`claudecost --db <this store> ...`, waited for."""
        with self.start(*arguments, humble=humble, **more) as process:
            out, err = process.communicate(timeout=60)
        return Ran(process.returncode, out.decode(), err.decode())

    def start(
        self,
        *arguments: str | Path,
        humble: bool = False,
        program: Sequence[str] = ("-m", "claudecost"),
        **more: Any,
    ) -> subprocess.Popen[bytes]:
        """The same, not waited for."""
        first = ["-c", _HUMBLE] if humble and sys.platform == "linux" and os.geteuid() == 0 else []
        return subprocess.Popen(
            [sys.executable, *first, *program, "--db", str(self.db), *map(str, arguments)],
            env=self.environment(),
            cwd=self.path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **more,
        )
