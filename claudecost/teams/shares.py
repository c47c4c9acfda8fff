"""A split: declared percentages, exact to the ten-thousandth, that add up to 100."""

from __future__ import annotations

from decimal import Decimal

from ..errors import BadConfig, Place
from ..money import exact, plain, total
from ..records import UNALLOCATED, WHOLE, Share, Team
from ..yamlfile import Node, Row, Scalar, shown
from .terms import no_team

HUNDRED = Decimal(100)

#: Millionths of a whole in one percent.
PER_PERCENT = WHOLE // 100


def split_of(entry: Row, teams: dict[str, Team]) -> tuple[Share, ...]:
    """The shares of a split, one after the other; raises BadConfig unless they add up to 100 percent."""
    percents: dict[str, Decimal] = {}
    for name, node in entry.items():
        if name != UNALLOCATED and name not in teams:
            raise no_team(name, list(teams), Place(entry.path, node.line))
        percents[name] = _percent(name, node)
    added = total(percents.values())
    if added != HUNDRED:
        raise BadConfig(
            f"the percentages of this split add up to {plain(added)}, not to 100",
            where=entry.place,
            impact=", ".join(f"{name} {plain(percent)}" for name, percent in percents.items()) or None,
            hint=_how_to_mend(percents, added),
        )
    shares, start = [], 0
    for name, percent in percents.items():
        end = start + int(percent * PER_PERCENT)
        shares.append(Share(name, start, end))
        start = end
    return tuple(shares)


def _percent(name: str, node: Node) -> Decimal:
    """More than nothing, with at most four decimals; raises BadConfig."""
    value = node.value if isinstance(node, Scalar) else None
    try:
        if type(value) not in (int, str):
            raise ValueError
        percent = exact(str(value))
        units = percent * PER_PERCENT
        if percent <= 0 or percent > HUNDRED or units != int(units):
            raise ValueError
    except ValueError:
        raise BadConfig(
            f"the share of `{shown(name)}` should be a percentage with at most four decimals",
            where=Place(node.path, node.line),
            hint='write it like 40, or in quotes: "33.3333"',
        ) from None
    return percent


def _how_to_mend(percents: dict[str, Decimal], added: Decimal) -> str:
    if not percents:
        return "name at least one team: `split: {platform: 60, data: 40}`"
    last = list(percents)[-1]
    rest = percents[last] + HUNDRED - added
    if rest > 0:
        return f"for example `{last}: {_quoted(rest)}`; what nobody bears can be named too: `{UNALLOCATED}`"
    return "lower some of them until they add up to 100"


def _quoted(percent: Decimal) -> str:
    text = plain(percent)
    return f'"{text}"' if "." in text else text
