"""Which word comes next on an unfinished command line, by the tree of commands itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple


class Candidate(NamedTuple):
    """A word the shell may offer, and one line about it ('' for none)."""

    word: str
    about: str = ""


#: The words an option or argument takes, by the command's name and its own (`cost-center`, without dashes).
Names = Callable[[str, str], Iterable[Candidate]]


def next_words(tree: Any, line: Sequence[str], names: Names) -> list[Candidate]:
    """The candidates for the last word of a line, which may be ''; empty where only the person knows.

    `line` is what stands after `claudecost`; an option's value is told from a word of its own by the tree.
    """
    *before, last = line or [""]
    branch, path, waiting, is_over = tree, "", None, False
    for word in before:
        if waiting is not None:
            waiting = None
        elif word == "--":
            is_over = True
        elif word.startswith("-") and not is_over:
            option = _option(branch, word.partition("=")[0])
            waiting = option if option is not None and _takes_value(option) and "=" not in word else None
        elif (twig := getattr(branch, "commands", {}).get(word)) is not None:
            branch, path = twig, word
        elif getattr(branch, "commands", {}):
            return []  # no command of that name: whatever follows is unknown
    if waiting is not None:
        return _listed(names(path, _name(waiting)), last)
    name, equals, begun = last.partition("=")
    if equals and (option := _option(branch, name)) is not None:
        found = _listed(names(path, _name(option)), begun)
        return [Candidate(f"{name}={one.word}", one.about) for one in found]
    if last.startswith("-") and not is_over:
        return _begun(_options(branch), last)
    twigs = [
        Candidate(name, _about(twig.get_short_help_str(limit=80)))
        for name, twig in getattr(branch, "commands", {}).items()
        if not twig.hidden
    ]
    return _begun(twigs or [found for one in _arguments(branch) for found in names(path, _name(one))], last)


def given(line: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """The values options of these names have been given so far, anywhere before the last word."""
    found: dict[str, str] = {}
    waiting: str | None = None
    for word in line[:-1]:
        name, equals, value = word.partition("=")
        if waiting is not None:
            found[waiting], waiting = word, None
        elif name.startswith("--") and name[2:] in wanted:
            waiting = None if equals else name[2:]
            found |= {name[2:]: value} if equals else {}
    return found


def _listed(found: Iterable[Candidate], begun: str) -> list[Candidate]:
    """Words of a list separated by commas (`--by day,mo`): only the last one is unfinished."""
    head, comma, tail = begun.rpartition(",")
    taken = set(head.split(",")) if comma else set()
    candidates = _begun((one for one in found if one.word not in taken), tail)
    return [Candidate(f"{head}{comma}{one.word}", one.about) for one in candidates]


def _begun(found: Iterable[Candidate], begun: str) -> list[Candidate]:
    return [one for one in found if one.word.startswith(begun)]


def _option(branch: Any, name: str) -> Any | None:
    for option in branch.params:
        if name in option.opts or name in option.secondary_opts:
            return option
    return None


def _name(option: Any) -> str:
    """What a person calls it: `cost-center`; the name in the code may be another."""
    return str(option.name if _is_argument(option) else max(option.opts, key=len)).lstrip("-")


def _takes_value(option: Any) -> bool:
    return not (option.is_flag or option.count)


def _options(branch: Any) -> list[Candidate]:
    """The long names; short ones are no quicker by Tab."""
    return [
        Candidate(name, _about(option.help or ""))
        for option in branch.params
        if not _is_argument(option) and not option.hidden
        for name in (*option.opts, *option.secondary_opts)
        if name.startswith("--")
    ]


def _arguments(branch: Any) -> list[Any]:
    return [option for option in branch.params if _is_argument(option)]


def _is_argument(option: Any) -> bool:
    return bool(option.param_type_name == "argument")


def _about(help: str) -> str:
    return " ".join(help.split())
