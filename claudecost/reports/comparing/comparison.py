"""Two periods compared group by group, and added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...records import WHOLE
from ..matching import Met, either
from ..usage import Unpriced
from ..whatif.scale import TokenRatio
from .causes import CAUSES, KINDS, Models, Mover, Ratios, Split, split
from .cells import Cells, Group, Work

#: Before and after, by kind.
Amounts = Mapping[str, tuple[Fraction, Fraction]]

NOBODY: Mapping[str | None, Work] = {}


@dataclass(frozen=True)
class Change:
    """What a group's cost did and why, with the work of both periods behind it.

    `work` is, by kind, the tokens or searches before and after, as the oldest tokenizer counts them.
    """

    group: Group
    split: Split
    before: Models
    after: Models
    work: Amounts

    def mover(self, cause: str) -> Mover | None:
        """What moved a cause most in the direction it went; None where nothing did."""
        movers, change = self.split.movers.get(cause, {}), self.split.causes[cause]
        ahead = {mover: amount for mover, amount in movers.items() if amount * change > 0}
        return max(ahead, key=lambda mover: (abs(ahead[mover]), str(mover)), default=None)


@dataclass(frozen=True)
class Comparison:
    """All groups, the largest change first, and their sum (without movers).

    `work` is that of all; `ratios` made it comparable, `uncounted` are tokenizers of no known ratio. What is
    `unpriced` is left out of everything else.
    """

    changes: list[Change]
    total: Split
    work: Amounts
    counts: dict[str, int]
    matched: dict[str, Met]
    unpriced: Sequence[Unpriced] = ()
    ratios: Sequence[TokenRatio] = ()
    uncounted: Sequence[str] = ()


def compare(
    was: Cells,
    now: Cells,
    ratios: Ratios,
    known: Sequence[TokenRatio] = (),
    uncounted: Sequence[str] = (),
) -> Comparison:
    """Split every group's change and add them up."""
    changes = []
    for group in {**was.work, **now.work}:
        before, after = was.work.get(group, NOBODY), now.work.get(group, NOBODY)
        work = {kind: (_counted(before, kind, ratios), _counted(after, kind, ratios)) for kind in KINDS}
        changes.append(Change(group, split(before, after, ratios), before, after, work))
    changes.sort(key=lambda one: [(name is None, name or "") for name in one.group])
    changes.sort(key=lambda one: -abs(one.split.after - one.split.before))
    return Comparison(
        changes,
        added([one.split for one in changes]),
        {kind: _both(one.work[kind] for one in changes) for kind in KINDS},
        {name: was.counts[name] + now.counts[name] for name in was.counts},
        either(was.matched, now.matched),
        [*was.unpriced, *now.unpriced],
        known,
        uncounted,
    )


def added(splits: Sequence[Split]) -> Split:
    """The sum of several splits: costs, causes and the range of the tokenizer."""
    return Split(
        sum(one.before for one in splits),
        sum(one.after for one in splits),
        {cause: sum(one.causes[cause] for one in splits) for cause in CAUSES},
        (sum(one.tokenizer[0] for one in splits), sum(one.tokenizer[1] for one in splits)),
    )


def _both(of: Iterable[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    pairs = list(of)
    return sum((was for was, _ in pairs), Fraction(0)), sum((now for _, now in pairs), Fraction(0))


def _counted(models: Models, kind: str, ratios: Ratios) -> Fraction:
    """Tokens or searches of a kind, as the oldest tokenizer counts them."""
    parts: dict[str | None, int] = {}
    for work in models.values():
        tokens = sum(work.tokens.get(meter, 0) for meter in KINDS[kind])
        name = None if kind == "search" else work.tokenizer
        parts[name] = parts.get(name, 0) + tokens
    likely = ratios.likely
    counted = (Fraction(count) / likely.get(name, 1) for name, count in parts.items() if count)
    return sum(counted, Fraction(0)) / WHOLE
