"""What a reader's shell has to be told, so that the commands in a mail are about the same store and rules."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import options as o


def setup(given: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    """`export CLAUDECOST_DB=/srv/costs.db`: this run's options, and the variables in their place.

    Paths are absolute. Empty where all is in its usual place. Zone, team and days stand in each command.
    """
    paths = {
        variable: path
        for variable, name in ((f"CLAUDECOST_{name.upper()}", name) for name in o.SETTINGS)
        if (path := given.get(name) or environ.get(variable))
    }
    words = [
        f"{variable}={shlex.quote(str(Path(path).expanduser().absolute()))}"
        for variable, path in paths.items()
    ]
    return " ".join(["export", *words]) if words else ""
