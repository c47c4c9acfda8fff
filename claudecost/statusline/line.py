"""The line itself: what is known, in the order of a template, and nothing where nothing is known."""

from __future__ import annotations

import time

from .log import note
from .rates import GRAIN, Cost
from .unread import prompt_at_the_end

TYPE_CHECKING = False  # importing typing costs more than all that is done here
if TYPE_CHECKING:
    from collections.abc import Callable

    from .asked import Asked
    from .figures import Figures
    from .options import Options

TEMPLATE = "🤖 {model} | 💰 {cost} | 🔥 {burn} | 🧠 {context} | ⏳ {limits}"
ASCII_TEMPLATE = "{model} | {cost} | {burn} | {context} | {limits}"

#: Fresh tokens a minute from which on a burn rate is moderate, and high: ccusage's thresholds.
MODERATE, HIGH = 500, 1000

PARTLY = " +?"

#: A context filled beyond that was not: its size is none.
MOST_PERCENT = 10_000

GREEN, YELLOW, RED = "32", "33", "31"


class UnknownPart(ValueError):
    """A template names a part there is not."""


def line(asked: Asked, found: Figures, options: Options, now: float) -> str:
    """The whole line; raises UnknownPart."""
    template = options.template or (ASCII_TEMPLATE if options.ascii else TEMPLATE)
    shown = []
    for segment in template.split(" | "):
        parts = {name: _part(name, asked, found, options, now) for name in names_in(segment)}
        if not parts or any(parts.values()):
            for name, said_of_it in parts.items():
                segment = segment.replace(f"{{{name}}}", said_of_it)
            shown.append(segment.strip())
    said = " | ".join(shown)
    if options.ascii:
        said = said.replace("≥", ">=").encode("ascii", "replace").decode("ascii")
    return said


def check(template: str) -> None:
    """Whether every part a template names is one; raises UnknownPart."""
    for segment in template.split(" | "):
        names_in(segment)


def names_in(segment: str) -> list[str]:
    """The parts a stretch of a template names; raises UnknownPart."""
    names = [piece.partition("}")[0] for piece in segment.split("{")[1:] if "}" in piece]
    for name in names:
        if name not in PARTS:
            raise UnknownPart(f"{{{name[:60]}}} is no part of a status line: they are {', '.join(PARTS)}")
    return names


def _part(name: str, asked: Asked, found: Figures, options: Options, now: float) -> str:
    """A part by its name; `""` where nothing is known, and where it fails: no part takes another along."""
    try:
        return PARTS[name](asked, found, options, now)
    except Exception as error:
        note(f"a bug of claudecost: {type(error).__name__} in {{{name}}}")
        return ""


def _model(asked: Asked, found: Figures, options: Options, now: float) -> str:
    return asked.model or ""


def _cost(asked: Asked, found: Figures, options: Options, now: float) -> str:
    named = [("session", "session"), ("today", "today")]
    said = [f"{part} {word}" for name, word in named if (part := _part(name, asked, found, options, now))]
    block = _block(asked, found, options, now)
    if block:
        said.append(f"{block} block ({_left(asked, found, options, now)} left)")
    elif found.today is not None and found.window is None:
        said.append("no open block")
    return " / ".join(said)


def _today(asked: Asked, found: Figures, options: Options, now: float) -> str:
    return "" if found.today is None else money(found.today, is_floor=found.is_floor)


def _block(asked: Asked, found: Figures, options: Options, now: float) -> str:
    return money(found.window.cost, is_floor=found.is_floor) if found.window else ""


def _left(asked: Asked, found: Figures, options: Options, now: float) -> str:
    return spell(found.window.end - now) if found.window else ""


def money(cost: Cost, *, is_floor: bool = False) -> str:
    """`$0.91`; `$0.91 +?` where some of it has no price, `unpriced` where none of it has.

    `≥$0.91` where there is more than is known, and `""` where nothing of it is.
    """
    if cost.is_floor and not cost.grains:
        return ""
    if cost.is_partial and not cost.grains:
        return "unpriced"
    mark = "≥" if is_floor or cost.is_floor else ""
    return mark + dollars(cost.grains) + (PARTLY if cost.is_partial else "")


def dollars(grains: int) -> str:
    """An amount rounded to cents, half away from zero; less than a cent but not nothing is `<$0.01`."""
    cents = (abs(grains) * 100 + GRAIN // 2) // GRAIN
    if cents == 0 and grains > 0:
        return "<$0.01"
    sign = "-" if grains < 0 and cents else ""
    return f"{sign}${cents // 100:,}.{cents % 100:02}"


def spell(seconds: float) -> str:
    """`4h 3m`, `12m`, `2d 3h`."""
    minutes = max(0, int(seconds // 60))
    if minutes >= 2 * 24 * 60:
        return f"{minutes // 1440}d {minutes // 60 % 24}h"
    return f"{minutes // 60}h {minutes % 60}m" if minutes >= 60 else f"{minutes}m"


def _session(asked: Asked, found: Figures, options: Options, now: float) -> str:
    """This session's cost by the source asked for."""
    ours = money(found.session, is_floor=found.is_cut) if found.session is not None else ""
    client = _client(asked, found, options, now)
    if options.cost_source == "cc":
        return client
    if options.cost_source == "both" and (ours or client):
        return f"({client or 'N/A'} cc / {ours or 'N/A'} claudecost)"
    if options.cost_source in ("claudecost", "ccusage"):
        return ours or "N/A"
    return ours or (f"{client} (cc)" if client else "")


def _client(asked: Asked, found: Figures, options: Options, now: float) -> str:
    return "" if asked.cost_usd is None else dollars(_grains(asked.cost_usd))


def _grains(usd: float) -> int:
    """The client's dollars, which were binary before they came here, as the amount they are written as."""
    whole, _, rest = f"{usd:.6f}".partition(".")
    return int(whole) * GRAIN + int(rest) * (GRAIN // 10**6)


def _burn(asked: Asked, found: Figures, options: Options, now: float) -> str:
    window = found.window
    if window is None or window.last_at <= window.first_at:
        return ""
    seconds = window.last_at - window.first_at
    per_hour = window.cost.grains * 3_600_000 // max(1, int(seconds * 1000))
    if (window.cost.is_partial or window.cost.is_floor) and not window.cost.grains:
        return ""
    floor, partly = "≥" if window.cost.is_floor else "", PARTLY if window.cost.is_partial else ""
    said = f"{floor}{dollars(per_hour)}/hr{partly}"
    if options.burn == "off":
        return said
    a_minute = window.fresh_tokens * 60 / seconds
    face, name, color = (
        ("🚨", "High", RED)
        if a_minute > HIGH
        else ("⚠️", "Moderate", YELLOW)
        if a_minute > MODERATE
        else ("🟢", "Normal", GREEN)
    )
    words = []
    if "emoji" in options.burn and not options.ascii:
        words.append(face)
    if "text" in options.burn or options.ascii:
        words.append(_painted(f"({name})", color, options))
    return f"{said} {' '.join(words)}"


def _context(asked: Asked, found: Figures, options: Options, now: float) -> str:
    """Tokens of the context and their share; without a size in the JSON no share is made up."""
    tokens, percent = asked.context_tokens, asked.context_percent
    if tokens is None and percent is None:
        tokens = found.prompt_tokens
        if tokens is None and asked.transcript:
            tokens = prompt_at_the_end(asked.transcript)
    if percent is not None and percent > MOST_PERCENT:
        percent = None
    if tokens is None:
        return "" if percent is None else _percent(percent, options)
    return f"{tokens:,}" + (f" ({_percent(percent, options)})" if percent is not None else "")


def _percent(percent: float, options: Options) -> str:
    color = GREEN if percent < options.low else YELLOW if percent < options.medium else RED
    return _painted(f"{int(percent + 0.5)}%", color, options)


def _limits(asked: Asked, found: Figures, options: Options, now: float) -> str:
    said = []
    for name, limit in (("5h", asked.five_hour), ("7d", asked.seven_day)):
        if limit is None:
            continue
        used, resets = limit
        until = f" ({spell(resets - now)} left)" if name == "5h" and resets and resets > now else ""
        said.append(f"{name} {_percent(used, options)}{until}")
    return ", ".join(said)


def _painted(text: str, color: str, options: Options) -> str:
    return f"\x1b[{color}m{text}\x1b[0m" if options.is_colored else text


def clock(now: float) -> str:
    """An instant in UTC, for the log and for --debug."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))


#: What a template can name.
PARTS: dict[str, Callable[[Asked, Figures, Options, float], str]] = {
    "model": _model,
    "cost": _cost,
    "session": _session,
    "today": _today,
    "block": _block,
    "left": _left,
    "burn": _burn,
    "context": _context,
    "limits": _limits,
    "client": _client,
}
