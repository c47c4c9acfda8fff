"""A command line as ccusage takes it, in our spelling; what is ours already stays as it is.

`-o asc|desc` is an order, any other `-o` a file. `--color` may stand alone, `--no-color` is its opposite. A
line that begins with a flag of a report and names no command means `daily`, and so does `claude` alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

#: Commands whose `-o` may be an order.
ORDERED = frozenset({"report", "daily", "weekly", "monthly", "session", "blocks"})

ORDERS = ("asc", "desc")
COLORS = ("auto", "always", "never")

#: A flag only reports have: whoever names no command beside it means the daily one.
_OF_A_REPORT = re.compile(
    r"-[jq]*[subipOmdw].*"
    r"|--(since|until|period|last|breakdown|instances|project|project-aliases|compact|no-cost|order|sections"
    r"|by-agent|all|offline|no-offline|mode|debug|debug-samples|single-thread|json-shape|by|jq)(=.*)?"
)

#: `-o desc`, with flags without a value before it: `-jo desc`.
_ORDER = re.compile(r"-([jqb]*)o(=?(?:asc|desc))?")


def respelled(words: Sequence[str], commands: Collection[str], environ: Mapping[str, str]) -> list[str]:
    """The line as our commands take it."""
    line = _colored(words, commands)
    named = [word for word in line if word in commands]
    if not named and line and line[0].startswith("-") and _means_daily(line, environ):
        named, line = ["daily"], ["daily", *line]
    if named[:1] == ["claude"]:
        line = _of_claude(line)
    return _ordered(line) if not named or ORDERED.intersection((*named, *line)) else line


def _means_daily(line: Sequence[str], environ: Mapping[str, str]) -> bool:
    if any(_OF_A_REPORT.fullmatch(word) for word in line):
        return True
    wants_json = any(re.fullmatch(r"-[jq]*j[jq]*|--json", word) for word in line)
    return wants_json and environ.get("CLAUDECOST_JSON") == "ccusage"


def _of_claude(line: list[str]) -> list[str]:
    """`claude` with no report named after it, but with flags."""
    after = line.index("claude") + 1
    rest = line[after:]
    if any(not word.startswith("-") for word in rest[:1]) or rest[:1] in (["-h"], ["--help"]):
        return line
    if ORDERED.intersection(rest) or "statusline" in rest:
        return line
    return [*line[:after], "daily", *rest]


def _colored(words: Sequence[str], commands: Collection[str]) -> list[str]:
    line: list[str] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else "-"
        if word == "--no-color":
            line.append("--color=never")
        elif word == "--color" and (following.startswith("-") or following in commands):
            line.append("--color=always")
        else:
            line.append(word)
    return line


def _ordered(words: Sequence[str]) -> list[str]:
    line: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        flag = _ORDER.fullmatch(word)
        order = flag and (flag[2] or "").lstrip("=")
        if flag and not order and rest and rest[0] in ORDERS:
            order = rest.pop(0)
        if flag and order:
            line += [f"-{flag[1]}"] if flag[1] else []
            line.append(f"--order={order}")
        else:
            line.append(word)
    return line
