"""A rule of the team file as people say it: where it stands, what it asks for, who bears what it hits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...money import plain
from ...records import WHOLE, Rule, Share

#: What is said of usage that no rule hits; in tables its rule has the number 0.
NO_RULE = "no rule hits: unallocated"

#: Labels by key, as match attributes begin and as people call them.
_LABELS = {"workspace_tag": "workspace tag", "tag": "tag"}


def rule_in_words(rule: Rule, file: str) -> str:
    """`teams.yaml:14 rule 3: api_key etl* -> data`; members and workspace tags in words of their own.

    `file` is what the team file is called, here its name without directories. A rule that a workspace tag
    makes stands in no line of it.
    """
    days = _days(rule.since, rule.until)
    if rule.kind == "tag":
        return _tag(rule)
    if rule.kind == "member":
        who = rule.person or _patterns(next(iter(rule.match.values()), ()))
        kind = "service account" if "service_account" in rule.match else "member"
        return f"{file}:{rule.line} {kind} {who}: {_shares(rule.shares)}{days}"
    asked = " and ".join(_asked(attribute, patterns) for attribute, patterns in rule.match.items())
    return f"{file}:{rule.line} rule {rule.number}: {asked} -> {_shares(rule.shares)}{days}"


def _tag(rule: Rule) -> str:
    """`workspace tag team=data`, and the team where the tag's value is not its name."""
    [(attribute, patterns)] = rule.match.items()
    team = _shares(rule.shares)
    return _asked(attribute, patterns) + ("" if patterns == (team,) else f" -> {team}")


def _asked(attribute: str, patterns: tuple[str, ...]) -> str:
    kind, _, key = attribute.partition(":")
    if kind in _LABELS and key:
        return f"{_LABELS[kind]} {key}={_patterns(patterns)}"
    return f"{attribute} {_patterns(patterns)}"


def _patterns(patterns: tuple[str, ...]) -> str:
    """Alternatives, in quotes where a blank would hide where one ends."""
    return " or ".join(f'"{one}"' if " " in one or not one else one for one in patterns)


def _shares(shares: tuple[Share, ...]) -> str:
    """The team that bears all of it, or each with its percentage."""
    if len(shares) == 1 and shares[0].end - shares[0].start == WHOLE:
        return shares[0].team
    return ", ".join(f"{one.team} {_percent(one)}%" for one in shares)


def _percent(share: Share) -> str:
    return plain(Decimal(share.end - share.start) * 100 / WHOLE)


def _days(since: date | None, until: date | None) -> str:
    first = "" if since is None else f" from {since}"
    return first + ("" if until is None else f" until {until}")
