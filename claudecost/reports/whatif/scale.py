"""How many tokens a request would have had under another tokenizer, without counting any text anew.

Every token meter of a request is so many times as large. Instead of the tokens
of every request, the prices are multiplied and the prompt bands divided: a
price is linear in tokens, so this comes to the same digits, and one price
list serves a million requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ...money import product, quotient
from ...records import TokenMeasurement

#: Decimals of a rate in USD per million tokens; a scaled rate is rounded to these and not further.
PLACES = 9


@dataclass(frozen=True, slots=True)
class Scale:
    """Tokens times `ratio`; or, from the newer tokenizer back to the older, divided by it."""

    ratio: Decimal = Decimal(1)
    divides: bool = False

    @property
    def factor(self) -> Fraction:
        """What tokens are multiplied by, exactly."""
        return 1 / Fraction(self.ratio) if self.divides else Fraction(self.ratio)

    def longest(self, prompt: int) -> int:
        """The longest prompt, in tokens as recorded, that has at most `prompt` tokens when scaled."""
        return int(prompt / self.factor)

    def rate(self, usd: Decimal) -> Decimal:
        """What a token as recorded costs when the scaled one costs `usd` (both per million tokens).

        Exact wherever it has no more than PLACES decimals, which only a division can bring about at published
        prices; else rounded half away from zero.
        """
        if not self.divides:
            scaled = product(usd, self.ratio)
            if scaled == _rounded(scaled):
                return scaled
        return _rounded(usd / self.ratio if self.divides else product(usd, self.ratio))


def _rounded(usd: Decimal) -> Decimal:
    return usd.quantize(Decimal(1).scaleb(-PLACES), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Scales:
    """The lowest, the likeliest and the highest scale."""

    low: Scale = Scale()
    likely: Scale = Scale()
    high: Scale = Scale()

    @property
    def all(self) -> tuple[Scale, Scale, Scale]:
        """The three, the lowest first."""
        return self.low, self.likely, self.high


#: Tokens counted as they are: the same tokenizer.
SAME = Scales()


@dataclass(frozen=True, slots=True)
class TokenRatio:
    """Tokens of a newer tokenizer for one of an older: a range, and the one figure to use.

    `source` says where they come from, for people.
    """

    from_tokenizer: str
    to_tokenizer: str
    low: Decimal
    likely: Decimal
    high: Decimal
    source: str

    def scales(self, to_tokenizer: str) -> Scales:
        """The scales of going to one of the two; going back, the highest ratio leaves the fewest tokens."""
        if to_tokenizer == self.from_tokenizer:
            return Scales(Scale(self.high, True), Scale(self.likely, True), Scale(self.low, True))
        return Scales(Scale(self.low), Scale(self.likely), Scale(self.high))

    def as_json(self) -> dict[str, object]:
        """As JSON names it."""
        return asdict(self)


def measured_ratio(found: Sequence[TokenMeasurement]) -> TokenRatio | None:
    """The range over one's own kinds of text, the likely figure weighted by tokens; None without any.

    A ratio is a quotient of two counts, rounded to 4 decimals. All of `found` are of the same two tokenizers.
    """
    found = [one for one in found if one.from_tokens > 0 and one.to_tokens > 0]
    if not found:
        return None
    each = [quotient(one.to_tokens, one.from_tokens) for one in found]
    likely = quotient(sum(one.to_tokens for one in found), sum(one.from_tokens for one in found))
    kinds = f"{len(found)} kind{'' if len(found) == 1 else 's'} of text"
    last = max(one.measured_at for one in found)
    source = f"own measurements of {kinds}, the last on {last:%Y-%m-%d}"
    return TokenRatio(found[0].from_tokenizer, found[0].to_tokenizer, min(each), likely, max(each), source)
