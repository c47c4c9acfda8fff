"""A month of the samples closed and restated, as finance reads it; `golden/` is proof-read by a person.

`pytest tests/closing/test_golden.py --update-golden` writes what comes out now.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from events import SAMPLES, take_in
from test_golden import compare

from claudecost.store import Store

from .books import Shop

#: A price of Opus 5.5 that became known after the month was closed.
OPUS = (
    "prices:\n- {model: claude-opus-5-5, from: 2026-10-20, known_since: 2026-11-19, confidence: A,"
    ' source: OWN, input: "3", cache_write_5m: "3.75", cache_write_1h: "6", cache_read: "0.15",'
    ' output: "15"}\n'
)

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def fernwood(tmp_path: Path, empty_home: Path) -> Shop:
    """Closed before Chloe's laptop was read; then her usage, a better price and another team file came in."""
    shop = Shop(tmp_path)
    shop.teams((SAMPLES / "teams.yaml").read_text(encoding="utf-8"))
    take_in(Store(shop.db), *(SAMPLES / name for name in ("ann", "ben", "ci", "batch", "logs")))
    assert shop.say("close", "2026-10", "--accept", "quarantined").code == 0
    take_in(Store(shop.db), SAMPLES / "chloe")
    teams = (SAMPLES / "teams.yaml").read_text(encoding="utf-8")
    shop.teams(teams.replace("team: warehouse, to: 2026-10-19", "team: warehouse, to: 2026-10-12").replace(
        "team: shop, from: 2026-10-19", "team: shop, from: 2026-10-12"))  # fmt: skip
    own = shop.directory / "own"
    own.mkdir()
    (own / "prices.yaml").write_text(OPUS, encoding="utf-8")
    return shop


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("restate.txt", "restate 2026-10"),
        ("restate-models.csv", "restate 2026-10 --by model,team --csv"),
        ("restate.json", "restate 2026-10 --json"),
        ("closed.txt", "report --by team --period 2026-10 --timezone UTC"),
        ("closings.txt", "close"),
    ],
)
def test_the_output_is_as_reviewed(fernwood: Shop, name: str, line: str, update_golden: bool) -> None:
    from claudecost.pricing import load_book

    said = fernwood.say(
        *line.split(), *(("--pricing", fernwood.directory / "own") if line != "close" else ())
    )
    assert said.code == 0, said.err
    book = load_book()
    text = (
        said.out.replace(book.version, "BOOK")
        .replace(book.sha256, "DIGEST")
        .replace(book.sha256[:8], "DIGEST")
    )
    import re

    text = re.sub(r"(prices BOOK\+?\w*) \(\w{8}\)", r"\1 (DIGEST)", text)
    text = re.sub(r'"sha256": "\w{64}"', '"sha256": "DIGEST"', text)
    GOLDEN.mkdir(exist_ok=True)
    compare(GOLDEN / name, text, update_golden)
