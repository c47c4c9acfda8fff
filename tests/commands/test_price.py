"""`price` from the command line: the published examples, every shape it reads, every way to get it wrong."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pricing.worked_examples import CASES, Case, Tokens

from .conftest import Ran, Run

CENT_PARTS = Decimal("1e-10")
DOCUMENTED = {
    "input_tokens": 2048,
    "cache_read_input_tokens": 1800,
    "cache_creation_input_tokens": 248,
    "cache_creation": {"ephemeral_5m_input_tokens": 148, "ephemeral_1h_input_tokens": 100},
    "output_tokens": 503,
}


def usage(tokens: Tokens) -> dict[str, Any]:
    """Counts in the shape the API reports them."""
    five, hour = tokens.get("cache_write_5m", 0), tokens.get("cache_write_1h", 0)
    return {
        "input_tokens": tokens.get("input", 0),
        "output_tokens": tokens.get("output", 0),
        "cache_read_input_tokens": tokens.get("cache_read", 0),
        "cache_creation_input_tokens": five + hour,
        "cache_creation": {"ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": hour},
    }


def response(case: Case) -> dict[str, Any]:
    """A worked example as the Messages response that would have reported it."""
    together: Tokens = {}
    for request in case.requests:
        for meter, count in request.items():
            together[meter] = together.get(meter, 0) + count
    whole = usage(together)
    if len(case.requests) > 1:
        whole["iterations"] = [{"type": "message", **usage(request)} for request in case.requests]
    if together.get("web_search"):
        whole["server_tool_use"] = {"web_search_requests": together["web_search"]}
    whole |= {"service_tier": case.service_tier, "inference_geo": case.geo, "speed": case.speed}
    stop = "refusal" if case.refused else "end_turn"
    return {"id": "msg_1", "type": "message", "model": case.model, "stop_reason": stop, "usage": whole}


def priced(run: Run, whole: object, *options: object) -> dict[str, Any]:
    """The JSON answer to an object on standard input."""
    ran = run("price", "--json", *options, stdin=json.dumps(whole).encode())
    assert ran.code == 0, ran.err
    answer: dict[str, Any] = json.loads(ran.out)
    return answer


def cost(answer: dict[str, Any]) -> Decimal:
    """The total, which is the exact sum of the items."""
    total = Decimal(answer["cost_usd"])
    assert total == sum(Decimal(item["amount_usd"]) for item in answer["items"])
    return total.quantize(CENT_PARTS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_worked_example_comes_out_to_the_last_digit(run: Run, case: Case) -> None:
    answer = priced(run, response(case), "--at", case.day)
    assert answer["unpriced"] == []
    assert cost(answer) == case.usd.quantize(CENT_PARTS)
    if case.with_fees_usd is not None:
        with_session = priced(run, response(case), "--at", case.day, "--session-hours", "1.0")
        assert cost(with_session) == case.with_fees_usd.quantize(CENT_PARTS)


@pytest.mark.parametrize(
    ("minutes", "usd"),
    [([93_000, 2, 2, 2], "0.0125"), ([96_000], "2.5"), ([2], "0")],
    ids=["each container has a minimum", "1,600 hours in a month", "inside the allowance"],
)
def test_containers_cost_what_the_allowance_leaves(run: Run, minutes: list[int], usd: str) -> None:
    options = [option for count in minutes for option in ("--code-execution-minutes", count)]
    answer = priced(run, {"input_tokens": 0}, "--model", "claude-opus-5", "--at", "2026-08-01", *options)
    assert cost(answer) == Decimal(usd).quantize(CENT_PARTS)
    assert [item["meter"] for item in answer["items"]] == ["code_execution"]
    assert answer["items"][0]["rate_usd_per_hour"] == "0.05"


def test_the_json_is_the_one_of_the_contract(run: Run) -> None:
    answer = priced(run, DOCUMENTED, "--model", "claude-opus-5", "--at", "2026-08-01T09:30:00+02:00")
    assert list(answer) == [
        "schema_version", "model", "at", "items", "cost_usd", "unpriced", "price_book",
    ]  # fmt: skip
    assert answer["schema_version"] == 1
    assert (answer["model"], answer["at"]) == ("claude-opus-5", "2026-08-01T07:30:00Z")
    assert answer["cost_usd"] == "0.02564"
    assert priced(run, DOCUMENTED, "--model", "claude-opus-5")["at"] == "2026-11-20T12:00:00Z"
    assert set(answer["price_book"]) == {"version", "sha256", "as_of"}
    [row] = answer["items"][2]["rows"]
    assert "claude-opus-5 from 2026-07-24" in row
    assert answer["items"][2] == {
        "kind": "message",
        "model": "claude-opus-5",
        "meter": "cache_write_1h",
        "quantity": 100,
        "rate_usd_per_mtok": "10",
        "modifiers": [],
        "rows": [row],
        "amount_usd": "0.001",
        "billed": True,
    }


def test_searches_have_a_rate_per_thousand(run: Run) -> None:
    whole = {"input_tokens": 0, "output_tokens": 0, "server_tool_use": {"web_search_requests": 3}}
    [item] = priced(run, whole, "--model", "claude-opus-5", "--service-tier", "batch")["items"]
    assert (item["rate_usd_per_thousand"], item["amount_usd"], item["modifiers"]) == ("10", "0.03", [])
    assert "rate_usd_per_mtok" not in item


def test_a_compaction_is_billed_beside_the_top_level(run: Run) -> None:
    whole = {
        "input_tokens": 23_000,
        "output_tokens": 1_000,
        "iterations": [
            {"type": "compaction", "input_tokens": 180_000, "output_tokens": 3_500},
            {"type": "message", "input_tokens": 23_000, "output_tokens": 1_000},
        ],
    }
    answer = priced(run, whole, "--model", "claude-opus-4-8", "--at", "2026-06-15")
    assert cost(answer) == Decimal("1.1275")
    assert {item["kind"] for item in answer["items"]} == {"message", "compaction"}


def test_an_advisor_is_billed_at_its_own_rates_and_speed(run: Run) -> None:
    whole = {
        "input_tokens": 1_760,
        "cache_read_input_tokens": 412,
        "output_tokens": 531,
        "inference_geo": "us",
        "iterations": [
            {"type": "message", "input_tokens": 412, "output_tokens": 89},
            {
                "type": "advisor_message",
                "model": "claude-opus-5",
                "input_tokens": 823,
                "output_tokens": 1_612,
            },
            {"type": "message", "input_tokens": 1_348, "cache_read_input_tokens": 412, "output_tokens": 442},
        ],
    }
    message = {"model": "claude-sonnet-4-6", "usage": whole}
    plain = priced(run, message, "--at", "2026-08-01", "--geo", "global")
    assert cost(plain) == Decimal("0.0577836")
    advice = [item for item in plain["items"] if item["kind"] == "advisor"]
    assert {item["model"] for item in advice} == {"claude-opus-5"}
    assert cost(priced(run, message, "--at", "2026-08-01")) == Decimal("0.0577836") * Decimal("1.1")


def test_samplings_are_judged_one_by_one_and_shown_together(run: Run) -> None:
    """Two prompts of 60,000 are not one of 120,000; both stand in one line, as their rate is one."""
    case = next(case for case in CASES if case.name == "W12")
    answer = priced(run, response(case), "--at", case.day)
    assert [(item["meter"], item["quantity"]) for item in answer["items"]] == [
        ("input", 120_000),
        ("output", 2_000),
    ]
    mixed = {**usage({"input": 160_001}), "iterations": [
        {"type": "message", "input_tokens": 60_000}, {"type": "message", "input_tokens": 100_001},
    ]}  # fmt: skip
    answer = priced(run, mixed, "--model", "claude-haiku-5-5", "--at", case.day)
    assert [(item["rate_usd_per_mtok"], item["quantity"]) for item in answer["items"]] == [
        ("0.1", 60_000),
        ("0.5", 100_001),
    ]


def test_an_attempt_that_declined_is_listed_and_free(run: Run) -> None:
    whole = {
        "input_tokens": 412,
        "output_tokens": 264,
        "iterations": [
            {"type": "message", "model": "claude-fable-5", "input_tokens": 535, "output_tokens": 0},
            {
                "type": "fallback_message",
                "model": "claude-opus-4-8",
                "input_tokens": 412,
                "output_tokens": 264,
            },
        ],
    }
    answer = priced(run, {"model": "claude-opus-4-8", "usage": whole}, "--at", "2026-07-01")
    assert cost(answer) == Decimal("0.00866")
    [declined] = [item for item in answer["items"] if item["kind"] == "fallback"]
    assert (declined["model"], declined["quantity"]) == ("claude-fable-5", 535)
    assert (declined["amount_usd"], declined["billed"]) == ("0", False)
    whole["iterations"][0]["output_tokens"] = 50  # type: ignore[index]
    answer = priced(run, {"model": "claude-opus-4-8", "usage": whole}, "--at", "2026-07-01")
    assert cost(answer) == Decimal("0.00866") + Decimal("0.00785")


def test_a_refusal_before_any_output_is_free_and_says_so(run: Run) -> None:
    message = {"model": "claude-opus-4-8", "stop_reason": "refusal", "usage": usage({"input": 412})}
    [item] = priced(run, message, "--at", "2026-06-02")["items"]
    assert (item["billed"], item["amount_usd"]) == (False, "0")
    assert item["modifiers"][0].startswith("unbilled_refusal x0 ")
    table = run("price", "--at", "2026-06-02", stdin=json.dumps(message).encode())
    assert "not billed" in table.out


def test_a_transcript_line_is_priced_at_its_own_time(run: Run) -> None:
    line = {
        "type": "assistant",
        "timestamp": "2026-10-06T23:59:59.999Z",
        "requestId": "req_1",
        "message": {"model": "claude-sonnet-5-5", "usage": usage({"cache_read": 1_000_000})},
    }
    answer = priced(run, line)
    assert (answer["at"], answer["cost_usd"]) == ("2026-10-06T23:59:59.999000Z", "0.2")
    assert priced(run, line, "--at", "2026-10-07")["cost_usd"] == "0.1"


def test_an_echo_of_a_subagent_is_a_transcript_line_too(run: Run) -> None:
    message = {"model": "claude-sonnet-5-5", "usage": usage({"cache_read": 1_000_000})}
    echo = {"type": "assistant", "timestamp": "2026-10-06T12:00:00Z", "message": message}
    line = {"type": "progress", "data": {"type": "agent_progress", "agentId": "a1", "message": echo}}
    assert priced(run, line)["cost_usd"] == "0.2"


def test_a_message_id_shows_the_cloud_and_the_endpoint_can_be_told(run: Run) -> None:
    message = {"id": "msg_vrtx_1", "model": "claude-sonnet-4-6", "usage": usage({"input": 100_000})}
    ran = run("price", "--json", "--at", "2026-04-01", stdin=json.dumps(message).encode())
    assert json.loads(ran.out)["cost_usd"] == "0.3"
    assert ran.err == (
        "note: whether the endpoint was regional is not recorded; priced without regional_endpoint\n"
    )
    assert priced(run, message, "--at", "2026-04-01", "--endpoint", "regional")["cost_usd"] == "0.33"
    assert run("price", "-q", stdin=json.dumps(message).encode()).err == ""


def test_options_go_before_what_the_object_says(run: Run) -> None:
    whole = {
        **usage({"input": 1_000_000}),
        "speed": "standard",
        "service_tier": "batch",
        "inference_geo": "us",
    }
    message = {"model": "claude-opus-5-5", "usage": whole}
    at = ("--at", "2026-10-01")
    assert priced(run, message, *at)["cost_usd"] == "2.2"
    assert priced(run, message, *at, "--service-tier", "Standard")["cost_usd"] == "4.4"
    assert priced(run, message, *at, "--service-tier", "standard", "--geo", "global")["cost_usd"] == "4"
    assert priced(run, message, *at, "--service-tier", "standard", "--speed", "fast")["cost_usd"] == "8.8"
    answer = priced(run, message, *at, "--model", "anthropic/claude-haiku-4.5")
    assert (answer["model"], answer["cost_usd"]) == ("claude-haiku-4-5-20251001", "0.5")


def test_the_book_can_be_asked_as_it_was_known(run: Run) -> None:
    options = ("--model", "claude-sonnet-5", "--at", "2026-09-01")
    whole = usage({"input": 1_000_000})
    assert priced(run, whole, *options)["cost_usd"] == "2"
    then = priced(run, whole, *options, "--as-of", "2026-07-15")
    assert (then["cost_usd"], then["price_book"]["as_of"]) == ("3", "2026-07-15")


def test_own_prices_are_laid_over_the_book(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    row = '- {model: claude-opus-5, from: 2026-08-01, input: "1", output: "2"}'
    (own / "prices.yaml").write_text(f"prices:\n{row}\n", encoding="utf-8")
    answer = priced(
        run, usage({"input": 1_000_000}), "--model", "claude-opus-5", "--at", "2026-08-01", "--pricing", own
    )
    assert answer["cost_usd"] == "1"
    assert str(own / "prices.yaml") in answer["items"][0]["rows"][0]


@pytest.mark.parametrize(
    ("model", "tier", "reason"),
    [
        ("claude-zeta-9", "standard", "no price"),
        ("opus", "standard", "a setting that means different models at different times"),
        ("claude-opus-5", "priority", "service tier priority: sold as a commitment"),
        ("claude-opus-5", "shiny", "no rule for service tier 'shiny'"),
    ],
)
def test_what_has_no_price_is_listed_and_never_zero(run: Run, model: str, tier: str, reason: str) -> None:
    whole = json.dumps({**usage({"input": 7, "output": 9}), "service_tier": tier}).encode()
    ran = run("price", "--json", "--model", model, stdin=whole)
    answer = json.loads(ran.out)
    assert ran.code == 0
    assert (answer["items"], answer["cost_usd"]) == ([], "0")
    assert [(entry["meter"], entry["quantity"]) for entry in answer["unpriced"]] == [
        ("input", 7),
        ("output", 9),
    ]
    assert all(entry["reason"].startswith(reason) for entry in answer["unpriced"])
    assert run("price", "--strict", "--model", model, stdin=whole).code == 3
    table = run("price", "--model", model, stdin=whole).out
    assert "unpriced" in table
    assert "a lower bound" in table


def test_strict_minds_only_what_has_no_price(run: Run) -> None:
    assert (
        run("price", "--strict", "--model", "claude-opus-5", stdin=json.dumps(DOCUMENTED).encode()).code == 0
    )


def test_claude_codes_own_entries_cost_nothing(run: Run) -> None:
    line = {"type": "assistant", "message": {"model": "<synthetic>", "usage": usage({})}}
    answer = priced(run, line)
    assert (answer["model"], answer["items"], answer["cost_usd"]) == ("<synthetic>", [], "0")


def test_odd_values_are_read_as_in_a_transcript_and_said(run: Run) -> None:
    text = b'\xef\xbb\xbf {"input_tokens": "12", "output_tokens": NaN, "cache_read_input_tokens": 3.0}\n'
    ran = run("price", "--json", "--model", "claude-opus-5", stdin=text)
    assert [item["quantity"] for item in json.loads(ran.out)["items"]] == [12, 3]
    assert ran.err == "note: 1 of its counts made no sense and counted as 0\n"


SECRET = "attack at dawn"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "there is nothing to price: the input is empty"),
        (f'{{"content": "{SECRET}', "this is not JSON"),
        (SECRET, "this is not JSON"),
        (f'"{SECRET}"', "this JSON is not an object"),
        (f'[{{"content": "{SECRET}"}}]', "this JSON is not an object"),
        (f'{{"content": "{SECRET}"}}', "there is no usage in this object"),
        (f'{{"usage": "{SECRET}"}}', "there is no usage in this object"),
        (f'{{"type": "result", "result": "{SECRET}", "usage": {{"input_tokens": 1}}}}', "there is no usage"),
        (f'{{"type": "user", "message": {{"content": "{SECRET}"}}}}', "there is no usage in this line"),
        (f'{{"type": "progress", "data": "{SECRET}"}}', "there is no usage in this line"),
        (f'{{"input_tokens": 1}}\n{{"content": "{SECRET}"}}\n', "this holds more than one JSON value"),
        ("[" * 100_000, "this JSON is nested too deeply"),
        (f'{{"input_tokens": {"9" * 5_000}}}', "this JSON is nested too deeply or holds a number too long"),
        (b"\xff\xfe{", "this is not UTF-8 text"),
    ],
)
def test_bad_input_is_named_and_never_repeated(run: Run, text: str | bytes, what: str) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    ran = run("price", "--model", "claude-opus-5", stdin=data)
    assert (ran.code, ran.out) == (65, "")
    assert ran.err.startswith(f"error: {what}")
    assert "at standard input" in ran.err
    assert SECRET not in ran.err


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ((), "nothing says which model this usage is of"),
        (("--model", ""), "nothing says which model this usage is of"),
        (("--model", "claude-opus-5", "--at", "11/12/2026"), "--at 11/12/2026 is not an instant"),
        (("--model", "claude-opus-5", "--at", "2026-11-20T09:30:00"), "--at 2026-11-20T09:30:00 is not"),
        (("--model", "claude-opus-5", "--at", "2026-W47"), "--at 2026-W47 is not an instant"),
        (("--model", "claude-opus-5", "--at", "2026-02-30"), "--at 2026-02-30 is not an instant"),
        (("--model", "claude-opus-5", "--speed", "quick"), "--speed quick is not known"),
        (("--model", "claude-opus-5", "--endpoint", "moon"), "--endpoint moon is not known"),
        (
            ("--model", "claude-opus-5", "--session-hours", "-1"),
            "--session-hours -1 is not a number of hours",
        ),
        (("--model", "claude-opus-5", "--session-hours", "1e3"), "--session-hours 1e3 is not"),
        (("--model", "claude-opus-5", "--as-of", "yesterday"), "--as-of yesterday is not a day"),
        (("--model", "claude-opus-5", "-f", "pdf"), "there is no format 'pdf'"),
        (("--model", "claude-opus-5", "--json", "--csv"), "two formats at once"),
    ],
)
def test_a_misused_option_is_named(run: Run, options: tuple[str, ...], what: str) -> None:
    ran = run("price", *options, stdin=b'{"input_tokens": 1}')
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {what}")
    assert "hint:" in ran.err


def test_without_a_file_or_a_pipe_there_is_nothing_to_price(run: Run) -> None:
    ran = run("price", "--model", "claude-opus-5", stdin=None)
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: there is nothing to price")


def test_a_line_costs_what_the_report_over_it_says(run: Run, home: Path) -> None:
    """One rule, two ways: in Python for one object, in SQL for a store."""
    entries = [
        {"type": "message", "input_tokens": 90_000, "output_tokens": 7},
        {"type": "advisor_message", "model": "claude-opus-5-5", "input_tokens": 823, "output_tokens": 1_612},
        {"type": "message", "input_tokens": 110_001, "output_tokens": 11},
        {"type": "compaction", "input_tokens": 80_000, "output_tokens": 900},
    ]
    whole = {**usage({"input": 200_001, "output": 18}), "iterations": entries, "inference_geo": "us"}
    whole["server_tool_use"] = {"web_search_requests": 2}
    line = {
        "type": "assistant",
        "uuid": "u1",
        "sessionId": "s1",
        "timestamp": "2026-11-01T12:00:00Z",
        "message": {
            "id": "msg_01AAAAAAAAAAAAAAAAAAAAAA",
            "model": "claude-haiku-5-5",
            "stop_reason": "end_turn",
            "usage": whole,
        },
    }
    folder = home / ".claude" / "projects" / "shop"
    folder.mkdir(parents=True)
    (folder / "s1.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    report = json.loads(run("report", "--by", "model", "--json").out)
    answer = priced(run, line)
    assert Decimal(report["totals"]["cost_usd"]) == Decimal(answer["cost_usd"]) > 0
    by_model = {row["model"]: Decimal(row["cost_usd"]) for row in report["rows"]}
    for model, usd in by_model.items():
        assert usd == sum(Decimal(item["amount_usd"]) for item in answer["items"] if item["model"] == model)


def test_a_file_that_is_not_there_is_a_misuse(run: Run, tmp_path: Path) -> None:
    ran = run("price", tmp_path / "none.json")
    assert (ran.code, ran.err.splitlines()[0]) == (2, f"error: no such file: {tmp_path / 'none.json'}")
    assert run("price", tmp_path).err.startswith(f"error: cannot read {tmp_path}: is a directory")


def test_a_file_and_a_dash_are_read_alike(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "usage.json"
    file.write_text(json.dumps(DOCUMENTED), encoding="utf-8")
    options = ("--model", "claude-opus-5", "--at", "2026-08-01")
    by_file: Ran = run("price", file, *options)
    assert by_file == run("price", "-", *options, stdin=file.read_bytes())
    assert by_file.code == 0


def test_the_table_shows_every_digit_and_then_why(run: Run, tmp_path: Path) -> None:
    whole = {**DOCUMENTED, "server_tool_use": {"web_search_requests": 2}}
    options = ("--model", "claude-opus-5", "--at", "2026-08-01", "--geo", "us", "--session-hours", "0.5")
    ran = run("price", *options, "-o", tmp_path / "shown.txt", stdin=json.dumps(whole).encode())
    assert (ran.code, ran.out) == (0, "")
    shown = (tmp_path / "shown.txt").read_text(encoding="utf-8")
    head, _, why = shown.partition("rates in USD per million tokens\n")
    assert head == (
        "claude-opus-5 at 2026-08-01T00:00:00Z, prices 2026.11.27\n"
        "\n"
        "                          Quantity        Rate  Amount (USD)\n"
        "message  claude-opus-5\n"
        "  input                      2,048         5.5     0.011264\n"
        "  cache_write_5m               148       6.875     0.0010175\n"
        "  cache_write_1h               100          11     0.0011\n"
        "  cache_read                 1,800        0.55     0.00099\n"
        "  output                       503        27.5     0.0138325\n"
        "  web_search                     2          10     0.02\n"
        "fees\n"
        "  session_runtime        1,800,000        0.08     0.04\n"
        "\n"
        "Total                                              0.088204\n"
        "\n"
    )
    assert "us_geography x1.1 (modifiers.yaml:" in why
    assert "web_search from 2025-05-07" in why
    assert "session_runtime from 2026-04-08" in why


def test_on_a_terminal_every_line_fits(run: Run) -> None:
    whole = {**DOCUMENTED, "server_tool_use": {"web_search_requests": 2}}
    ran = run(
        "price",
        "--model",
        "claude-opus-5",
        "--at",
        "2026-08-01",
        stdin=json.dumps(whole).encode(),
        columns=80,
    )
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "(known 2026-07-24, A, RN,\n      P-hist)\n" in ran.out


def test_other_formats_have_the_same_lines(run: Run) -> None:
    options = ("--model", "claude-opus-5", "--at", "2026-08-01")
    rows = run("price", "--csv", *options, stdin=json.dumps(DOCUMENTED).encode()).out.splitlines()
    assert rows[0].startswith("kind,model,meter,quantity,rate_usd_per_mtok,")
    assert rows[3].startswith("message,claude-opus-5,cache_write_1h,100,10,,,0.001,true,")
    markdown = run("price", "-f", "md", *options, stdin=json.dumps(DOCUMENTED).encode()).out
    assert "| **Total** |" in markdown
    assert "**0.02564**" in markdown
