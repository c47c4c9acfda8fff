"""What a status line imports, all of it: whoever adds to this list slows every prompt down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ROOT, pinned
from transcripts import response

from claudecost import config
from claudecost.statusline import places

from .conftest import SESSION, Desk

#: Besides what Python itself has imported before it runs a line of ours.
ALLOWED = {
    "__future__", "_blake2", "_collections", "_datetime", "_functools", "_json", "_operator", "_sre",
    "_struct", "claudecost", "claudecost.__main__", "claudecost.statusline",
    "claudecost.statusline.asked", "claudecost.statusline.begun", "claudecost.statusline.figures",
    "claudecost.statusline.kept",
    "claudecost.statusline.line", "claudecost.statusline.log", "claudecost.statusline.options",
    "claudecost.statusline.places", "claudecost.statusline.rates", "claudecost.statusline.run",
    "claudecost.statusline.tail", "claudecost.statusline.unread", "claudecost.statusline.usage",
    "collections", "copyreg", "datetime",
    "enum", "functools", "gc", "itertools", "json", "json.decoder", "json.encoder", "json.scanner",
    "keyword", "math", "operator", "re", "re._casefix", "re._compiler", "re._constants", "re._parser",
    "reprlib", "select", "time", "types",
}  # fmt: skip

RUN = """
import sys
before = set(sys.modules)
from claudecost.__main__ import main
sys.argv = ["claudecost", "statusline"]
try:
    main()
finally:
    print(*sorted(set(sys.modules) - before), sep="\\n", file=sys.stderr)
"""


def test_the_list_of_imports_is_this_one(desk: Desk) -> None:
    desk.at("2026-11-20T12:00:00Z")
    path = desk.write(response("claude-opus-5", "2026-11-20T11:00:00Z", {"input": 5}))
    desk.ingest()
    desk.write(response("claude-opus-5", "2026-11-20T11:30:00Z", {"input": 5}))
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps({"session_id": SESSION, "transcript_path": str(path)}),
        text=True, capture_output=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CLAUDECOST_DB": str(desk.db)},
    )  # fmt: skip
    assert "<$0.01 session" in done.stdout
    assert set(done.stderr.split()) - ALLOWED == set()


@pytest.mark.parametrize(
    "settings",
    [{}, {"XDG_CACHE_HOME": "/tmp/c", "XDG_DATA_HOME": "/tmp/d", "XDG_CONFIG_HOME": "/tmp/e"}],
    ids=["home", "xdg"],
)
def test_the_directories_are_those_of_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    """They are worked out by hand, since a library for it takes longer than the line."""
    for name, value in (pinned(tmp_path) | settings).items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert places.cache_directory() == str(config.default_cache())
    assert places.default_store() == str(config.default_store())
    assert places.default_config() == str(config.default_config())
