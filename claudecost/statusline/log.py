"""Notes for whoever asks why the status line says less than it could. Never what a transcript says."""

from __future__ import annotations

import os
import time

from .places import log_file

#: Bytes; a log that has grown to this begins anew with its last notes.
MOST = 64 * 1024
KEPT = 8 * 1024


def note(*said: str) -> None:
    """Add a line each to the log, unless its last lines say so already; nothing where it cannot write."""
    if not said:
        return
    path = log_file()
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with open(number, "r+b", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - KEPT))
            last = file.read()
            if size > MOST:
                file.truncate(0)
                file.write(last[last.find(b"\n") + 1 :])
            recent = b"\n".join(last.splitlines()[-20:]).decode("utf-8", "replace")
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            for text in said:
                if text not in recent:
                    file.write(f"{stamp} {text}\n".encode("utf-8", "replace"))
    except OSError:
        pass
