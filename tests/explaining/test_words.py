"""Rules in words: where one stands, what it asks for, who bears what it hits."""

from __future__ import annotations

from datetime import date

import pytest

from claudecost.records import Rule, Share
from claudecost.reports.bearers.words import rule_in_words

SPLIT = (Share("shop", 0, 600_000), Share("data", 600_000, 933_333), Share("warehouse", 933_333, 1_000_000))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            Rule(3, "rule", {"api_key": ("etl*",)}, (Share("data"),), line=14),
            "teams.yaml:14 rule 3: api_key etl* -> data",
        ),
        (
            Rule(1, "rule", {"machine": ("ci",), "project": ("a b", "c")}, SPLIT, date(2026, 10, 1), line=2),
            'teams.yaml:2 rule 1: machine ci and project "a b" or c -> shop 60%, data 33.3333%, '
            "warehouse 6.6667% from 2026-10-01",
        ),
        (
            Rule(4, "rule", {"workspace_tag:cost": ("CC-1",), "tag:env": ("prod",)}, (Share("x"),), line=9),
            "teams.yaml:9 rule 4: workspace tag cost=CC-1 and tag env=prod -> x",
        ),
        (
            Rule(7, "member", {"person": ("ann@f.example",)}, (Share("shop"),), None, date(2026, 10, 16), 20,
                 "ann@f.example"),
            "teams.yaml:20 member ann@f.example: shop until 2026-10-16",
        ),
        (
            Rule(8, "member", {"service_account": ("ci",)}, (Share("shop"),), line=21, person="ci"),
            "teams.yaml:21 service account ci: shop",
        ),
        (Rule(9, "tag", {"workspace_tag:team": ("data",)}, (Share("data"),)), "workspace tag team=data"),
        (
            Rule(9, "tag", {"workspace_tag:cc": ("CC-200",)}, (Share("data"),)),
            "workspace tag cc=CC-200 -> data",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Rule) else "",
)  # fmt: skip
def test_a_rule_in_words(rule: Rule, words: str) -> None:
    assert rule_in_words(rule, "teams.yaml") == words
