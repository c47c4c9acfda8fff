"""Command lines of ccusage, and which of its shapes the JSON of each has: every command, every flag."""

from __future__ import annotations

#: As typed behind `ccusage`, and the file in keys/ the answer is held to.
SHAPES: dict[str, str] = {
    # the unified reports, with each of their flags
    "-j": "daily",
    "daily -j": "daily",
    "daily --json": "daily",
    "weekly -j": "weekly",
    "monthly -j": "monthly",
    "session -j": "session",
    "daily -j -s 2026-09-01 -u 2026-11-20": "daily",
    "daily -j --since 20260901 --until 20261120": "daily",
    "-s 20260901 -j": "daily",
    "daily -j -z UTC": "daily",
    "daily -j --timezone local": "daily",
    "daily -j --all": "daily",
    "daily -j -O": "daily",
    "daily -j --offline": "daily",
    "daily -j --no-offline": "daily",
    "daily -j --compact": "daily",
    "daily -j --color": "daily",
    "daily --color --json": "daily",
    "daily -j --no-color": "daily",
    "daily -j --config ccusage.json": "daily",
    "daily -j --last 400": "daily",
    "weekly -j --last 60": "weekly",
    "monthly -j --last 3": "monthly",
    "daily -j --no-cost": "daily-no-cost",
    "session -j --no-cost": "session-no-cost",
    "daily -j --by-agent": "daily-by-agent",
    "weekly -j --by-agent": "weekly-by-agent",
    "session -j --by-agent": "session",
    "daily -j --sections daily,weekly,monthly,session": "sections",
    "--sections weekly,monthly,session -j": "sections",
    "daily -j -s 2020-01-01 -u 2020-01-02": "daily-empty",
    "daily -j --jq .totals": "daily",
    # those of Claude Code, with each of theirs
    "claude -j": "claude-daily",
    "claude daily -j": "claude-daily",
    "claude weekly -j": "claude-weekly",
    "claude monthly -j": "claude-monthly",
    "claude session -j": "claude-session",
    "claude daily -j -m auto": "claude-daily",
    "claude daily -j --mode calculate": "claude-daily",
    "claude daily -j --mode display": "claude-daily",
    "claude daily -j -d": "claude-daily",
    "claude daily -j --debug --debug-samples 3": "claude-daily",
    "claude daily -j -o asc": "claude-daily",
    "claude daily -jo desc": "claude-daily",
    "claude daily -j --order desc": "claude-daily",
    "claude session -j -o asc": "claude-session",
    "claude daily -j -b": "claude-daily",
    "claude daily -j --breakdown": "claude-daily",
    "claude daily -j --single-thread": "claude-daily",
    "claude daily -j -i": "claude-daily-instances",
    "claude daily -j --instances --project-aliases -home-ann-shop=Shop": "claude-daily-instances",
    "claude daily -j --project=-Users-chloe-data-pipeline": "claude-daily",
    "claude daily -j -p -Users-chloe-data-pipeline": "claude-daily",
    "claude daily -j -i --project data-pipeline": "claude-daily-instances",
    "claude daily -j --last 400": "claude-daily",
    "claude daily -j --no-cost": "claude-daily-no-cost",
    "claude weekly -j -w monday": "claude-weekly",
    "claude weekly -j --start-of-week sunday": "claude-weekly",
    "claude session -j -s 20200101 -u 20200102": "claude-session-empty",
    "session -j --id 19a72b47-0a15-4b4f-ac2e-36e5ef57dad3": "session-id",
    "session -j -i 19a72b47-0a15-4b4f-ac2e-36e5ef57dad3": "session-id",
    "claude session -j -i 19a72b47": "session-id",
    "session -j --no-cost -i 19a72b47": "session-id-no-cost",
    # windows
    "blocks -j": "blocks",
    "claude blocks -j": "blocks",
    "blocks -j -o desc": "blocks",
    "blocks -j -n 5": "blocks",
    "blocks -j --session-length 3 -O -d --single-thread -m auto": "blocks",
    "blocks -j -t max": "blocks",
    "blocks -j -a": "blocks-empty",
    "blocks -j -s 2020 -u 2020": "blocks-empty",
}

#: The same, at a moment when a window is open.
OPEN_NOW = "2026-11-18T08:30:00Z"
SHAPES_OF_AN_OPEN_WINDOW: dict[str, str] = {
    "blocks -j -a -t 500000": "blocks-active",
    "claude blocks -j --active --token-limit max": "blocks-active",
    "blocks -j -a -t 500000 --no-cost": "blocks-active-no-cost",
}

#: What is for people, and must simply be taken.
FOR_PEOPLE = (
    "daily -b", "weekly -b --compact", "monthly -b --no-cost", "session -b", "daily -i -b",
    "blocks -b", "daily -i --project-aliases shop=Shop", "blocks -r --compact", "claude blocks --no-cost",
    "session -i 19a72b47", "daily --sections daily,monthly", "-b -s 2026-11-10", "claude", "claude -b",
    "daily --by-agent", "claude daily --color -o desc", "weekly -w sun",
)  # fmt: skip
