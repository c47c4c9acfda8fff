"""What a price book may get wrong: each mistake with the exact words it is answered with.

The mistake is an own table laid over the shipped book, or a change to a copy of
the shipped book. Paths are shown relative to the folder the mistake is in.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from claudecost.errors import BadConfig, Exit
from claudecost.pricing import load_book, shipped_folder


@dataclass(frozen=True)
class Mistake:
    """An own table (or a text put in place of another in a shipped one), and the complaint about it."""

    name: str
    file: str
    text: str
    complaint: str
    instead_of: str | None = None


OPUS = "model: claude-opus-5-5, from: 2026-11-01"

OWN = (
    Mistake(
        "a-float",
        "prices.yaml",
        f"prices:\n- {{{OPUS}, input: 0.30}}\n",
        """\
error: `0.30` without quotes would not stay exact
  at prices.yaml:2
  hint: write it in quotes: "0.30"
""",
    ),
    Mistake(
        "an-exponent",
        "prices.yaml",
        f'prices:\n- {{{OPUS}, input: "5e-7"}}\n',
        """\
error: `input` should be a number in quotes such as "0.30", not `5e-7`
  at prices.yaml:2
""",
    ),
    Mistake(
        "a-negative-price",
        "prices.yaml",
        f'prices:\n- {{{OPUS}, input: "-1"}}\n',
        """\
error: `input` should be a number in quotes such as "0.30", not `-1`
  at prices.yaml:2
""",
    ),
    Mistake(
        "too-many-decimals",
        "prices.yaml",
        f'prices:\n- {{{OPUS},\n    input: "0.0000000001"}}\n',
        """\
error: `input` should be less than a billion with at most 9 decimals, not `0.0000000001`
  at prices.yaml:3
""",
    ),
    Mistake(
        "a-repeated-key",
        "prices.yaml",
        f'prices:\n- {{{OPUS}, input: "1",\n    input: "2"}}\n',
        """\
error: the key `input` stands twice here, first on line 2
  at prices.yaml:3
""",
    ),
    Mistake(
        "an-alias",
        "prices.yaml",
        f'prices:\n- &one {{{OPUS}, input: "1"}}\n- *one\n',
        """\
error: anchors and aliases (`&` and `*`) are not used here
  at prices.yaml:2
  hint: write the value out, or put the text in quotes
""",
    ),
    Mistake(
        "a-tag",
        "prices.yaml",
        f'prices:\n- {{{OPUS}, input: !!float "1"}}\n',
        """\
error: tags (`!`) are not used here
  at prices.yaml:2
  hint: leave it out, or put the text in quotes
""",
    ),
    Mistake(
        "not-yaml",
        "prices.yaml",
        "prices:\n- {model: claude-opus-5-5\nfees: [\n",
        """\
error: this is not YAML: did not find expected ',' or '}'
  at prices.yaml:3
""",
    ),
    Mistake(
        "a-misspelt-key",
        "prices.yaml",
        f'prices:\n- {{{OPUS}, input: "1", ouput: "2"}}\n',
        """\
error: the key `ouput` means nothing here
  at prices.yaml:2
  hint: is `output` meant?
""",
    ),
    Mistake(
        "a-misspelt-required-key",
        "prices.yaml",
        'prices:\n- {modle: claude-opus-5-5, from: 2026-11-01, input: "1"}\n',
        """\
error: `model` is missing here
  at prices.yaml:2
  hint: is `modle` meant to be `model`?
""",
    ),
    Mistake(
        "a-misspelt-section",
        "prices.yaml",
        "price:\n- {}\n",
        """\
error: the key `price` means nothing here
  at prices.yaml:2
  hint: is `prices` meant?
""",
    ),
    Mistake(
        "no-first-day",
        "prices.yaml",
        'prices:\n- {model: claude-opus-5-5, input: "1"}\n',
        """\
error: `from` is missing here
  at prices.yaml:2
""",
    ),
    Mistake(
        "not-a-day",
        "prices.yaml",
        "prices:\n- {model: claude-opus-5-5, from: 2026-11-31}\n",
        """\
error: 2026-11-31 is not a day of the calendar
  at prices.yaml:2
  hint: write it as YYYY-MM-DD
""",
    ),
    Mistake(
        "a-day-of-another-style",
        "prices.yaml",
        "prices:\n- {model: claude-opus-5-5, from: 11/12/2026}\n",
        """\
error: `from` should be a day such as 2026-11-20, not `11/12/2026`
  at prices.yaml:2
""",
    ),
    Mistake(
        "to-before-from",
        "prices.yaml",
        f'prices:\n- {{{OPUS},\n    to: 2026-10-31, input: "1"}}\n',
        """\
error: `to` 2026-10-31 is before `from` 2026-11-01
  at prices.yaml:3
""",
    ),
    Mistake(
        "an-unknown-confidence",
        "prices.yaml",
        f'prices:\n- {{{OPUS}, confidence: D, input: "1"}}\n',
        """\
error: `confidence` should be A or B or C, not `D`
  at prices.yaml:2
""",
    ),
    Mistake(
        "an-unknown-model",
        "prices.yaml",
        'prices:\n- {model: claude-opus-5.5, from: 2026-11-01, input: "1"}\n',
        """\
error: there is no model claude-opus-5.5 in the book
  at prices.yaml:2
  hint: is claude-opus-5-5 meant?
""",
    ),
    Mistake(
        "an-unknown-model-like-no-other",
        "prices.yaml",
        'prices:\n- {model: zebra, from: 2026-11-01, input: "1"}\n',
        """\
error: there is no model zebra in the book
  at prices.yaml:2
  hint: add it to models.yaml first
""",
    ),
    Mistake(
        "a-price-before-the-release",
        "prices.yaml",
        'prices:\n- {model: claude-opus-5-5, from: 2026-09-21, input: "1"}\n',
        """\
error: claude-opus-5-5 has a price from 2026-09-21, before its release on 2026-09-22
  at prices.yaml:2
""",
    ),
    Mistake(
        "an-overlap",
        "prices.yaml",
        f'prices:\n- {{{OPUS}, to: 2026-11-30, input: "1"}}\n'
        '- {model: claude-opus-5-5, from: 2026-11-30, input: "2"}\n',
        """\
error: two rows of claude-opus-5-5 are in force on 2026-11-30
  at prices.yaml:3
  the other one is at prices.yaml:2
  hint: a correction says `replaces: 2026-11-01`; otherwise one ends before the other
""",
    ),
    Mistake(
        "two-rows-of-one-day",
        "prices.yaml",
        f'prices:\n- {{{OPUS}, speed: fast, input: "1"}}\n- {{{OPUS}, speed: fast, input: "2"}}\n',
        """\
error: two rows of claude-opus-5-5 fast are in force on 2026-11-01
  at prices.yaml:3
  the other one is at prices.yaml:2
  hint: a correction says `replaces: 2026-11-01`; otherwise one ends before the other
""",
    ),
    Mistake(
        "replacing-nothing",
        "prices.yaml",
        f'prices:\n- {{{OPUS}, replaces: 2026-10-01, input: "1"}}\n',
        """\
error: no earlier known row of claude-opus-5-5 begins on 2026-10-01
  at prices.yaml:2
  hint: `replaces` is the `from` of the row it corrects
""",
    ),
    Mistake(
        "an-own-model-without-a-price",
        "models.yaml",
        "models:\n- {id: acme-1, from: 2026-01-01}\n",
        """\
error: acme-1 has no price at standard speed
  at models.yaml:2
  hint: append a row for it to prices.yaml
""",
    ),
    Mistake(
        "a-name-of-another-model",
        "models.yaml",
        "models:\n- {id: acme-1, from: 2026-01-01, spellings: {gateway: [Claude-Opus-5]}}\n",
        """\
error: the name Claude-Opus-5 stands twice: for claude-opus-5 and for acme-1
  at models.yaml:2
  hint: a name means one model only; remove one of them
""",
    ),
    Mistake(
        "the-same-model-twice",
        "models.yaml",
        "models:\n- {id: acme-1, from: 2026-01-01}\n- {id: acme-1, from: 2026-02-01}\n",
        """\
error: the name acme-1 stands twice: both times for acme-1
  at models.yaml:3
  hint: a name means one model only; remove one of them
""",
    ),
    Mistake(
        "changing-a-shipped-model",
        "models.yaml",
        "models:\n- {id: claude-opus-5, from: 2026-07-24, name: Our Opus}\n",
        """\
error: claude-opus-5 is in the shipped book: an own row can only add `spellings` to it
  at models.yaml:2
  hint: leave out the other keys, or give the model an id of its own
""",
    ),
    Mistake(
        "a-spelling-of-an-unknown-provider",
        "models.yaml",
        "models:\n- {id: acme-1, from: 2026-01-01, spellings: {bedrok: [x]}}\n",
        """\
error: the key `bedrok` means nothing here
  at models.yaml:2
  hint: is `bedrock` meant?
""",
    ),
    Mistake(
        "an-unknown-tokenizer",
        "models.yaml",
        "models:\n- {id: acme-1, from: 2026-01-01, tokenizer: T3}\n",
        """\
error: there is no tokenizer T3 in the book
  at models.yaml:2
  hint: add it to tokenizers.yaml first
""",
    ),
    Mistake(
        "an-unknown-modifier",
        "modifiers.yaml",
        'modifiers:\n- {modifier: discont, from: 2026-01-01, models: all, factor: "0.9"}\n',
        """\
error: `modifier` should be batch or us_geography or regional_endpoint or long_context or unbilled_refusal\
 or discount, not `discont`
  at modifiers.yaml:2
  hint: is `discount` meant?
""",
    ),
    Mistake(
        "a-modifier-without-its-condition",
        "modifiers.yaml",
        'modifiers:\n- {modifier: long_context, from: 2026-01-01, models: all, factor: "2"}\n',
        """\
error: a `long_context` row needs `prompt_over`
  at modifiers.yaml:2
""",
    ),
    Mistake(
        "a-modifier-without-a-factor",
        "modifiers.yaml",
        'modifiers:\n- {modifier: discount, from: 2026-01-01, models: all, fctor: "0.9"}\n',
        """\
error: `factor` is missing here
  at modifiers.yaml:2
  hint: is `fctor` meant to be `factor`?
""",
    ),
    Mistake(
        "models-neither-all-nor-a-list",
        "modifiers.yaml",
        'modifiers:\n- {modifier: discount, from: 2026-01-01, models: claude-opus-5, factor: "0.9"}\n',
        """\
error: `models` should be `all` or a list of model ids, not `claude-opus-5`
  at modifiers.yaml:2
""",
    ),
    Mistake(
        "a-fee-in-another-unit",
        "fees.yaml",
        'fees:\n- {fee: web_search, from: 2026-11-01, unit: search, price: "0.01"}\n',
        """\
error: `unit` should be 1000 searches, not `search`
  at fees.yaml:2
  hint: is `1000 searches` meant?
""",
    ),
    Mistake(
        "a-range-the-wrong-way-round",
        "tokenizers.yaml",
        "ratios:\n- {from_tokenizer: T1, to_tokenizer: T2, content: poems, from: 2026-01-01,"
        ' low: "1.3", high: "1.2"}\n',
        """\
error: `low`, `likely` and `high` should not decrease
  at tokenizers.yaml:2
""",
    ),
    Mistake(
        "another-currency",
        "book.yaml",
        "currency: EUR\n",
        """\
error: `currency` should be USD, not `EUR`
  at book.yaml:1
""",
    ),
    Mistake(
        "a-file-of-another-name",
        "price.yaml",
        "prices: []\n",
        """\
error: no table of prices has this name
  at price.yaml
  hint: is prices.yaml meant?
""",
    ),
    Mistake(
        "a-list-where-keys-should-be",
        "prices.yaml",
        "- {}\n",
        """\
error: the file should hold keys with values, not a list
  at prices.yaml:1
""",
    ),
)

#: Line numbers here are N: the shipped tables grow.
SHIPPED = (
    Mistake(
        "an-unexplained-source",
        "prices.yaml",
        'source: "P-host, DEP"',
        """\
error: nothing says what the source P-host is
  at prices.yaml:N
  hint: list it under `sources` in book.yaml, with what it is and where to look
""",
        instead_of='source: "P-hist, DEP"',
    ),
    Mistake(
        "a-row-without-its-second-clock",
        "prices.yaml",
        "from: 2024-03-04, confidence: A",
        """\
error: `known_since` is missing here
  at prices.yaml:N
""",
        instead_of="from: 2024-03-04, known_since: 2024-03-04, confidence: A",
    ),
    Mistake(
        "a-cache-price-that-does-not-follow",
        "prices.yaml",
        'cache_write_5m: "18.57"',
        """\
error: cache_write_5m of claude-3-opus-20240229 is 18.57, but 1.25 of input is 18.75
  at prices.yaml:N
  the factor is at modifiers.yaml:N
  hint: correct the price, or append a row to cache_multipliers
""",
        instead_of='cache_write_5m: "18.75"',
    ),
    Mistake(
        "a-gap-between-prices",
        "prices.yaml",
        "{model: claude-3-5-haiku-20241022, from: 2024-11-04, to: 2024-11-30,",
        """\
error: claude-3-5-haiku-20241022 has no price from 2024-12-01 until this row begins on 2024-12-03
  at prices.yaml:N
  hint: append a row for the days between
""",
        instead_of="{model: claude-3-5-haiku-20241022, from: 2024-11-04,",
    ),
    Mistake(
        "a-gap-after-the-release",
        "models.yaml",
        "released: 2024-02-04",
        """\
error: claude-3-opus-20240229 has no price from 2024-02-04 until this row begins on 2024-03-04
  at prices.yaml:N
  hint: append a row for the days between
""",
        instead_of="released: 2024-03-04",
    ),
)


def provoke(shown: Path, **how: Path) -> str:
    with pytest.raises(BadConfig) as caught:
        load_book(**how)
    assert caught.value.exit_code is Exit.BAD_CONFIG
    return f"{caught.value}\n".replace(f"{shown}/", "")


@pytest.mark.parametrize("mistake", OWN, ids=lambda mistake: mistake.name)
def test_a_mistake_in_own_tables(tmp_path: Path, mistake: Mistake) -> None:
    (tmp_path / mistake.file).write_text(mistake.text, encoding="utf-8")
    assert provoke(tmp_path, overlay=tmp_path) == mistake.complaint


@pytest.mark.parametrize("mistake", SHIPPED, ids=lambda mistake: mistake.name)
def test_a_mistake_in_the_shipped_tables(tmp_path: Path, mistake: Mistake) -> None:
    folder = tmp_path / "pricing"
    shutil.copytree(shipped_folder(), folder)
    table = (folder / mistake.file).read_text(encoding="utf-8")
    assert mistake.instead_of is not None
    assert mistake.instead_of in table
    (folder / mistake.file).write_text(table.replace(mistake.instead_of, mistake.text, 1), encoding="utf-8")
    complaint = re.sub(r"yaml:[0-9]+", "yaml:N", provoke(folder, folder=folder))
    assert complaint == mistake.complaint


def test_a_book_without_one_of_its_tables(tmp_path: Path) -> None:
    folder = tmp_path / "pricing"
    shutil.copytree(shipped_folder(), folder)
    (folder / "fees.yaml").unlink()
    assert provoke(tmp_path, folder=folder) == "error: this price book has no fees.yaml\n  at pricing\n"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    complaint = "error: cannot read this folder of prices: No such file or directory\n  at gone\n"
    assert provoke(tmp_path, overlay=tmp_path / "gone") == complaint


def test_a_folder_without_tables(tmp_path: Path) -> None:
    assert provoke(tmp_path.parent, overlay=tmp_path).startswith(
        "error: there is no table of prices in this folder\n"
    )
