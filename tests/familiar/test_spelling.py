"""A line as ccusage takes it becomes a line of ours; what is ours already is left alone."""

from __future__ import annotations

import pytest

from claudecost.familiar.spelling import respelled

COMMANDS = ("daily", "weekly", "session", "blocks", "claude", "email", "report", "prices")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("daily -o desc", "daily --order=desc"),
        ("daily -odesc", "daily --order=desc"),
        ("daily -o=asc", "daily --order=asc"),
        ("daily -jo desc", "daily -j --order=desc"),
        ("daily -o out.json", "daily -o out.json"),
        ("daily -o ./desc", "daily -o ./desc"),
        ("email -o desc", "email -o desc"),
        ("daily --color", "daily --color=always"),
        ("--color daily", "--color=always daily"),
        ("daily --color never", "daily --color never"),
        ("daily --no-color -j", "daily --color=never -j"),
        ("-s 2026-11-01 -j", "daily -s 2026-11-01 -j"),
        ("-b", "daily -b"),
        ("--last 3 -o desc", "daily --last 3 --order=desc"),
        ("-j", "-j"),
        ("--help", "--help"),
        ("-z UTC", "-z UTC"),
        ("dayly -b", "dayly -b"),
        ("claude", "claude daily"),
        ("claude -j", "claude daily -j"),
        ("claude --help", "claude --help"),
        ("claude session -i abc", "claude session -i abc"),
        ("claude monthly", "claude monthly"),
        ("claude statusline", "claude statusline"),
        ("prices list", "prices list"),
        ("", ""),
    ],
)
def test_a_line_is_respelled(typed: str, meant: str) -> None:
    assert " ".join(respelled(typed.split(), COMMANDS, {})) == meant


def test_json_alone_means_daily_to_whoever_asked_for_the_json_of_ccusage() -> None:
    assert respelled(["-j"], COMMANDS, {"CLAUDECOST_JSON": "ccusage"}) == ["daily", "-j"]
    assert respelled(["--json"], COMMANDS, {"CLAUDECOST_JSON": "claudecost"}) == ["--json"]
    assert respelled(["-qj", "--json-shape", "ccusage"], COMMANDS, {})[0] == "daily"
