"""An invented tokens CSV of the Console, a million rows (about 120 MB) unless told otherwise.

    python tests/bench/tokens_csv.py /tmp/claude_api_tokens_2026_10.csv [--rows 1000000]

The same rows every time. Prints the sum of every count, so that a reading can be checked against it.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

COUNTS = (
    "usage_input_tokens_no_cache",
    "usage_input_tokens_cache_write_5m",
    "usage_input_tokens_cache_write_1h",
    "usage_input_tokens_cache_read",
    "usage_output_tokens",
    "web_search_count",
)
HEADER = (
    "usage_date_utc", "model_version", "api_key", "workspace", "usage_type", "context_window",
    *COUNTS, "inference_geo", "speed",
)  # fmt: skip

MODELS = ("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-sonnet-4-20250514")
TEAMS = ("Platform", "Default", '"Data, Science"', "checkout-production", "search-staging")
SERVICES = ("ci", "api", "batch-jobs", "evals")

#: Rows made before writing, so that a big file costs little memory.
BLOCK = 50_000


def write(path: Path, rows: int) -> dict[str, int]:
    """Write the file and return the sum of every count column."""
    dice = random.Random(20261005)
    days = [f"2026-10-{day:02}" for day in range(1, 32)]
    labels = [
        f"{dice.choice(MODELS)},{dice.choice(SERVICES)}-key-{number:05},{dice.choice(TEAMS)},standard,≤ 200k"
        for number in range(2000)
    ]
    ends = ("global,", "us,", "not_available,", "global,fast")
    sums = [0] * len(COUNTS)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(HEADER) + "\n")
        for start in range(0, rows, BLOCK):
            lines = []
            for number in range(start, min(start + BLOCK, rows)):
                bits = dice.getrandbits(64)
                counts = (
                    bits & 0x1FFFF,
                    (bits >> 17 & 0x3FF) * 1000,
                    (bits >> 27 & 1) * 50_000,
                    bits >> 28 & 0x7FFFFF,
                    bits >> 51 & 0xFFF,
                    0,
                )
                for place, count in enumerate(counts):
                    sums[place] += count
                written = ",".join(map(str, counts))
                lines.append(
                    f"{days[number * 31 // rows]},{labels[number % 2000]},{written},{ends[bits >> 62]}\n"
                )
            file.writelines(lines)
    return dict(zip(COUNTS, sums, strict=True))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write an invented tokens CSV; print its sums.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args()
    print(json.dumps(write(given.path, given.rows), indent=2))


if __name__ == "__main__":
    main()
