"""An unusual day in one sentence."""

from __future__ import annotations

from decimal import Decimal

from ...money import dollars, rounded
from .causes import POINTS, Explained
from .effects import Effects
from .finding import Found

#: Ten times and more needs no digit after the point; less than a quarter more is about as much.
TEN, ABOUT_AS_MUCH = Decimal(10), Decimal("1.25")

#: Fast mode is worth a word where its part of the tokens rose by as much.
FASTER = Decimal("0.2")

#: What made up less than this part of a day's cost does not explain it.
WORTH_A_WORD = Decimal("0.15")

NOBODY = "(none)"


def sentence(found: Found, why: Explained) -> str:
    """One line on a day: what it cost, how many times its usual day that is, and why.

    `Monday 2 November: $31.89 on team shop, 4.2 times the team's usual day ($7.60); mostly claude-opus-5-5 in
    /home/ann/shop, whose cache reads fell from 95 % to 60 % of prompts`.
    """
    day = f"{found.day:%A} {found.day.day} {found.day:%B}"
    usual = "a usual day" if found.scope == "total" else f"the {found.scope}'s usual day"
    against = f"{times(found.cost_usd / found.usual_usd)} {usual} ({dollars(found.usual_usd)})"
    return f"{day}: {dollars(found.cost_usd)} {_of(found)}, {against}; {_why(found, why)}"


def times(factor: Decimal) -> str:
    """`4.2 times`, `14 times`."""
    return f"{rounded(factor, 0 if factor >= TEN else 1):,} times"


def _of(found: Found) -> str:
    name = NOBODY if found.name is None else found.name
    return {
        "total": "in all",
        "team": f"on team {name}",
        "project": f"in {name}",
        "model": f"of {name}",
        "user": f"by {name}",
    }[found.scope]


def _why(found: Found, why: Explained) -> str:
    """What the excess was mostly in, and what about that was different."""
    if not why.is_mostly:
        return f"in several projects and models{_volume(why)}"
    mostly, effects = _mostly(found, why), _effects(why)
    if effects:
        return ", ".join([mostly, *effects])
    if why.cause == "volume":
        return f"{mostly}{_volume(why)}"
    day, usual = why.cost_usd
    known = f"{dollars(usual)} on an average usual day" if usual else "nothing on usual days"
    return f"{mostly}: {dollars(day)}, {known}"


def _mostly(found: Found, why: Explained) -> str:
    model, project = (NOBODY if name is None else name for name in (why.model, why.project))
    if found.scope == "project":
        return f"mostly {model}"
    return f"mostly in {project}" if found.scope == "model" else f"mostly {model} in {project}"


def _effects(why: Explained) -> list[str]:
    """What rates and the cache did, the larger first; what is a small part of the day is not worth a word."""
    seen = why.effects
    if seen is None:
        return []
    said: list[tuple[Decimal, str]] = []
    if (was := seen.cache[0]) - (now := seen.cache[1]) >= POINTS:
        said.append(
            (seen.cache_usd, f"whose cache reads fell from {_percent(was)} to {_percent(now)} of prompts")
        )
    said.append((seen.rates_usd, _rates(seen)))
    worth = why.cost_usd[0] * WORTH_A_WORD
    return [text for usd, text in sorted(said, key=lambda one: -one[0]) if usd >= worth]


def _rates(seen: Effects) -> str:
    """Why the rates were others."""
    was, now = seen.fast
    if now - was >= FASTER:
        return f"{_percent(now)} of its tokens in fast mode (usually {_percent(was) if was else 'none'})"
    if seen.price_since is not None:
        return f"whose price changed on {seen.price_since}"
    return "at dearer rates than usual"


def _volume(why: Explained) -> str:
    if why.times is None:
        return ""
    if why.times < ABOUT_AS_MUCH:
        return ", with about as many tokens as usual"
    return f", with {times(why.times)} the usual tokens"


def _percent(part: Decimal) -> str:
    return f"{rounded(part * 100, 0)} %"
