"""What moved the cost, in a sentence per cause and per group; figures rounded, for people."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ...money import dollars, plain
from ...records import WEB_SEARCH
from .causes import CAUSES, KINDS, SMALLEST, Models, Split
from .cells import Work
from .comparison import Amounts, Change, Comparison

TITLES = {
    "volume": "volume",
    "tokenizer": "tokenizer",
    "model_mix": "model mix",
    "cache_efficiency": "cache efficiency",
    "batch": "batch",
    "fast_mode": "fast mode",
    "geography": "geography",
    "prompt_bands": "prompt bands",
    "price": "price",
}

#: How tokens under a modifier are told from others.
_UNDER = {
    "batch": "in batches",
    "fast_mode": "in fast mode",
    "geography": "tied to a region",
    "prompt_bands": "in prompts of a dearer size",
}

_METERS = {
    "input": "fresh input",
    "cache_write_5m": "5-minute cache writes",
    "cache_write_1h": "1-hour cache writes",
    "cache_read": "cache reads",
    "output": "output",
    WEB_SEARCH: "web searches",
}

_COUNTED = {"prompt": "prompt tokens", "output": "output tokens", "search": "web searches"}

#: Groups whose movement is put into words.
TOLD = 3


def usd(units: int) -> Decimal:
    """An amount in the smallest unit as dollars, every digit of it."""
    return Decimal(units).scaleb(-SMALLEST)


def signed(amount: Decimal) -> str:
    """A change for people: `+$12.30`, `-$3.00`, `$0.00`."""
    if amount == 0:
        return "$0.00"
    return ("+" if amount > 0 else "-") + dollars(abs(amount))


def headline(before: str, after: str, split: Split) -> str:
    """`September $163.96 -> October $181.87: +$17.91 (+10.9 %)`."""
    was, now = usd(split.before), usd(split.after)
    line = f"{before} {dollars(was)} -> {after} {dollars(now)}: {signed(now - was)}"
    if not split.before or split.before == split.after:
        return line
    percent = _decimal(Fraction((split.after - split.before) * 100, split.before), 1)
    return f"{line} ({'+' if percent > 0 else ''}{percent} %)"


def sentences(found: Comparison, names: Sequence[str]) -> dict[str, str]:
    """A sentence for every cause that is not nothing; `names` are the dimensions grouped by."""
    causes = [cause for cause in CAUSES if found.total.causes[cause]]
    return {cause: _sentence(found, cause, by_group=bool(names)) for cause in causes}


def _sentence(found: Comparison, cause: str, *, by_group: bool) -> str:
    amount = found.total.causes[cause]
    said = f"{TITLES[cause]}: {signed(usd(amount))}"
    if cause == "tokenizer":
        low, high = (signed(usd(end)) for end in found.total.tokenizer)
        said += f" (from {low} to {high}, depending on the text; the rest is volume)"
    if cause == "volume" and not by_group:
        return f"{said}, {_more_work(found.work, found.total)}"
    leading = max(found.changes, key=lambda one: one.split.causes[cause] * (1 if amount > 0 else -1))
    what = why(leading, cause)
    if cause == "tokenizer" and what and not by_group:
        return f"{said}: {what}"
    if by_group:
        own = signed(usd(leading.split.causes[cause]))
        said += f", mostly {group_name(leading)} ({own})"
        return f"{said}: {what}" if what else said
    return f"{said}, mostly {what}" if what else said


def movers(found: Comparison) -> list[str]:
    """A sentence for each of the groups that moved most, with the cause that moved it."""
    told = []
    for one in found.changes[:TOLD]:
        split = one.split
        change = split.after - split.before
        if not change:
            continue
        cause = max(CAUSES, key=lambda cause: split.causes[cause] * (1 if change > 0 else -1))
        was, now = dollars(usd(split.before)), dollars(usd(split.after))
        line = f"{group_name(one)}: {signed(usd(change))} ({was} -> {now})"
        if not split.before or not split.after:
            line += ", new" if split.after else ", gone"
        else:
            what = why(one, cause)
            line += f", mostly {TITLES[cause]} ({signed(usd(split.causes[cause]))}"
            line += f": {what})" if what else ")"
        told.append(line)
    return told


def group_name(one: Change) -> str:
    """A group's labels as people read them."""
    return ", ".join("(none)" if name is None else name for name in one.group)


def why(one: Change, cause: str) -> str:
    """What moved a cause most within a group; empty where there is nothing to name."""
    if cause == "volume":
        if not one.split.before or not one.split.after:
            return "new" if one.split.after else "gone"
        return _more_work(one.work, one.split)
    if cause == "tokenizer":
        return _tokenizer(one)
    mover = one.mover(cause)
    if mover is None:
        return ""
    model, kind, meter = mover
    name = _named(model)
    if cause == "model_mix":
        return _mix(one, model, kind)
    had, has = one.before[model], one.after[model]
    if cause == "cache_efficiency":
        was, now = _apart(*(_share_of(work, meter) for work in (had, has)))
        return f"{name}, whose prompts are {now} {_METERS[meter]} instead of {was}"
    if cause in _UNDER:
        shares = [_under(work, cause) for work in (had, has)]
        if shares[0] == shares[1]:
            return f"{name}, at another factor"
        was, now = _apart(*shares)
        return f"{name}, with {now} of its tokens {_UNDER[cause]} instead of {was}"
    per = "thousand" if meter == WEB_SEARCH else "million tokens"
    was, now = (_price(work, meter) for work in (had, has))
    return f"{name}, {_METERS[meter]} at {now} per {per} instead of {was}"


def _more_work(work: Amounts, of: Split) -> str:
    """`38 % more prompt tokens, 24 % more output tokens`."""
    for place, said_so in ((0, "nothing was used before"), (1, "nothing was used any more")):
        if not any(both[place] for both in work.values()):
            return said_so
    said: list[str] = []
    for kind, (was, now) in work.items():
        if kind == "search" and said:
            break
        if was and now and was != now:
            percent = _percent(abs(now - was) / was)
            said.append(f"{percent} {'more' if now > was else 'fewer'} {_COUNTED[kind]}")
        elif was != now:
            said.append(f"{_COUNTED[kind]} {'for the first time' if now else 'no more'}")
    by_one = ", as one tokenizer counts them" if of.causes["tokenizer"] else ""
    return ", ".join(said) + by_one


def _mix(one: Change, model: str | None, kind: str) -> str:
    """The model that moved the cost, and the one that took its place or made room for it."""
    shares = {
        name: [_model_share(models, name, kind) for models in (one.before, one.after)]
        for name in {**one.before, **one.after}
    }
    grown = {name: now - was for name, (was, now) in shares.items()}
    is_more = grown[model] > 0
    other = min(grown, key=lambda name: (grown[name] * (1 if is_more else -1), str(name)))
    was, now = _apart(*shares[model])
    said = f"{'more' if is_more else 'less'} {_named(model)} ({now} of {_COUNTED[kind]} instead of {was})"
    was, now = _apart(*shares[other])
    return f"{said} and {'less' if is_more else 'more'} {_named(other)} ({now} instead of {was})"


def _named(model: str | None) -> str:
    return "(none)" if model is None else model


def _tokenizer(one: Change) -> str:
    """The tokenizer that counts more of the tokens than before."""
    names = {work.tokenizer for models in (one.before, one.after) for work in models.values()}
    shares = {name: [_counted_by(models, name) for models in (one.before, one.after)] for name in names}
    name = max(shares, key=lambda name: (shares[name][1] - shares[name][0], name or ""))
    was, now = _apart(*shares[name])
    return f"{_named(name)} counted {now} of the tokens instead of {was}"


def _counted_by(models: Models, tokenizer: str | None) -> Fraction:
    counted = sum(_tokens(work) for work in models.values() if work.tokenizer == tokenizer)
    return _ratio(counted, sum(map(_tokens, models.values())))


def _model_share(models: Models, model: str | None, kind: str) -> Fraction:
    def tokens(work: Work) -> int:
        return sum(work.tokens.get(meter, 0) for meter in KINDS[kind])

    return _ratio(tokens(models[model]) if model in models else 0, sum(map(tokens, models.values())))


def _share_of(work: Work, meter: str) -> Fraction:
    return _ratio(work.tokens.get(meter, 0), sum(work.tokens.get(one, 0) for one in KINDS["prompt"]))


def _under(work: Work, cause: str) -> Fraction:
    return _ratio(work.touched.get(cause, 0), _tokens(work))


def _tokens(work: Work) -> int:
    return sum(count for meter, count in work.tokens.items() if meter != WEB_SEARCH)


def _price(work: Work, meter: str) -> str:
    """The average bare price of a meter, per million tokens or thousand searches."""
    units = Fraction(work.costs[meter][0]) / work.tokens[meter] if work.tokens.get(meter) else Fraction(0)
    price = plain(_decimal(units / 10**9, 4))
    return f"${price}" + ("0" if "." in price and len(price.partition(".")[2]) == 1 else "")


def _ratio(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def _apart(was: Fraction, now: Fraction) -> tuple[str, str]:
    """Two shares with as many digits as it takes to tell them apart, from nothing and from everything too."""
    texts = [(_percent(was, places), _percent(now, places)) for places in (0, 1, 2)]
    differing = [pair for pair in texts if pair[0] != pair[1]] or texts[-1:]
    return next((pair for pair in differing if not any("than" in text for text in pair)), differing[0])


def _percent(part: Fraction, places: int = 0) -> str:
    """`12 %`; next to nothing is `less than 1 %`, next to everything `more than 99 %`."""
    percent, least = _decimal(part * 100, places), Decimal(1).scaleb(-places)
    if percent == 0 and part:
        return f"less than {plain(least)} %"
    if percent == 100 and part < 1:
        return f"more than {plain(100 - least)} %"
    return f"{plain(percent)} %"


def _decimal(value: Fraction, places: int) -> Decimal:
    """Rounded half away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
