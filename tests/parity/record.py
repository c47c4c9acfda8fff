"""What the real ccusage says, written down: `python -m tests.parity.record PATH/TO/ccusage`.

`said.json` holds its daily figures for every pathology and for samples/, `priced.json` what it charges for
a hundred thousand tokens of each kind by models of every spelling. To be run again when its rules move on.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PEOPLE = ("ann", "ben", "chloe", "ci")

MODELS = (
    "claude-opus-5-5", "claude-opus-5", "claude-opus-4-8", "claude-opus-4-7", "claude-opus-4-6",
    "claude-opus-4-5-20251101", "claude-opus-4-1-20250805", "claude-opus-4-20250514", "claude-opus-4",
    "claude-sonnet-5-5", "claude-sonnet-5", "claude-sonnet-4-6", "claude-sonnet-4-5-20250929",
    "claude-sonnet-4-20250514", "claude-3-7-sonnet-20250219", "claude-3-5-sonnet-20241022",
    "claude-3-5-haiku-20241022", "claude-3-haiku-20240307", "claude-3-opus-20240229", "claude-haiku-4-5",
    "claude-haiku-4-5-20251001", "claude-haiku-5-5", "claude-fable-5", "claude-fable-5-1", "claude-fable-5-2",
    "claude-mythos-5", "claude-zeta-9", "opus", "CLAUDE-OPUS-5", "claude-opus-4.5", "claude-3.5-sonnet",
    "claude-opus-4-8[1m]", "claude-sonnet-4-5@20250929", "anthropic/claude-opus-4.8", "claude-opus-5-fast",
    "claude-opus-5@default", "claude-opus-4-7-thinking", "claude-sonnet-4.5-20250929",
    "us.anthropic.claude-sonnet-4-6", "anthropic.claude-opus-4-6-v1", "vertex_ai/claude-sonnet-4-6",
    "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock/us.anthropic.claude-opus-4-8-v1:0",
)  # fmt: skip

#: Tokens of one kind each, by our meters; the last ones are large requests and fast mode.
CASES: tuple[dict[str, Any], ...] = (
    {"input": 100_000},
    {"output": 100_000},
    {"cache_write_5m": 100_000},
    {"cache_write_1h": 100_000},
    {"cache_read": 100_000},
    {"input": 300_000},
    {"input": 1_000, "cache_read": 300_000, "output": 1_000},
    {"input": 100_000, "fast": True},
)


def ask(ccusage: str, *roots: Path) -> list[dict[str, Any]]:
    """Its days, oldest first, amounts as it spells them."""
    command = [ccusage, "claude", "daily", "--json", "--offline", "--timezone", "UTC"]
    said = subprocess.run(
        command,
        env={"CLAUDE_CONFIG_DIR": ",".join(map(str, roots)), "HOME": tempfile.gettempdir()},
        capture_output=True,
        check=True,
    )
    days: list[dict[str, Any]] = json.loads(said.stdout, parse_float=str)["daily"]
    return days


def daily(days: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Input, cache writes, cache reads, output and cost by day."""
    names = ("inputTokens", "cacheCreationTokens", "cacheReadTokens", "outputTokens", "totalCost")
    return {day["date"]: [day[name] for name in names] for day in days}


def lines() -> Iterator[str]:
    """One response per model and case, a day for each case."""
    for number, (day, case, model) in enumerate(
        (day, case, model) for day, case in enumerate(CASES, 1) for model in MODELS
    ):
        five, hour = case.get("cache_write_5m", 0), case.get("cache_write_1h", 0)
        usage = {
            "input_tokens": case.get("input", 0),
            "output_tokens": case.get("output", 0),
            "cache_creation_input_tokens": five + hour,
            "cache_creation": {"ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": hour},
            "cache_read_input_tokens": case.get("cache_read", 0),
            "speed": "fast" if case.get("fast") else "standard",
        }
        record = {
            "timestamp": f"2026-10-{day:02}T10:00:00.000Z",
            "sessionId": "morning",
            "requestId": f"req_{number:018}",
            "message": {"id": f"msg_{number:024}", "model": model, "usage": usage},
        }
        yield json.dumps(record, separators=(",", ":"))


def main(ccusage: str) -> None:
    """Ask it everything, and write both files."""
    cases = sorted(path for path in (ROOT / "tests" / "pathologies").iterdir() if path.is_dir())
    said = {case.name: daily(ask(ccusage, case / "root")) for case in cases}
    said["samples"] = daily(ask(ccusage, *(ROOT / "samples" / name for name in PEOPLE)))
    _write("said.json", said)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "projects" / "-home-ann" / "morning.jsonl"
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(lines()), encoding="utf-8")
        days = ask(ccusage, Path(directory))
    priced: dict[str, list[Any]] = {model: [] for model in MODELS}
    for case, day in zip(CASES, days, strict=True):
        ending = "-fast" if case.get("fast") else ""
        named = {entry["modelName"]: entry for entry in day["modelBreakdowns"]}
        for model in MODELS:
            entry = named[f"{model}{ending}"]
            priced[model].append(None if entry.get("missingPricing") else entry["cost"])
    _write("priced.json", priced)


def _write(name: str, what: dict[str, Any]) -> None:
    rows = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in what.items())
    (HERE / name).write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
