"""Whose model id is this: every spelling of facts/pricing.md 1.3, and names that only look like one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claudecost.pricing import Book, identify, load_book, near_misses
from claudecost.records import Identity

#: canonical id, first-party aliases, Bedrock ids, Google Cloud ids; copied from the facts, not from the book.
SPELLINGS = """
claude-3-opus-20240229     | claude-3-opus-latest     | anthropic.claude-3-opus-20240229-v1:0     | claude-3-opus@20240229
claude-3-sonnet-20240229   |                          | anthropic.claude-3-sonnet-20240229-v1:0   | claude-3-sonnet@20240229
claude-3-haiku-20240307    |                          | anthropic.claude-3-haiku-20240307-v1:0    | claude-3-haiku@20240307
claude-3-5-sonnet-20240620 |                          | anthropic.claude-3-5-sonnet-20240620-v1:0 | claude-3-5-sonnet@20240620
claude-3-5-sonnet-20241022 | claude-3-5-sonnet-latest | anthropic.claude-3-5-sonnet-20241022-v2:0 | claude-3-5-sonnet-v2@20241022
claude-3-5-haiku-20241022  | claude-3-5-haiku-latest  | anthropic.claude-3-5-haiku-20241022-v1:0  | claude-3-5-haiku@20241022
claude-3-7-sonnet-20250219 | claude-3-7-sonnet-latest | anthropic.claude-3-7-sonnet-20250219-v1:0 | claude-3-7-sonnet@20250219
claude-opus-4-20250514     | claude-opus-4-0          | anthropic.claude-opus-4-20250514-v1:0     | claude-opus-4@20250514
claude-sonnet-4-20250514   | claude-sonnet-4-0        | anthropic.claude-sonnet-4-20250514-v1:0   | claude-sonnet-4@20250514
claude-opus-4-1-20250805   | claude-opus-4-1          | anthropic.claude-opus-4-1-20250805-v1:0   | claude-opus-4-1@20250805
claude-sonnet-4-5-20250929 | claude-sonnet-4-5        | anthropic.claude-sonnet-4-5-20250929-v1:0 | claude-sonnet-4-5@20250929
claude-haiku-4-5-20251001  | claude-haiku-4-5         | anthropic.claude-haiku-4-5-20251001-v1:0 anthropic.claude-haiku-4-5 | claude-haiku-4-5@20251001
claude-opus-4-5-20251101   | claude-opus-4-5          | anthropic.claude-opus-4-5-20251101-v1:0   | claude-opus-4-5@20251101
claude-opus-4-6            |                          | anthropic.claude-opus-4-6-v1              |
"""  # noqa: E501
DATELESS = """
sonnet-4-6 opus-4-7 opus-4-8 opus-5 opus-5-5 sonnet-5 sonnet-5-5 haiku-5-5 fable-5 fable-5-1 fable-5-2
mythos-5 mythos-5-1 mythos-5-2 mythos-preview
"""

#: None of these is in the book, and each begins, ends or sounds like something that is.
LOOKALIKES = """
claude-opus claude-opus-5-6 claude-opus-5-50 claude-opus-55 claude-opus-5- claude-opus-5-5-5
claude-fable-5-3 claude-fable claude-sonnet-5-4 claude-sonnet-4-7 claude-opus-4-9 claude-opus-4-60
claude-haiku-5 claude-haiku-5-5b claude-mythos claude-mythos-preview-2 my-claude-opus-5 claude-opus-5x
claude-opus-5/claude-opus-5 claude claude- claude-3-7-sonnet-20240620
anthropic.claude-3-7-sonnet-20240620-v1:0 claude-3-5-sonnet claude-3.5-sonnet
anthropic.claude-3-sonnet-20240229-v1:0:28k us.claude-opus-5 us.us.anthropic.claude-opus-5
xx.anthropic.claude-opus-5 anthropic.anthropic.claude-opus-5 anthropic/anthropic/claude-opus-5
claude-opus-5-fast-fast bedrock/claude-zeta-9 claude-zeta-9 gpt-5 <Synthetic> synthetic [1m] :batch -fast
us. anthropic. bedrock/ @default
"""


def spellings() -> list[tuple[str, str, str]]:
    """(name, canonical id, provider) for every cell of the table."""
    found = []
    for line in SPELLINGS.strip().splitlines():
        canonical, *cells = (cell.split() for cell in line.split("|"))
        found += [(name, canonical[0], "anthropic") for name in (*canonical, *cells[0])]
        found += [(name, canonical[0], "bedrock") for name in cells[1]]
        found += [(name, canonical[0], "google") for name in cells[2]]
    for name in DATELESS.split():
        found.append((f"claude-{name}", f"claude-{name}", "anthropic"))
        found.append((f"anthropic.claude-{name}", f"claude-{name}", "bedrock"))
    return found


BEDROCK = [(name, canonical) for name, canonical, provider in spellings() if provider == "bedrock"]


@pytest.mark.parametrize(("name", "canonical", "provider"), spellings())
def test_every_published_spelling_is_its_model(book: Book, name: str, canonical: str, provider: str) -> None:
    found = identify(book, name)
    assert (found.known, found.model, found.provider) == (True, canonical, provider)
    assert found.family == canonical.removeprefix("claude-").lstrip("0123456789-").split("-")[0]


@pytest.mark.parametrize(("name", "canonical"), BEDROCK)
@pytest.mark.parametrize(
    ("prefix", "endpoint"),
    [("global.", "global"), *[(f"{region}.", "regional") for region in ("us", "eu", "jp", "au", "apac")]],
)
def test_a_profile_prefix_tells_the_endpoint(
    book: Book, name: str, canonical: str, prefix: str, endpoint: str
) -> None:
    arn = f"arn:aws:bedrock:eu-west-1:123456789012:inference-profile/{prefix}{name}"
    for written in (prefix + name, f"bedrock/{prefix}{name}", f"bedrock/converse/{prefix}{name}", arn):
        found = identify(book, written)
        assert (found.model, found.provider, found.endpoint) == (canonical, "bedrock", endpoint)
        assert found.reason is None


@pytest.mark.parametrize(
    "name",
    [
        "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "bedrock/us-gov-west-1/anthropic.claude-sonnet-4-5-20250929-v1:0",
        "arn:aws-us-gov:bedrock:us-gov-west-1:1:inference-profile/us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0",
    ],
)
def test_government_regions_are_known_models_without_a_price(book: Book, name: str) -> None:
    found = identify(book, name)
    assert found.model == "claude-sonnet-4-5-20250929"
    assert found.reason == "US government regions have a price list of their own"


@pytest.mark.parametrize(
    ("name", "model", "told"),
    [
        ("anthropic/claude-opus-5", "claude-opus-5", {"provider": "gateway"}),
        ("claude-opus-4.8", "claude-opus-4-8", {"provider": "gateway"}),
        ("anthropic/claude-opus-4.8:thinking", "claude-opus-4-8", {"provider": "gateway"}),
        ("claude-4-opus-20250514", "claude-opus-4-20250514", {"provider": "gateway"}),
        ("claude-4.6-opus-20260205", "claude-opus-4-6", {"provider": "gateway"}),
        ("claude-opus-4-6-20260205", "claude-opus-4-6", {"provider": "gateway"}),
        ("claude-opus-4-7-20260416", "claude-opus-4-7", {"provider": "gateway"}),
        ("claude-opus-5:batch", "claude-opus-5", {"provider": "gateway", "service_tier": "batch"}),
        ("claude-opus-5:beta", "claude-opus-5", {"provider": "gateway"}),
        ("claude-opus-5-thinking", "claude-opus-5", {"provider": "gateway"}),
        ("claude-opus-5-fast", "claude-opus-5", {"provider": "gateway", "speed": "fast"}),
        ("claude-opus-5-5-fast", "claude-opus-5-5", {"provider": "gateway", "speed": "fast"}),
        ("vertex_ai/claude-opus-4-5@20251101", "claude-opus-4-5-20251101", {"provider": "google"}),
        ("claude-opus-4-6@default", "claude-opus-4-6", {"provider": "google"}),
        ("claude-opus-4-6[1m]", "claude-opus-4-6", {"provider": "anthropic"}),
        ("claude-opus-4-6[1M][1m]", "claude-opus-4-6", {"provider": "anthropic"}),
        ("claude-sonnet-4-5[1m]", "claude-sonnet-4-5-20250929", {"provider": "anthropic"}),
        ("us.anthropic.claude-opus-4-6-v1[1m]", "claude-opus-4-6", {"provider": "bedrock"}),
        ("us.anthropic.claude-opus-4-8-v1:0", "claude-opus-4-8", {"provider": "bedrock"}),
        ("us.anthropic.claude-sonnet-5-5-v1:0", "claude-sonnet-5-5", {"provider": "bedrock"}),
        ("bedrock/us-east-1/anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307", {}),
        ("invoke/anthropic.claude-opus-5", "claude-opus-5", {"provider": "bedrock"}),
        ("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-5", "claude-opus-5", {}),
        ("Claude-Opus-5", "claude-opus-5", {"provider": "anthropic"}),
        ("  claude-opus-5 ", "claude-opus-5", {}),
    ],
)
def test_decorations_come_off_and_say_what_they_mean(
    book: Book, name: str, model: str, told: dict[str, str]
) -> None:
    found = identify(book, name)
    assert (found.known, found.model) == (True, model)
    assert {fact: getattr(found, fact) for fact in told} == told


@pytest.mark.parametrize(
    "name",
    LOOKALIKES.split(),
)
def test_a_name_that_only_looks_like_a_model_is_nobodys(book: Book, name: str) -> None:
    found = identify(book, name)
    assert (found.known, found.model, found.reason) == (False, name, "no price")


@pytest.mark.parametrize(
    "name", ["opus", "sonnet", "haiku", "fable", "best", "default", "opusplan", "sonnet[1m]"]
)
def test_a_setting_that_moves_has_no_price(book: Book, name: str) -> None:
    found = identify(book, name)
    assert (found.known, found.model) == (False, name)
    assert found.reason == "a setting that means different models at different times"


def test_an_application_profile_hides_its_model(book: Book) -> None:
    arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3"
    found = identify(book, arn)
    assert found == Identity(
        arn,
        False,
        provider="bedrock",
        reason="the ARN of this application-inference-profile does not show the model",
    )


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_model_is_said_to_be_none(book: Book, nothing: str | None) -> None:
    assert identify(book, nothing) == Identity(None, False, reason="no model recorded")


def test_entries_of_claude_code_itself_are_a_known_model(book: Book) -> None:
    assert identify(book, "<synthetic>") == Identity("<synthetic>", True)


def test_every_name_in_the_book_means_its_model(book: Book) -> None:
    for model in book.models:
        for name in (model.id, *(name for _, name in model.spellings)):
            assert identify(book, name).model == model.id
            assert identify(book, f"{name}[1m]").model == model.id


def test_own_models_and_own_spellings_are_known(with_own: Callable[..., Book]) -> None:
    arn = "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1"
    book = with_own(
        models=f"""
models:
- {{id: acme-large, from: 2026-01-01, spellings: {{gateway: [acme/large]}}}}
- {{id: claude-opus-5-5, from: 2026-09-22, spellings: {{bedrock: ["{arn}"]}}}}
""",
        prices='prices:\n- {model: acme-large, from: 2026-01-01, input: "1", output: "2"}\n',
    )
    assert identify(book, "acme/large").model == "acme-large"
    found = identify(book, arn)
    assert (found.model, found.provider, found.tokenizer) == ("claude-opus-5-5", "bedrock", "T2")


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    found = identify(BOOK, text)
    assert found.known or found.model == (text if text.strip() else None)


@given(st.sampled_from(sorted(load_book().by_name)), st.text(min_size=1, max_size=3))
def test_nothing_but_a_known_decoration_may_follow_a_name(name: str, more: str) -> None:
    """A longer name is another model, or nobody's: never the one it begins with."""
    found = identify(BOOK, name + more)
    if found.known and more.strip():
        longer = (name + more).strip().lower()
        assert longer in BOOK.by_name or more.strip().lower() in {"-v1", "-v2", "-v3"} or found.model != name


def test_near_misses_are_offered_nearest_first(book: Book) -> None:
    assert near_misses(book, "claude-opus5.5")[0] == "claude-opus-5-5"
    assert near_misses(book, "claude-sonet-5")[0] == "claude-sonnet-5"
    assert near_misses(book, "zebra") == ()
    assert len(near_misses(book, "claude-opus", at_most=2)) == 2


def test_pieces_may_be_stacked(book: Book) -> None:
    for path, profile, suffix in product(("", "bedrock/"), ("", "eu."), ("", "[1m]", "[1m][1M]")):
        assert identify(book, f"{path}{profile}anthropic.claude-opus-5{suffix}").model == "claude-opus-5"


BOOK = load_book()
