"""Two periods compared group by group, and added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..usage import Unpriced
from ..whatif.scale import TokenRatio
from .causes import CAUSES, KINDS, Models, Mover, Ratios, Split, split
from .cells import Cells, Group, Work

NOBODY: Mapping[str | None, Work] = {}


@dataclass(frozen=True)
class Change:
    """What a group's cost did and why, with the work of both periods behind it."""

    group: Group
    split: Split
    before: Models
    after: Models

    def mover(self, cause: str) -> Mover | None:
        """What moved a cause most in the direction it went; None where nothing did."""
        movers, change = self.split.movers.get(cause, {}), self.split.causes[cause]
        ahead = {mover: amount for mover, amount in movers.items() if amount * change > 0}
        return max(ahead, key=lambda mover: (abs(ahead[mover]), str(mover)), default=None)


@dataclass(frozen=True)
class Comparison:
    """All groups, the largest change first, and their sum (without movers).

    `work` is, by kind, the tokens or searches before and after, as the oldest tokenizer counts
    them: by `ratios`; `uncounted` are tokenizers of no known ratio. `unpriced` is left out of all else.
    """

    changes: list[Change]
    total: Split
    work: dict[str, tuple[Fraction, Fraction]]
    counts: dict[str, int]
    matched: dict[str, bool]
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
        changes.append(Change(group, split(before, after, ratios), before, after))
    changes.sort(key=lambda one: [(name is None, name or "") for name in one.group])
    changes.sort(key=lambda one: -abs(one.split.after - one.split.before))
    return Comparison(
        changes,
        added([one.split for one in changes]),
        work_of([one.before for one in changes], [one.after for one in changes], ratios),
        {name: was.counts[name] + now.counts[name] for name in was.counts},
        {
            what: was.matched.get(what, False) or now.matched.get(what, False)
            for what in (*was.matched, *now.matched)
        },
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


def work_of(
    before: Sequence[Models], after: Sequence[Models], ratios: Ratios
) -> dict[str, tuple[Fraction, Fraction]]:
    """Tokens or searches by kind, before and after, as the oldest tokenizer counts them."""

    def counted(of: Sequence[Models], kind: str) -> Fraction:
        parts = Fraction(0)
        for work in (work for models in of for work in models.values()):
            tokens = sum(work.tokens.get(meter, 0) for meter in KINDS[kind])
            ratio = Fraction(1) if kind == "search" else ratios.likely.get(work.tokenizer, Fraction(1))
            parts += tokens / ratio
        return parts / 1_000_000

    return {kind: (counted(before, kind), counted(after, kind)) for kind in KINDS}
