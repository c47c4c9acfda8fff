"""Who else may read or change a file."""

from __future__ import annotations

import os
from pathlib import Path


def others_may(path: Path) -> str | None:
    """What users other than the owner may do with a file or directory: `read`, `change`; None for nothing."""
    mode = path.stat().st_mode
    if os.name != "posix" or not mode & 0o066:
        return None
    return "change" if mode & 0o022 else "read"
