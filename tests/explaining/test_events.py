"""One response explained: by its id or how that begins, with every line that speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from events import take_in
from transcripts import response, write

from claudecost.asking import desk
from claudecost.asking.explaining import UnknownEvent, explain_cell, explain_event
from claudecost.config import settle
from claudecost.errors import Misuse
from claudecost.reports.explaining.explanation import Explanation
from claudecost.store import Store

from .cells import question

AT = "2026-11-10T12:00:00Z"
OPUS = "claude-opus-5"


def explained(directory: Path, lines: Sequence[dict[str, Any]], name: str) -> Explanation:
    store = directory / "store.db"
    if not store.exists():
        take_in(Store(store), write(directory / "root", lines))
    settings = settle(db=store, config=None, pricing=None, teams=None, quiet=True, verbosity=0, color="auto")
    with desk(settings, intake=None) as at:
        return explain_event(at, question(), name)


@pytest.mark.usefixtures("empty_home")
def test_a_response_is_found_by_its_id_and_by_how_it_begins(tmp_path: Path) -> None:
    lines = [response(OPUS, AT, {"input": 1_000_000, "output": 10})]
    name = lines[0]["message"]["id"]
    for begun in (name, name[:8]):
        found = explained(tmp_path, lines, begun)
        assert found.cell["cost_usd"] == Decimal("5.00025")
        assert [(one.line, one.speaks) for one in found.observations] == [(1, True)]


@pytest.mark.usefixtures("empty_home")
def test_an_id_that_several_begin_with_is_refused_and_they_are_listed(tmp_path: Path) -> None:
    lines = [response(OPUS, AT, {"input": 5}) for _ in range(2)]
    with pytest.raises(Misuse) as refused:
        explained(tmp_path, lines, "msg_01000")
    assert str(refused.value.impact).splitlines() == [line["message"]["id"] for line in lines]


@pytest.mark.usefixtures("empty_home")
def test_nothing_is_looked_for_that_begins_with_fewer_than_eight_characters(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="too short"):
        explained(tmp_path, [response(OPUS, AT, {"input": 5})], "msg_010")


@pytest.mark.usefixtures("empty_home")
def test_an_unknown_id_is_no_mistake_of_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(UnknownEvent) as unknown:
        explained(tmp_path, [response(OPUS, AT, {"input": 5})], "msg_01nowhere")
    assert unknown.value.exit_code == 1
    assert "ingest" in str(unknown.value.hint)


@pytest.mark.usefixtures("empty_home", "sampled")
def test_every_response_of_the_samples_seen_more_than_once_has_one_line_that_speaks(sampled: Path) -> None:
    settings = settle(
        db=sampled, config=None, pricing=None, teams=None, quiet=True, verbosity=0, color="auto"
    )
    with desk(settings, intake=None) as at:
        keys = at.reader.rows(
            "SELECT response_key, sum(lines)::BIGINT FROM observations "
            "GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL"
        )
        for key, lines in keys[:20]:
            found = explain_event(at, question(), key)
            assert sum(one.lines for one in found.observations) == lines
            assert sum(one.speaks for one in found.observations) == 1
            assert all(one.why for one in found.observations)
    assert keys


@pytest.mark.usefixtures("empty_home")
def test_json_of_one_response_has_its_lines(sampled: Path) -> None:
    said = claudecost("explain", "msg_011CfC9oQbqYxWKV2rgU2uwU", "--no-ingest", "--db", sampled, "--json")
    assert said.code == 0
    assert [event["kind"] for event in said.json["events"]] == ["message", "fallback"]
    assert said.json["cell"]["cost_usd"] == "0.4064756"
    assert said.json["observations"][0]["speaks"] is True


@pytest.mark.usefixtures("empty_home")
def test_a_day_is_a_day_and_nothing_else(sampled: Path) -> None:
    assert claudecost("explain", "--day", "2026-11", "--no-ingest", "--db", sampled).code == 2
    assert (
        claudecost("explain", "--day", "2026-11-18", "--since", "7d", "--no-ingest", "--db", sampled).code
        == 2
    )
    assert claudecost("explain", "--day", "2026-11-18", "--no-ingest", "--db", sampled).code == 0


@pytest.mark.usefixtures("empty_home")
def test_a_ledger_of_totals_knows_no_single_response(sampled: Path) -> None:
    said = claudecost("explain", "msg_011CfC9oQ", "--ledger", "billed", "--no-ingest", "--db", sampled)
    assert said.code == 2
    assert "knows no single responses" in said.err


@pytest.mark.usefixtures("empty_home")
def test_strict_looks_at_what_has_no_price(sampled: Path) -> None:
    line = ("explain", "--no-ingest", "--strict", "--db", sampled, "--model")
    assert claudecost(*line, "*zeta*").code == 3
    assert claudecost(*line, "*opus*").code == 0


def weak(session: str, message: str, request: str | None, tokens: int) -> dict[str, Any]:
    """A response whose ids name nothing by themselves: those of a relay."""
    line = response(OPUS, AT, {"input": tokens, "output": 10}, session=session)
    line["message"]["id"] = message
    line["requestId"] = request
    return line


@pytest.mark.usefixtures("empty_home")
def test_any_id_that_is_shown_may_be_given_back(tmp_path: Path) -> None:
    lines = [
        weak("morning", "msg_relay", "req_7", 100),
        weak("evening", "msg_relay", "req_7", 200),
        weak("morning", "msg_alone", "req_8", 350),
        weak("morning", "", "req_0123456789abcdef", 400),
    ]
    shown = "weak:msg_relay:req_7/evening/200/0/0"
    for name in (shown, shown[:-4]):
        found = explained(tmp_path, lines, name)
        assert [event.shown for event in found.events] == [shown]
        assert found.cell["input_tokens"] == 200
        assert [one.line for one in found.observations] == [2]
        assert found.traffic["session"] == "evening"
    for name in ("weak:msg_relay:req_7", "msg_relay", "req_7", "msg_relay:req", "weak:msg_relay"):
        assert explained(tmp_path, lines, name).cell["input_tokens"] == 300
    for name in ("msg_alone", "weak:msg_alone:req_8", "msg_alone:req_8", "req_8", "msg_alon"):
        assert explained(tmp_path, lines, name).cell["input_tokens"] == 350
    for name in ("request:req_0123456789abcdef", "req_0123456789abcdef", "req_01234"):
        assert explained(tmp_path, lines, name).cell["input_tokens"] == 400


@pytest.mark.usefixtures("empty_home")
def test_an_id_of_several_responses_lists_ids_that_are_accepted(tmp_path: Path) -> None:
    lines = [weak("morning", "msg_relay", "req_7", 100), weak("morning", "msg_relay", "req_8", 200)]
    with pytest.raises(Misuse, match="is in the ids of 2 responses") as refused:
        explained(tmp_path, lines, "msg_relay")
    listed = str(refused.value.impact).splitlines()
    assert [explained(tmp_path, lines, name).cell["input_tokens"] for name in listed] == [100, 200]


@pytest.mark.usefixtures("empty_home")
def test_every_id_a_cell_lists_is_accepted(sampled: Path) -> None:
    settings = settle(
        db=sampled, config=None, pricing=None, teams=None, quiet=True, verbosity=0, color="auto"
    )
    with desk(settings, intake=None) as at:
        shown = {event.shown for event in explain_cell(at, question(), 0).events}
        for name in sorted(shown)[::40]:
            assert {event.shown for event in explain_event(at, question(), name).events} == {name}
