"""The team file: what it may say, and that nothing is computed from one that is wrong anywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from events import SAMPLES

from claudecost.errors import BadConfig, Exit
from claudecost.records import Allocation, Share
from claudecost.teams import read_teams

TEAMS = "teams:\n  data: {}\n  shop: {}\n"


def read(directory: Path, text: str) -> Allocation:
    path = directory / "teams.yaml"
    path.write_text(text, encoding="utf-8")
    return read_teams(path)


def test_a_team_has_a_path_and_the_cost_centre_of_its_nearest_parent(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "teams:\n"
        "  etl: {parent: data}\n"
        "  data: {name: Data Science, parent: company, cost_center: 200}\n"
        "  company: {cost_center: CC-1}\n",
    )
    assert found.teams["etl"].path == "company/data/etl"
    assert found.teams["etl"].cost_center == "200", "a number is meant as text"
    assert found.teams["data"].name == "Data Science"
    assert found.teams["company"].cost_center == "CC-1"


def test_a_team_may_be_nothing_but_its_name(tmp_path: Path) -> None:
    assert read(tmp_path, "teams:\n  payments:\n").teams["payments"].name == "payments"


def test_a_split_is_exact_to_the_ten_thousandth_of_a_percent(tmp_path: Path) -> None:
    text = TEAMS + 'rules:\n- {split: {data: "33.3333", shop: "66.6667"}, match: {machine: ci}}\n'
    [rule] = read(tmp_path, text).rules
    assert rule.shares == (Share("data", 0, 333_333), Share("shop", 333_333, 1_000_000))


def test_what_is_meant_to_stay_nobodys_can_be_said(tmp_path: Path) -> None:
    text = TEAMS + "rules:\n- {split: {data: 40, unallocated: 60}, match: {machine: ci}}\n"
    assert [share.team for share in read(tmp_path, text).rules[0].shares] == ["data", "unallocated"]


def test_members_come_after_rules_and_are_known_by_every_address(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        TEAMS + "people:\n"
        "  Ann@x.example: {team: shop, also: [ann@old.example], accounts: [ACC-1]}\n"
        "  ben@x.example:\n"
        "    teams: [{team: shop, to: 2026-10-16}, {team: data, from: 2026-10-16}]\n"
        "rules:\n- {team: data, match: {machine: ci}}\n",
    )
    assert [(rule.number, rule.kind) for rule in found.rules] == [
        (1, "rule"), (2, "member"), (3, "member"), (4, "member")
    ]  # fmt: skip
    assert found.rules[1].match == {"person": ("ann@x.example", "ann@old.example", "acc-1")}
    assert (found.rules[2].until, found.rules[3].since) == (date(2026, 10, 16), date(2026, 10, 16))


def test_the_example_of_the_samples_is_read(tmp_path: Path) -> None:
    assert set(read_teams(SAMPLES / "teams.yaml").teams) == {"fernwood", "shop", "warehouse", "data"}


#: What is wrong, the line it is on, and a part of what is said of it.
WRONG = {
    "an unknown key": ("colour: red\n", 4, "the key `colour` means nothing here"),
    "a percentage that does not add up": (
        "rules:\n- match: {machine: ci}\n  split: {data: 60, shop: 30}\n", 6, "add up to 90, not to 100"
    ),
    "a share of nothing": (
        "rules:\n- match: {machine: ci}\n  split: {data: 100, shop: 0}\n", 6, "should be a percentage"
    ),
    "a share with too many digits": (
        "rules:\n- match: {machine: ci}\n  split: {data: \"33.33333\", shop: 1}\n", 6, "four decimals"
    ),
    "a team there is not": (
        "rules:\n- match: {machine: ci}\n  team: dada\n", 6, "there is no team `dada`"
    ),
    "a rule for a team and a split": (
        "rules:\n- {match: {machine: ci}, team: data, split: {shop: 100}}\n", 5, "either `team` or `split`"
    ),
    "a rule that matches nothing in particular": (
        "rules:\n- {match: {}, team: data}\n", 5, "matches nothing in particular"
    ),
    "an unknown attribute": (
        "rules:\n- match: {machines: ci}\n  team: data\n", 5, "the key `machines` means nothing here"
    ),
    "days that run backwards": (
        "rules:\n- match: {machine: ci}\n  team: data\n  from: 2026-10-02\n  to: 2026-10-02\n",
        8,
        "ends before it begins",
    ),
    "overlapping memberships": (
        "people:\n  ann@x.example:\n    teams:\n    - {team: data, to: 2026-10-16}\n"
        "    - {team: shop, from: 2026-10-15}\n",
        8,
        "is on two teams on 2026-10-15: `data` and `shop`",
    ),
    "one address of two people": (
        "people:\n  ann@x.example: data\n  ben@x.example: {team: shop, also: [ANN@x.example]}\n",
        6,
        "belongs to two entries",
    ),
    "a member of a team there is not": ("people:\n  ann@x.example: dat\n", 5, "there is no team `dat`"),
    "a default that would hide what is not known": ("default: shop\n", 4, "can only be `unallocated`"),
    "a version of the future": ("version: 2\n", 4, "version 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_whole_with_its_line(tmp_path: Path, name: str) -> None:
    text, line, said = WRONG[name]
    with pytest.raises(BadConfig) as refused:
        read(tmp_path, TEAMS + text)
    assert said in refused.value.what
    assert refused.value.where is not None
    assert (refused.value.where.path, refused.value.where.line) == (str(tmp_path / "teams.yaml"), line)
    assert refused.value.exit_code == Exit.BAD_CONFIG


@pytest.mark.parametrize(
    "text",
    [
        "teams:\n  unallocated: {}\n",
        "teams:\n  a/b: {}\n",
        "teams:\n  a: {parent: b}\n  b: {parent: a}\n",
        "teams:\n  a: {parent: nobody}\n",
        "teams:\n  a: {budget: 3}\n",
        "teams:\n  a: {cost_center: unallocated}\n",
        "teams:\n" + "".join(f"  t{n}: {{parent: t{n + 1}}}\n" for n in range(99)) + "  t99: {}\n",
        "teams:\n  a: 3\n",
        "rules: []\n",
    ],
)
def test_teams_that_cannot_be(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadConfig):
        read(tmp_path, text)
