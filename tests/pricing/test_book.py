"""The book as a whole: shipped, laid over with own rows, and as it was known on an earlier day."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claudecost.errors import BadConfig
from claudecost.pricing import (
    FILES,
    Book,
    book_sha256,
    cost_usd,
    load_book,
    price_item,
    rate_card,
    rate_for,
    shipped_folder,
)
from claudecost.records import METERS, Profile

from .worked_examples import CASES, Case

BOOK = load_book()
SEPTEMBER = date(2026, 9, 10)


def rate(book: Book, day: date, meter: str = "input", model: str = "claude-sonnet-5") -> Decimal | None:
    found = rate_for(rate_card(book, Profile(1, model)), day, 1_000)
    return found.usd_per_mtok.get(meter) if found is not None else None


def test_the_shipped_book_is_whole(book: Book) -> None:
    assert [path.name for path in book.files] == list(FILES)
    assert len(book.models) >= 29
    assert book.version
    assert len(book.sha256) == 64
    assert book.sha256 == book_sha256()
    assert {"T1", "T2"} == {tokenizer.id for tokenizer in book.tokenizers}
    assert book.plans
    assert book.credits
    assert book.ratios


def test_every_priced_model_of_the_book_has_a_rate_from_its_release_on(book: Book) -> None:
    for model in book.models:
        assert rate(book, model.released, model=model.id) is not None
        assert rate(book, date(2030, 1, 1), model=model.id) is not None


def test_the_book_inside_a_wheel_goes_before_the_one_next_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "claudecost.pricing.book.__file__", str(tmp_path / "claudecost" / "pricing" / "book.py")
    )
    with pytest.raises(BadConfig, match="the price book is missing from this installation"):
        shipped_folder()
    for folder in (tmp_path / "pricing", tmp_path / "claudecost" / "_data" / "pricing"):
        folder.mkdir(parents=True)
        assert shipped_folder() == folder


# --- as of ---------------------------------------------------------------------------------------------


def test_the_increase_of_sonnet_5_was_believed_until_it_was_cancelled(book: Book) -> None:
    believed = {
        day: rate(book.as_of(date.fromisoformat(day)), SEPTEMBER) for day in ("2026-07-15", "2026-08-09")
    }
    assert believed == {"2026-07-15": Decimal(3), "2026-08-09": Decimal(3)}
    assert rate(book.as_of(date(2026, 7, 15)), SEPTEMBER, "output") == Decimal(15)
    assert rate(book.as_of(date(2026, 8, 10)), SEPTEMBER) == Decimal(2)
    assert rate(book, SEPTEMBER) == Decimal(2)
    assert rate(book.as_of(date(2026, 7, 15)), date(2026, 8, 31)) == Decimal(2)


def test_as_of_a_day_before_it_was_known_a_model_does_not_exist(book: Book) -> None:
    card = rate_card(book.as_of(date(2026, 9, 21)), Profile(1, "claude-opus-5-5"))
    assert (card.identity.known, card.unpriced_reason) == (False, "no price")
    assert rate_card(book.as_of(date(2026, 9, 22)), Profile(1, "claude-opus-5-5")).identity.known


def test_as_of_keeps_the_edition_and_says_the_day(book: Book) -> None:
    then = book.as_of(date(2026, 7, 15))
    assert (then.version, then.sha256, then.known_on) == (book.version, book.sha256, date(2026, 7, 15))
    assert book.known_on is None


def test_an_announced_price_waits_for_its_day(book: Book) -> None:
    assert rate(book.as_of(date(2026, 7, 15)), date(2026, 7, 15)) == Decimal(2)


# --- own rows ------------------------------------------------------------------------------------------


def test_own_prices_win_on_their_days_and_no_others(with_own: Callable[..., Book]) -> None:
    book = with_own(
        prices="""
prices:
- {model: claude-sonnet-5, from: 2026-09-01, to: 2026-09-30, input: "1.50", output: "7.50"}
- {model: claude-sonnet-5, from: 2026-10-01, to: 2026-10-31, input: "1.40", output: "7"}
"""
    )
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1), date(2026, 11, 1)]
    assert [rate(book, day) for day in days] == [Decimal(d) for d in ("2", "1.5", "1.5", "1.4", "2")]
    found = rate_for(rate_card(book, Profile(1, "claude-sonnet-5")), SEPTEMBER, 1)
    assert found is not None
    assert found.rows[0].endswith(
        "own/prices.yaml:3 claude-sonnet-5 from 2026-09-01 (known 2026-09-01, A, your own)"
    )
    assert rate(book, SEPTEMBER, "cache_read") is None


def test_an_own_discount_multiplies_every_token_price_but_no_fee(with_own: Callable[..., Book]) -> None:
    book = with_own(
        modifiers="""
modifiers:
- {modifier: discount, from: 2026-09-01, to: 2026-09-30, models: all, factor: "0.9"}
- {modifier: discount, from: 2026-09-20, to: 2026-09-30, models: [claude-sonnet-5], factor: "0.8"}
"""
    )
    card = rate_card(book, Profile(1, "claude-sonnet-5", geo="us", service_tier="batch"))
    factors = {}
    for day in (date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 20), date(2026, 10, 1)):
        found = rate_for(card, day, 1)
        assert found is not None
        assert found.usd_per_thousand_searches == 10
        assert len({found.usd_per_mtok[m] / (2 * f) for m, f in (("input", 1), ("output", 5))}) == 1
        factors[day.isoformat()] = found.usd_per_mtok["input"] / 2 / Decimal("0.55")
    assert list(factors.values()) == [1, Decimal("0.9"), Decimal("0.8"), 1]


def test_own_rows_change_the_digest_and_may_name_an_edition(with_own: Callable[..., Book]) -> None:
    row = 'prices:\n- {model: claude-sonnet-5, from: 2026-09-01, input: "1"}\n'
    plain = with_own(prices=row)
    assert plain.version == BOOK.version
    assert plain.sha256 != BOOK.sha256
    named = with_own(prices=row, book='version: "acme 3"\nsources: {contract: "our contract"}\n')
    assert named.version == f"{BOOK.version}+acme 3"
    assert named.sha256 not in (plain.sha256, BOOK.sha256)
    assert named.sha256 == book_sha256(named.files[-1].parent)


def test_own_rows_may_say_when_they_became_known(with_own: Callable[..., Book]) -> None:
    book = with_own(
        prices='prices:\n- {model: claude-sonnet-5, from: 2026-09-01, known_since: 2026-10-15, input: "1"}\n'
    )
    assert rate(book.as_of(date(2026, 10, 14)), SEPTEMBER) == Decimal(2)
    assert rate(book.as_of(date(2026, 10, 15)), SEPTEMBER) == Decimal(1)


def test_another_folder_can_stand_in_for_the_shipped_book(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(shipped_folder(), folder)
    assert load_book(folder=folder).sha256 == BOOK.sha256
    assert load_book(folder=folder).files[0].parent == folder


# --- corrections and ends --------------------------------------------------------------------------------

FIRST = '- {model: acme, from: 2026-01-01, input: "1"}\n'


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ("", "1 1 1 1"),
        ('- {model: acme, from: 2026-02-01, input: "2"}\n', "1 2 2 2"),
        ('- {model: acme, from: 2026-02-01, to: 2026-02-28, replaces: 2026-01-01, input: "2"}\n', "1 2 1 1"),
        ('- {model: acme, from: 2026-01-01, to: 2026-02-28, replaces: 2026-01-01, input: "2"}\n', "2 2 - -"),
        (
            '- {model: acme, from: 2026-03-01, known_since: 2026-01-05, input: "3"}\n'
            '- {model: acme, from: 2026-02-01, known_since: 2026-01-20, replaces: 2026-03-01, input: "3"}\n',
            "1 3 3 3",
        ),
        (
            '- {model: acme, from: 2026-03-01, known_since: 2026-01-05, input: "3"}\n'
            '- {model: acme, from: 2026-01-01, known_since: 2026-01-20, replaces: 2026-01-01, input: "2"}\n',
            "2 2 3 3",
        ),
        ("- {model: acme, from: 2026-03-01}\n", "1 1 - -"),
    ],
    ids=[
        "open",
        "succeeded",
        "corrected-days",
        "ended",
        "brought-forward",
        "corrected-before-a-rise",
        "withdrawn",
    ],
)
def test_a_row_holds_until_another_takes_its_place(
    with_own: Callable[..., Book], more: str, days: str
) -> None:
    """On the 15th of January, February, March and April."""
    book = with_own(models="models:\n- {id: acme, from: 2026-01-01}\n", prices=f"prices:\n{FIRST}{more}")
    found = [rate(book, date(2026, month, 15), model="acme") for month in (1, 2, 3, 4)]
    assert " ".join(str(usd) if usd is not None else "-" for usd in found) == days


# --- a new price moves no earlier cost -------------------------------------------------------------------

COUNTS = st.dictionaries(st.sampled_from(METERS), st.integers(0, 300_000), min_size=1)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CASES), COUNTS, st.dates(date(2026, 11, 21), date(2028, 1, 1)), st.integers(0, 10**6))
def test_a_new_price_moves_no_earlier_cost(
    tmp_path_factory: pytest.TempPathFactory, case: Case, tokens: dict[str, int], start: date, cents: int
) -> None:
    """Append a row to a copy of the book; every day before it costs what it cost, to the last digit."""
    model = rate_card(BOOK, case.profile()).identity.model
    folder = tmp_path_factory.mktemp("book") / "pricing"
    shutil.copytree(shipped_folder(), folder)
    row = (
        f"- {{model: {model}, from: {start}, known_since: {start}, confidence: A, source: RN,"
        f' input: "{cents}.01", output: "{cents}"}}\n'
    )
    with (folder / "prices.yaml").open("a") as table:
        table.write(row)
    changed = load_book(folder=folder)
    for how in (case.profile(), Profile(1, model)):
        before = price_item(rate_card(BOOK, how), case.at, tokens)
        after = price_item(rate_card(changed, how), case.at, tokens)
        assert before == after
        assert cost_usd(before) == cost_usd(after)


def test_a_correction_is_the_one_thing_that_may_move_an_earlier_cost(tmp_path: Path) -> None:
    folder = tmp_path / "pricing"
    shutil.copytree(shipped_folder(), folder)
    with (folder / "prices.yaml").open("a") as table:
        table.write(
            "- {model: claude-sonnet-5, from: 2026-09-01, known_since: 2026-12-01, confidence: A, source: RN,"
            ' input: "9", output: "9"}\n'
        )
    with pytest.raises(BadConfig, match="two rows of claude-sonnet-5 are in force on 2026-09-01"):
        load_book(folder=folder)
    text = (folder / "prices.yaml").read_text()
    (folder / "prices.yaml").write_text(text.replace("2026-12-01,", "2026-12-01, replaces: 2026-09-01,"))
    book = load_book(folder=folder)
    assert (rate(book, SEPTEMBER), rate(book.as_of(date(2026, 11, 30)), SEPTEMBER)) == (
        Decimal(9),
        Decimal(2),
    )
