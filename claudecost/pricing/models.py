"""Whose model id is this: decorations off, then one exact look-up; never "starts with", never "contains".

`claude-opus-5` is also how `claude-opus-5-5` begins, so a name is compared
whole or not at all. What clouds, gateways and Claude Code put around a name is
taken off piece by piece, each piece once, and a piece may say something: a
region prefix says bedrock and which endpoint, `-fast` says fast mode.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from claudecost.pricing.book import Book
from claudecost.records import Identity

#: Claude Code's own entries for errors and interruptions: no model ran, nothing is billed.
SYNTHETIC = "<synthetic>"

NO_PRICE = "no price"
GOVERNMENT = "US government regions have a price list of their own"

#: Setting words of Claude Code; which model they mean moves over time, so they have no exact price.
MOVING = frozenset(("opus", "sonnet", "haiku", "fable", "best", "default", "opusplan"))

#: No real id is longer, an ARN included.
MAX_LENGTH = 400

#: In front of a name: paths some tools prepend, and the provider each tells.
PATHS = {
    "bedrock/": "bedrock",
    "converse/": "bedrock",
    "invoke/": "bedrock",
    "vertex_ai/": "google",
    "anthropic/": "gateway",
}

#: In front of Bedrock's `anthropic.`: where the request may run, and which endpoint that makes it.
PROFILES = {
    "us.": "regional",
    "eu.": "regional",
    "jp.": "regional",
    "au.": "regional",
    "apac.": "regional",
    "global.": "global",
    "us-gov.": "us-gov",
}

#: Behind a name, with what it tells.
SUFFIXES: dict[str, dict[str, str]] = {
    "@default": {"provider": "google"},
    "[1m]": {},
    ":batch": {"provider": "gateway", "service_tier": "batch"},
    ":beta": {"provider": "gateway"},
    ":thinking": {"provider": "gateway"},
    "-thinking": {"provider": "gateway"},
    "-fast": {"provider": "gateway", "speed": "fast"},
}

_TITLE = re.compile(
    r"claude (?P<name>[a-z0-9.]+(?: [a-z0-9.]+){0,3}?)(?: (?P<day>20[0-9]{2}-[0-9]{2}-[0-9]{2}))?"
)
_VENDOR = "anthropic."
_ARN = re.compile(r"arn:(aws[a-z-]*):bedrock:([a-z0-9-]*):[0-9]*:([a-z-]+)/(.+)")
_REGION = re.compile(r"([a-z]{2}(?:-[a-z]+)+-[0-9])/(.+)")
_VERSION = re.compile(r"(anthropic\..+)-v[0-9](?::[0-9])?")


def identify(book: Book, model_id: str | None) -> Identity:
    """Whose id this is; an id the book does not know comes back as it was logged, with the reason."""
    if model_id is None or not model_id.strip():
        return Identity(None, False, reason="no model recorded")
    if model_id == SYNTHETIC:
        return Identity(SYNTHETIC, True)
    told, name = Identity(model_id, False), model_id.strip().lower()
    taken: set[str] = set()
    while name and len(name) <= MAX_LENGTH:
        known = book.by_name.get(name)
        if known is not None:
            told, model = _tell(told, provider=known[0]), known[1]
            return replace(told, model=model.id, known=True, family=model.family, tokenizer=model.tokenizer)
        if name in MOVING:
            told = _tell(told, reason="a setting that means different models at different times")
        name, told = _outermost(name, told, taken)
    written_out = _written_out(model_id)
    if written_out is not None and (found := book.by_name.get(written_out)) is not None:
        model = found[1]
        return Identity(model.id, True, model.family, found[0], model.tokenizer)
    return _tell(told, reason=NO_PRICE)


def _written_out(title: str) -> str | None:
    """The id behind a display name, family and version in either order; None for what is none.

    `Claude Haiku 4.5` is `claude-haiku-4-5`, `Claude 3.5 Sonnet 2024-10-22` is `claude-3-5-sonnet-20241022`.
    Source: cost CSVs of the Anthropic Console, 2024 to 2026.
    """
    match = _TITLE.fullmatch(title.strip().lower())
    if match is None:
        return None
    words = [match["name"].replace(".", "-").replace(" ", "-"), (match["day"] or "").replace("-", "")]
    return "-".join(["claude", *(word for word in words if word)])


def near_misses(book: Book, text: str, at_most: int = 3) -> tuple[str, ...]:
    """Canonical ids of models whose names look like this text, the nearest first."""
    close = get_close_matches(text.strip().lower()[:MAX_LENGTH], book.by_name, 10)
    return tuple(dict.fromkeys(book.by_name[name][1].id for name in close))[:at_most]


def _tell(told: Identity, **facts: str) -> Identity:
    """Add facts; what a piece further out has said already stays."""
    new: dict[str, Any] = {fact: value for fact, value in facts.items() if getattr(told, fact) is None}
    return replace(told, **new) if new else told


def _outermost(name: str, told: Identity, taken: set[str]) -> tuple[str, Identity]:
    """The name without its outermost piece, and what that one tells; no name when there is none to take."""
    for prefix, provider in PATHS.items():
        if name.startswith(prefix) and _once(prefix, taken):
            return name[len(prefix) :], _tell(told, provider=provider)
    region = _REGION.fullmatch(name) if told.provider == "bedrock" and _once("region", taken) else None
    if region is not None:
        return region[2], _government(region[1], told)
    arn = _ARN.fullmatch(name) if _once("arn", taken) else None
    if arn is not None:
        return _inside_arn(arn, told)
    for prefix, endpoint in PROFILES.items():
        if name.startswith(prefix + _VENDOR):
            return name[len(prefix) :], _government(
                prefix, _tell(told, provider="bedrock", endpoint=endpoint)
            )
    for suffix, facts in SUFFIXES.items():
        if name.endswith(suffix) and (suffix == "[1m]" or _once(suffix, taken)):
            return name[: -len(suffix)], _tell(told, **facts)
    return _without_vendor(name, told, taken)


def _once(piece: str, taken: set[str]) -> bool:
    """Whether a piece is met for the first time; a name wrapped twice is nobody's name."""
    first = piece not in taken
    taken.add(piece)
    return first


def _government(where: str, told: Identity) -> Identity:
    return _tell(told, reason=GOVERNMENT) if "gov" in where else told


def _inside_arn(arn: re.Match[str], told: Identity) -> tuple[str, Identity]:
    """The name an ARN ends in; application profiles and provisioned models end in an opaque one."""
    partition, region, kind, rest = arn.groups()
    told = _government(partition + region, _tell(told, provider="bedrock"))
    if kind in ("inference-profile", "foundation-model"):
        return rest, told
    return "", _tell(told, reason=f"the ARN of this {kind} does not show the model")


def _without_vendor(name: str, told: Identity, taken: set[str]) -> tuple[str, Identity]:
    """Bedrock's own dressing last: its version behind, then its vendor in front."""
    bare = name.removeprefix(_VENDOR)
    if bare == name or bare.startswith(_VENDOR) or not _once(name, taken):
        return "", told
    told = _tell(told, provider="bedrock")
    version = _VERSION.fullmatch(name)
    return (version[1] if version is not None and _once("version", taken) else bare), told
