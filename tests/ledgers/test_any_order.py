"""The same files in any order, any number of times, under other names: the same reports, byte by byte."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from reconcile.figures import (
    LATER,
    SONNET,
    Bill,
    Books,
    Usage,
    bills,
    cost_csv,
    cost_page,
    tokens_csv,
    usage_page,
)
from reconcile.test_causes import SPEND, SPENT
from repeated import first_of

from .lists import keys_page

DAYS = [f"2026-10-{day:02d}" for day in range(8, 15)]
USAGES = [
    Usage(day, {"input": 1_000_000 + number, "output": 90_000 + number}, key=key)
    for number, day in enumerate(DAYS)
    for key in ("ci", "etl")
]
MORE = [*USAGES, Usage(DAYS[-1], {"output": 1_000}, SONNET)]
BILLS = bills(MORE, "0.92")

#: Name, text, and how many hours after the others it was downloaded; overlapping in every way there is.
FILES = [
    ("claude_api_tokens_2026_10.csv", tokens_csv(MORE), 0),
    ("claude_api_tokens_2026_10 (1).csv", tokens_csv(USAGES[:-2]), -100),
    ("claude_api_tokens_2026_10_12.csv", tokens_csv(of for of in USAGES if of.day == "2026-10-12"), 5),
    ("claude_api_cost_2026_10_01_to_2026_10_31.csv", cost_csv(BILLS), 0),
    ("claude_api_cost_2026_10_08_to_2026_10_09.csv", cost_csv(BILLS[:8]), 3),
    ("usage.json", usage_page(USAGES[2:6]), 1),
    ("usage again.json", usage_page(USAGES[2:8]), 2),
    ("cost.json", cost_page(BILLS[4:12]), 1),
    (SPEND, SPENT, 0),
    ("keys.json", keys_page(("apikey_ci", "ci-runner")), 0),
]

QUESTIONS = (
    ("report", "--ledger", "metered", "--by", "day,workspace,api_key,model"),
    ("report", "--ledger", "metered", "--by", "actor,source"),
    ("report", "--ledger", "billed", "--by", "day,workspace,api_key,model,token_type"),
    ("report", "--ledger", "billed", "--by", "month,product"),
    ("reconcile",),
)


def told(directory: Path, names: list[tuple[str, str, int]], one_by_one: bool) -> list[str]:
    """What every question is answered after files have been taken in, together or each by itself."""
    directory.mkdir()
    books = Books(directory)
    for name, text, hours in names:
        books.write(name, text, LATER + timedelta(hours=hours))
        if one_by_one:
            books.take_in()
    answers = []
    for asked in QUESTIONS:
        said = books.say(*asked, "--json", *(["--no-ingest"] if asked[0] == "report" else []))
        assert said.code == 0, said.err
        answers.append(said.out)
    return answers


@pytest.fixture
def expected(tmp_path: Path, empty_home: Path) -> list[str]:
    return told(tmp_path / "expected", FILES, one_by_one=False)


@pytest.mark.parametrize("seed", first_of(range(4)))
def test_the_order_of_files_changes_nothing(tmp_path: Path, expected: list[str], seed: int) -> None:
    shuffled = random.Random(seed).sample(FILES, len(FILES))
    assert told(tmp_path / "shuffled", shuffled, one_by_one=seed % 2 == 0) == expected


def test_copies_under_other_names_change_nothing(tmp_path: Path, expected: list[str]) -> None:
    copies = [(name.replace(".", " (2).", 1), text, hours) for name, text, hours in FILES]
    mixed = random.Random(9).sample([*FILES, *copies, *FILES], 3 * len(FILES))
    assert told(tmp_path / "mixed", mixed, one_by_one=True) == expected


def test_the_files_do_overlap_and_nothing_is_counted_twice(expected: list[str]) -> None:
    import json
    from decimal import Decimal

    billed = json.loads(expected[3])
    metered = json.loads(expected[0])
    # by the API where it tells, by the file elsewhere; and the seats' 5.52
    assert abs(Decimal(billed["totals"]["billed_usd"]) - sum(of.usd for of in BILLS) - Decimal("5.52")) < 1
    assert metered["totals"]["output_tokens"] == sum(of.tokens.get("output", 0) for of in MORE) + 100_000
    assert len(metered["coverage"]["sources"]) == 3


def test_equal_rows_of_one_file_both_count(books: Books) -> None:
    row = Bill("2026-10-12", "output", BILLS[0].usd, BILLS[0].usd)
    found = books.write("cost.csv", cost_csv([row, row])).say(
        "report", "--ledger", "billed", "--json", "--no-ingest"
    )
    assert found.json["totals"]["rows"] == 2
