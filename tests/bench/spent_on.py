"""What one command takes: on the wall, of the processors, and of memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

OURS = [sys.executable, "-m", "claudecost"]


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall, seconds of all processors together (user and system), and the peak in MB."""

    wall: float
    cpu: float
    peak: float


def spent_on(command: Sequence[str], settings: dict[str, str]) -> Cost:
    """Run a command of ours, its output thrown away; stops at one that fails."""
    began = time.monotonic()
    process = subprocess.Popen([*OURS, *command], env=os.environ | settings, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Cost(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
