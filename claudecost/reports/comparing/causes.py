"""The change of a group's cost split into causes that add up to it exactly.

Prompt tokens, output tokens and web searches are split separately and added. For each, the cost before is
turned into the cost after in steps, each step one cause, in the order of `CAUSES`:

1. volume: the cost before grows as the work does. Work is tokens as one tokenizer counts them.
2. tokenizer: it grows as tokens do as they were counted.
3. model_mix: the models' shares of the tokens become those of afterwards. A model that is new has no
   cost of before: its own of afterwards stands in, so that all about it is in this step.
4. cache_efficiency: within each model's prompts, the shares of fresh input, cache writes and reads.
5. batch, fast_mode, geography, prompt_bands: for each model and meter, how many times as dear the modifier
   makes the average token (see levels.py).
6. price: what is left is the bare price.

A step in which nothing changed is exactly nothing. What a group did for the first or the last time is volume.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import floor

from ...records import PROMPT_METERS, WEB_SEARCH
from .cells import Work
from .levels import LEVELS

#: The modifiers, the outermost first, and the bare price below them all.
_ORDER = LEVELS[::-1]

CAUSES = ("volume", "tokenizer", "model_mix", "cache_efficiency", *_ORDER)

#: Decimals an amount within the split is rounded to, unless the costs before and after have more.
PLACES = 9

#: Decimals of an amount in its smallest unit: millionths of a token times 10^-9 USD per million tokens.
SMALLEST = 21

#: A search is priced per thousand, a token per million.
_PER_SEARCH = 1000

KINDS: dict[str, tuple[str, ...]] = {
    "prompt": PROMPT_METERS,
    "output": ("output",),
    "search": (WEB_SEARCH,),
}

Models = Mapping[str | None, Work]

#: How many tokens of a tokenizer are one of the oldest; a tokenizer that is absent counts like the oldest.
Ratio = Mapping[str | None, Fraction]

_SAME = Fraction(1)

#: What moved a cause: model, kind of work, meter where one is to be named.
Mover = tuple[str | None, str, str]

Amount = int | Fraction

#: Cost with something over cost without it, or cost over tokens.
Quotient = tuple[Amount, Amount]


@dataclass(frozen=True)
class Ratios:
    """Tokens for one of the oldest tokenizer: the figure to use, and the least and the most it can be."""

    likely: Ratio = field(default_factory=dict)
    low: Ratio = field(default_factory=dict)
    high: Ratio = field(default_factory=dict)


@dataclass
class Split:
    """Why a group's cost changed; amounts in units of 10^-SMALLEST USD, exact.

    `causes` add up to `after - before`. `tokenizer` is a range: the cause's amount at the lowest and at the
    highest ratio between tokenizers, the rest being volume. `movers` are parts of each cause.
    """

    before: int
    after: int
    causes: dict[str, int]
    tokenizer: tuple[int, int]
    movers: dict[str, dict[Mover, Amount]] = field(default_factory=dict)


def split(before: Models, after: Models, ratios: Ratios) -> Split:
    """Split the change of one group's cost."""
    whole = [_cost(models) for models in (before, after)]
    unit = 10 ** (SMALLEST - max(PLACES, *map(_places, whole)))
    movers: dict[str, dict[Mover, Amount]] = {cause: {} for cause in CAUSES}
    reached: list[Amount] = [0] * (1 + len(CAUSES))
    tokenizer = [Fraction(0), Fraction(0)]
    counted: Amount = 0
    for kind in KINDS:
        one = _Kind(kind, before, after)
        for place, value in enumerate(one.steps(ratios.likely, movers)):
            reached[place] += value
        counted += one.by_tokens
        for place, ratio in enumerate((ratios.low, ratios.high)):
            tokenizer[place] += one.by_work(ratio)
    rounded = [_rounded(value, unit) for value in reached]
    causes = {cause: rounded[n + 1] - rounded[n] for n, cause in enumerate(CAUSES)}
    # Over several kinds of work a ratio in between may lie outside what its ends come to.
    ends = [causes["tokenizer"], *(_rounded(counted, unit) - _rounded(at, unit) for at in tokenizer)]
    return Split(whole[0], whole[1], causes, (min(ends), max(ends)), movers)


def _cost(models: Models) -> int:
    """What was paid, in the smallest unit."""
    paid = sum(_paid(work, meter) for work in models.values() for meter in work.costs)
    return int(paid)


def _paid(work: Work, meter: str, level: int = -1) -> Amount:
    amount = work.costs[meter][level] if meter in work.costs else 0
    return amount * _PER_SEARCH if meter == WEB_SEARCH else amount


def _places(units: int) -> int:
    """How many decimals an amount has."""
    text = str(units)
    return SMALLEST - (len(text) - len(text.rstrip("0"))) if units else 0


def _rounded(amount: Amount, unit: int) -> int:
    """Half away from zero, to a multiple of `unit`."""
    size = Fraction(amount) if amount >= 0 else -Fraction(amount)
    nearest: int = floor(size / unit + Fraction(1, 2))
    return (nearest if amount >= 0 else -nearest) * unit


class _Kind:
    """One kind of a group's work in the two periods."""

    def __init__(self, kind: str, before: Models, after: Models) -> None:
        self.kind, self.meters = kind, KINDS[kind]
        self.before, self.after = before, after
        self.had, self.has = self._tokens(before), self._tokens(after)
        self.all_had, self.all_has = sum(self.had.values()), sum(self.has.values())
        self.cost = sum(self._paid(before[model]) for model in self.had)
        self.by_tokens: Amount = Fraction(self.cost * self.all_has, self.all_had) if self.all_had else 0
        self.units = {
            (model, meter): (_parts(before[model], meter), _parts(after[model], meter))
            for model in self.has
            if model in self.had
            for meter in self.meters
        }

    def _tokens(self, models: Models) -> dict[str | None, int]:
        """Tokens by model, without those that have none of this kind."""
        counted = {
            model: sum(work.tokens.get(meter, 0) for meter in self.meters) for model, work in models.items()
        }
        return {model: tokens for model, tokens in counted.items() if tokens}

    def _paid(self, work: Work) -> Amount:
        return sum(_paid(work, meter) for meter in self.meters)

    def by_work(self, ratio: Ratio) -> Amount:
        """The cost before, grown as the work has; nothing where there was none. Searches are not tokens."""
        if self.kind == "search" or not self.all_had:
            return self.by_tokens
        had, has = (
            _work(of, models, ratio) for of, models in ((self.had, self.before), (self.has, self.after))
        )
        return self.cost * has / had

    def steps(self, ratio: Ratio, movers: dict[str, dict[Mover, Amount]]) -> Iterator[Amount]:
        """What has been reached before the first step and after each; movers are added to."""
        yield self.cost
        paid = sum(self._paid(self.after[model]) for model in self.has)
        if not self.all_had:
            yield from (paid for _ in CAUSES)
            return
        yield self.by_work(ratio)
        yield self.by_tokens
        reached = self.by_tokens
        for cause in CAUSES[2:]:
            parts = dict(self._parts_of(cause))
            for mover, amount in parts.items():
                movers[cause][mover] = movers[cause].get(mover, 0) + amount
            reached += sum(parts.values())
            yield paid if cause == CAUSES[-1] else reached

    def _parts_of(self, cause: str) -> Iterator[tuple[Mover, Amount]]:
        """What each model and meter adds in a step."""
        if cause == "model_mix":
            return self._mix()
        return self._cache() if cause == "cache_efficiency" else self._rates(cause)

    def _mix(self) -> Iterator[tuple[Mover, Amount]]:
        """More of a model is dear only where it costs more than the average token did."""
        models = list(dict.fromkeys((*self.had, *self.has)))
        average = Fraction(self.cost) / self.all_had
        for model in models if len(models) > 1 else ():
            had, has = self.had.get(model, 0), self.has.get(model, 0)
            if more := has - Fraction(had * self.all_has, self.all_had):
                work, tokens = (self.before[model], had) if had else (self.after[model], has)
                yield (model, self.kind, ""), more * (Fraction(self._paid(work)) / tokens - average)

    def _cache(self) -> Iterator[tuple[Mover, Amount]]:
        """More of a meter is dear only where it costs more than the model's average prompt token did."""
        for (model, meter), (old, new) in self.units.items():
            had, has = (models[model].tokens.get(meter, 0) for models in (self.before, self.after))
            if more := has * self.had[model] - had * self.has[model]:
                rates = old or new
                assert rates is not None, "what was used has a rate"
                average = Fraction(self._paid(self.before[model])) / self.had[model]
                unit = _product(rates, self._size())
                yield (model, self.kind, meter), Fraction(more, self.had[model]) * (unit - average)

    def _rates(self, cause: str) -> Iterator[tuple[Mover, Amount]]:
        """What a modifier, or the bare price, became; those of later steps are still as before."""
        place = _ORDER.index(cause)
        for (model, meter), (old, new) in self.units.items():
            tokens = self.after[model].tokens.get(meter, 0)
            if not tokens or old is None or new is None:
                continue
            (more, less), (had_more, had_less) = new[place], old[place]
            if difference := more * had_less - had_more * less:
                changed = (difference, less * had_less)
                beside = (*new[:place], *old[place + 1 :])
                yield (model, self.kind, meter), _product((changed, *beside), tokens * self._size())

    def _size(self) -> int:
        return _PER_SEARCH if self.kind == "search" else 1


def _work(tokens: Mapping[str | None, int], models: Models, ratio: Ratio) -> Fraction:
    """Tokens by model, as the oldest tokenizer counts them."""
    counted: dict[str | None, int] = {}
    for model, count in tokens.items():
        name = models[model].tokenizer
        counted[name] = counted.get(name, 0) + count
    return sum((Fraction(count) / ratio.get(name, _SAME) for name, count in counted.items()), Fraction(0))


def _product(of: Iterable[Quotient], times: int) -> Fraction:
    """Quotients multiplied, with one division: most of the time goes into those."""
    above: Amount = times
    below: Amount = 1
    for more, less in of:
        above *= more
        below *= less
    if isinstance(above, int) and isinstance(below, int):
        return Fraction(above, below)
    return Fraction(above) / below


def _parts(work: Work, meter: str) -> tuple[Quotient, ...] | None:
    """A meter's average factors and its average bare price, in the order of the steps, none divided yet.

    A meter that was not used has those that its rates would have given the same prompts; None where it has no
    rate.
    """
    tokens = work.tokens.get(meter, 0)
    costs: Sequence[Amount] = work.costs.get(meter, ())
    if not tokens:
        used = [(one.rates[meter], prompt) for one, prompt in work.stretches if meter in one.rates]
        tokens = sum(prompt for _, prompt in used)
        costs = [sum(rates[n] * prompt for rates, prompt in used) for n in range(len(LEVELS))]
    if not tokens:
        return None
    factors = [(more, less) if less and more != less else (1, 1) for less, more in pairwise(costs)]
    return (*reversed(factors), (costs[0], tokens))
