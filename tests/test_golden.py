"""Every named report in every format, as it comes out of samples/: read a folder, review our manners.

`pytest --update-golden` writes what comes out now; `git diff tests/golden` is then for reading.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import claudecost
from events import SAMPLES

GOLDEN = Path(__file__).parent / "golden"
TEAMS = SAMPLES / "teams.yaml"

#: Each named report, short enough to be read whole.
REPORTS = {
    "overview": "",
    "daily": "daily --last 7",
    "weekly": "weekly --timezone Europe/Berlin --since 2026-10",
    "monthly": "monthly",
    "session": "session --period 2026-11 --limit 4",
    "report": "report --by project,model --period 2026-11",
}

#: Each format: the ending of its file, the options that ask for it, the columns of the terminal if any.
FORMATS: dict[str, tuple[str, int | None]] = {
    "80.txt": ("", 80),
    "120.txt": ("", 120),
    "40.txt": ("", 40),
    "ascii.txt": ("--ascii", 80),
    "json": ("--json", None),
    "csv": ("--csv", None),
    "tsv": ("--format tsv", None),
    "md": ("--format md", None),
}

#: What is worth seeing once: a pipe, colours.
OTHERS: dict[str, tuple[str, int | None]] = {
    "monthly.pipe.txt": ("monthly", None),
    "monthly.color.txt": ("monthly --color always", 80),
    "overview.color.txt": ("--color always", 80),
}

#: The organisation's ledgers and their comparison, each in the formats that show something new.
ORGANISATION: dict[str, tuple[str, str]] = {
    "metered": ("report --ledger metered --by model --no-ingest", "80.txt 120.txt json csv"),
    "metered-keys": ("report --ledger metered --by workspace,api_key --no-ingest", "80.txt 120.txt csv md"),
    "metered-days": ("report --ledger metered --by day --last 7 --no-ingest", "80.txt 120.txt csv"),
    "billed": ("report --ledger billed --by model --no-ingest", "80.txt json csv"),
    "billed-keys": ("report --ledger billed --by workspace,api_key --no-ingest", "80.txt csv"),
    "billed-kinds": ("report --ledger billed --by cost_type --no-ingest", "80.txt csv md"),
    "reconcile": ("reconcile --period 2026-10", "40.txt 80.txt 120.txt ascii.txt md"),
    "reconcile-models": ("reconcile --period 2026-10 --by model", "80.txt 120.txt"),
    "reconcile-tokens": ("reconcile --period 2026-10 --by model,token_type", "120.txt json csv"),
    "compare": ("compare 2026-09 2026-10 --no-ingest", "40.txt 80.txt 120.txt ascii.txt md json csv"),
    "compare-projects": (
        "compare 2026-10 2026-11 --by project --limit 6 --no-ingest",
        "80.txt 120.txt ascii.txt md json csv",
    ),
    "parity": ("parity --rules-only --no-ingest", "40.txt 80.txt 120.txt ascii.txt md json csv"),
    "audit-prices": ("reconcile --period 2026-10 --audit-prices", "120.txt csv"),
}

#: Usage moved to another model: to a newer tokenizer, and back to the older one.
ELSEWHERE: dict[str, tuple[str, str]] = {
    "whatif": (
        "whatif --to claude-opus-5-5 --from claude-sonnet-4-6 --period 2026-10 --no-ingest",
        "40.txt 80.txt 120.txt json csv md",
    ),
    "whatif-older": ("whatif --to claude-sonnet-4-6 --share 40% --no-ingest", "80.txt 120.txt"),
    "explain": (
        "explain --period 2026-11 --project *shop* --model *sonnet* --limit 3 --no-ingest",
        "80.txt 120.txt json md",
    ),
    "explain-team": (
        f"explain --teams {TEAMS} --period 2026-10 --team warehouse --model *sonnet-4-6* --limit 2 "
        "--no-ingest",
        "80.txt 120.txt json",
    ),
    "explain-unpriced": ("explain --model *zeta* --limit 2 --no-ingest", "80.txt 120.txt"),
    "explain-event": ("explain msg_011CfC9oQbqYxWKV2rgU2uwU --no-ingest", "80.txt 120.txt json csv"),
    "explain-metered": (
        "explain --ledger metered --day 2026-10-12 --model *opus* --limit 3 --no-ingest",
        "80.txt 120.txt csv json",
    ),
    "explain-billed": (
        "explain --ledger billed --day 2026-10-12 --workspace Data* --limit 3 --no-ingest",
        "80.txt 120.txt csv json",
    ),
    "blocks": (
        "blocks --period 2026-11 --limit 6 --no-ingest",
        "40.txt 80.txt 120.txt ascii.txt json csv md",
    ),
    "blocks-recent": ("blocks --recent --token-limit max --no-ingest", "80.txt 120.txt csv"),
    "plan": (
        f"plan --config {SAMPLES}/claudecost.yaml --no-ingest",
        "40.txt 80.txt 120.txt ascii.txt json csv md",
    ),
    "live": ("live --once --no-ingest", "40.txt 80.txt ascii.txt"),
    "plan-unknown": ("plan --period 2026-11 --no-ingest", "80.txt json"),
    "coverage": ("coverage --no-ingest", "40.txt 80.txt 120.txt ascii.txt csv md"),
    "coverage-provisional": ("coverage --show provisional --no-ingest", "80.txt json"),
    "coverage-gaps": ("coverage --show gaps --no-ingest", "80.txt csv"),
    "daily-models": ("daily -b --last 4 --no-ingest", "40.txt 80.txt 120.txt ascii.txt json csv md"),
    "daily-projects": (
        "daily -i -b --since 2026-11-09 --project-aliases -home-ann-shop=Shop --no-ingest",
        "80.txt 120.txt csv",
    ),
    "session-one": ("session -i 84e4c265 --no-ingest", "80.txt 120.txt json"),
    "monthly-narrow": ("monthly -b --compact --no-ingest", "40.txt 80.txt"),
    "monthly-tokens": ("monthly --no-cost -o desc --no-ingest", "80.txt csv"),
    "sections": ("daily --last 2 --sections weekly,monthly --no-ingest", "80.txt md"),
    "ccusage-claude": ("claude daily --last 4 --json-shape ccusage --no-ingest -q", "json"),
    "ccusage-daily": ("daily --last 4 --by-agent --json-shape ccusage --no-ingest -q", "json"),
    "ccusage-session": ("claude session --since 2026-11-16 --json-shape ccusage --no-ingest -q", "json"),
    "ccusage-blocks": ("blocks --since 2026-11-16 --json-shape ccusage --no-ingest -q", "json"),
    "tokenizer-list": ("tokenizer list", "80.txt 120.txt csv"),
    "budget": (
        f"budget --config {SAMPLES}/claudecost.yaml --no-ingest",
        "40.txt 80.txt 120.txt ascii.txt json csv md",
    ),
}

SHORT = 15_000


@dataclass(frozen=True)
class Case:
    """A golden file, and the command line it holds the output of."""

    name: str
    command: str
    width: int | None

    @property
    def talks(self) -> bool:
        """Whether there is something to say that the format has no place for."""
        report, _, ending = self.name.partition(".")
        return ending in ("csv", "tsv") and (
            report in REPORTS
            or report.startswith(
                ("daily-", "monthly-", "metered", "compare", "whatif", "budget", "plan", "blocks")
            )
        )


CASES = [
    *(
        Case(f"{report}.{ending}", f"{command} {options} --no-ingest", width)
        for report, command in REPORTS.items()
        for ending, (options, width) in FORMATS.items()
    ),
    *(Case(name, f"{command} --no-ingest", width) for name, (command, width) in OTHERS.items()),
    *(
        Case(f"{report}.{ending}", f"{command} {FORMATS[ending][0]}", FORMATS[ending][1])
        for report, (command, endings) in (ORGANISATION | ELSEWHERE).items()
        for ending in endings.split()
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.usefixtures("empty_home")
def test_the_output_is_as_reviewed(case: Case, sampled: Path, update_golden: bool) -> None:
    said = claudecost(*case.command.split(), "--db", sampled, width=case.width)
    assert said.code == 0, said.err
    assert bool(said.err) == case.talks, "what a CSV has no place for is said beside it"
    assert len(said.out) < SHORT, "nobody would read it"
    compare(GOLDEN / case.name, normalised(said.out), update_golden)


def test_every_golden_file_belongs_to_a_case() -> None:
    assert {path.name for path in GOLDEN.iterdir() if path.suffix != ".actual"} == {
        case.name for case in CASES
    }


def normalised(text: str) -> str:
    """Without what another clone, its files' times, or a new row in the price book, would change."""
    from claudecost.pricing import load_book

    book = load_book()
    text = text.replace(str(SAMPLES), "samples").replace(book.version, "2026.00.00")
    text = text.replace(f"({book.sha256[:8]})", "(01234567)")
    text = re.sub(r"\b(prices|fees|modifiers)\.yaml:\d+", r"\1.yaml:1", text)
    text = re.sub(r'("sha256": ")[0-9a-f]{64}', r"\1(digest of the price book)", text)
    return re.sub(r'("taken_at": ")[^"]+', r"\1(time of the file)", text)


def compare(expected: Path, actual: str, update: bool) -> None:
    """Fail where the text differs from the file, and leave it beside the file for review."""
    beside = expected.with_name(f"{expected.name}.actual")
    if update:
        expected.write_text(actual, encoding="utf-8", newline="")
    reviewed = expected.read_bytes().decode("utf-8") if expected.exists() else ""
    if actual == reviewed:
        beside.unlink(missing_ok=True)
        return
    beside.write_text(actual, encoding="utf-8", newline="")
    difference = difflib.unified_diff(
        reviewed.splitlines(), actual.splitlines(), "reviewed", "now", lineterm=""
    )
    pytest.fail(
        f"{expected.name} is not as reviewed. Compare it with {beside.name} beside it; if that one is right, "
        "`pytest tests/test_golden.py --update-golden` and read `git diff tests/golden`.\n"
        + "\n".join([*difference][:40]),
        pytrace=False,
    )
