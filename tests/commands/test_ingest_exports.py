"""`ingest` of everything that is no transcript: known by its content, taken in once, refused in words."""

from __future__ import annotations

import gzip
import json
import os
import sys
import urllib.request
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fake_api import FakeApi
from fake_api.console_csv import costs, spend_report, tokens_of_month

from .conftest import Ran, Run
from .organisation import enterprise, files_below, month, small

PROMPT = "the secret prompt text 7391"
OCTOBER = date(2026, 10, 1), date(2026, 10, 31)
USAGE = {"input_tokens": 100, "output_tokens": 40}


def message(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A response with an answer in it that nobody may see."""
    return {
        "id": f"msg_{number}", "type": "message", "role": "assistant", "model": "claude-opus-5-5",
        "content": [{"type": "text", "text": PROMPT}], "stop_reason": "end_turn", "usage": USAGE,
    } | fields  # fmt: skip


def jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


LOG = jsonl({"timestamp": "2026-10-07T12:00:00Z", "request": PROMPT, "response": message()})
BATCH = jsonl(
    {"custom_id": "a", "result": {"type": "succeeded", "message": message(2)}},
    {"custom_id": "b", "result": {"type": "errored", "error": {"message": PROMPT}}},
)
BEDROCK = jsonl(
    {
        "schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "timestamp": "2026-10-07T08:00:00Z",
        "accountId": "123456789012", "region": "us-east-1", "requestId": "r1", "operation": "InvokeModel",
        "modelId": "us.anthropic.claude-opus-4-8-v1:0",
        "input": {"inputTokenCount": 3, "inputBodyJson": {"messages": [{"content": PROMPT}]}},
        "output": {"outputTokenCount": 13, "outputBodyJson": message(3)},
    }
)  # fmt: skip
LITELLM = jsonl(
    {
        "request_id": "chatcmpl-1", "call_type": "acompletion", "api_key": "88dc28d0", "spend": 0.0125,
        "prompt_tokens": 5000, "completion_tokens": 300, "total_tokens": 5300, "messages": PROMPT,
        "startTime": "2026-10-07T09:00:00.000Z", "endTime": "2026-10-07T09:00:02.000Z", "response": PROMPT,
        "model": "claude-sonnet-5-5", "custom_llm_provider": "anthropic", "status": "success", "metadata": {},
    }
)  # fmt: skip
TRANSCRIPT = jsonl(
    {
        "type": "assistant", "sessionId": "5e55", "uuid": "11d", "parentUuid": None, "requestId": "req_1",
        "timestamp": "2026-10-07T10:00:00.000Z", "cwd": "/home/ann/shop", "message": message(4),
    }
)  # fmt: skip
MEMBERS = b"name,email,role,status,seat_tier\nAnn,ann@fernwood.example,admin,active,premium\n"
LINES = b"user,lines_this_month,prs_with_cc\nann@fernwood.example,120,3\n"
MONTHLY = b"user,spend_this_month_(usd),lines_this_month\nann@fernwood.example,12.5,120\n"
SPEND = spend_report(enterprise(), *OCTOBER)

#: Every format, and the source it is read as.
FORMATS: dict[str, tuple[bytes, str]] = {
    "transcript": (TRANSCRIPT, "claude-code"),
    "response log": (LOG, "response-log"),
    "batch results": (BATCH, "batch"),
    "Bedrock log": (BEDROCK, "bedrock-log"),
    "LiteLLM spend logs": (LITELLM, "litellm"),
    "tokens CSV": (tokens_of_month(small(), OCTOBER[0]).text.encode(), "console-tokens-csv"),
    "cost CSV": (costs(small(), *OCTOBER).text.encode(), "console-cost-csv"),
    "spend report": (SPEND.text.encode(), "spend-report-csv"),
    "members": (MEMBERS, "members-csv"),
}
DAYS = ("--from", "2026-10-01", "--to", "2026-10-31")


@pytest.fixture(autouse=True)
def ready_made_rates(home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The price book is read once, not once a test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.db"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Where exports lie."""
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


def taken(ran: Ran, code: int = 0) -> Any:
    """What an ingest with --json did; what holds of every such answer is checked."""
    assert ran.code == code, ran.err
    shown = json.loads(ran.out)
    lines, seen = shown["lines"], shown["files"]
    assert lines["read"] == lines["usage"] + lines["not_usage"] + lines["quarantined"]
    assert min(lines["read"], lines["usage"], lines["not_usage"], lines["quarantined"]) >= 0
    assert seen["seen"] == seen["read"] + seen["unchanged"] + seen["unreadable"] + refused_in(shown)
    return shown


def refused_in(shown: Any) -> int:
    """Files of a known format that were refused."""
    return sum(not path.endswith("unknown.csv") for path in shown["refused_files"])


def asked(run: Run, db: Path, *arguments: str) -> Any:
    ran = run("--db", db, "report", *arguments, "--json", "--no-ingest")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


# What is known by its content


@pytest.mark.parametrize("name", ["export.csv", "no-suffix-at-all"])
@pytest.mark.parametrize("what", FORMATS)
def test_a_file_is_known_by_its_content_whatever_its_name(
    run: Run, db: Path, files: Path, what: str, name: str
) -> None:
    content, source = FORMATS[what]
    (files / name).write_bytes(content)
    shown = taken(run("--db", db, "ingest", "--json", files / name, *DAYS))
    assert shown["files"]["read"] == 1
    assert shown["lines"]["usage"] > 0
    with_source = taken(run("--db", db, "ingest", "--json", "--source", source, files / name, *DAYS))
    assert with_source["lines"] == shown["lines"]


@pytest.mark.parametrize("content", [LINES, MONTHLY], ids=["lines", "monthly"])
def test_a_list_without_usage_is_read_and_said_to_hold_none(
    run: Run, db: Path, files: Path, content: bytes
) -> None:
    (files / "claude_code.csv").write_bytes(content)
    ran = run("--db", db, "ingest", files / "claude_code.csv")
    assert ran.code == 0, ran.err
    assert "no usage and no amounts by day in this file" in ran.err


@pytest.mark.parametrize("what", ["response log", "Bedrock log", "LiteLLM spend logs", "batch results"])
def test_a_packed_log_is_read_like_an_unpacked_one(run: Run, db: Path, files: Path, what: str) -> None:
    content, _ = FORMATS[what]
    (files / "log.jsonl").write_bytes(content)
    (files / "log.jsonl.gz").write_bytes(gzip.compress(content))
    plain = taken(run("--db", db, "ingest", "--json", files / "log.jsonl"))
    packed = taken(run("--db", db, "ingest", "--json", files / "log.jsonl.gz"))
    assert packed["lines"] == plain["lines"]
    assert packed["responses"]["new"] == 0, "the same responses"


#: Endpoints, with what they are asked for.
CONSOLE_PAGES = {
    "usage_report/messages": "starting_at=2026-10-01T00:00:00Z&ending_at=2026-10-31T00:00:00Z&limit=31"
    "&group_by[]=model&group_by[]=workspace_id",
    "cost_report": "starting_at=2026-10-01T00:00:00Z&ending_at=2026-10-31T00:00:00Z&limit=31"
    "&group_by[]=description&group_by[]=workspace_id",
    "analytics/usage": "starting_at=2026-10-01T00:00:00Z&ending_at=2026-10-31T00:00:00Z"
    "&time_bucket_width=1d&group_by[]=model",
    "analytics/cost": "starting_at=2026-10-01T00:00:00Z&ending_at=2026-10-31T00:00:00Z"
    "&time_bucket_width=1d&group_by[]=model&group_by[]=token_type",
    "api_keys": "",
    "workspaces": "",
    "users": "",
    "me": "",
}


ENTERPRISE_PAGES = {
    "analytics/usage_report": "starting_at=2026-10-01T00:00:00Z&ending_at=2026-10-31T00:00:00Z"
    "&bucket_width=1d&group_by[]=model",
    "analytics/cost_report": "starting_at=2026-10-01T00:00:00Z&ending_at=2026-10-31T00:00:00Z"
    "&bucket_width=1d&group_by[]=model",
    "analytics/user_usage_report": "starting_at=2026-10-01T00:00:00Z&ending_at=2026-10-31T00:00:00Z",
    "analytics/user_cost_report": "starting_at=2026-10-01T00:00:00Z&ending_at=2026-10-31T00:00:00Z",
    "analytics/usage": CONSOLE_PAGES["analytics/usage"],
    "analytics/cost": CONSOLE_PAGES["analytics/cost"],
    "rbac_groups": "",
    "users": "",
}


@pytest.mark.parametrize("path", CONSOLE_PAGES)
def test_a_saved_page_of_every_console_endpoint_is_taken_in(
    run: Run, db: Path, files: Path, path: str
) -> None:
    with FakeApi(small()) as fake:
        save(fake, fake.admin_key, path, CONSOLE_PAGES[path], files / "page.json")
    is_one_page(run, db, files)


@pytest.mark.parametrize("path", ENTERPRISE_PAGES)
def test_a_saved_page_of_every_enterprise_endpoint_is_taken_in(
    run: Run, db: Path, files: Path, path: str
) -> None:
    with FakeApi(enterprise(), kind="enterprise") as fake:
        save(fake, fake.analytics_key, path, ENTERPRISE_PAGES[path], files / "page.json")
    is_one_page(run, db, files, *DAYS)


def test_saved_pages_that_sync_fetches_otherwise_are_taken_in(run: Run, db: Path, files: Path) -> None:
    with FakeApi(month()) as fake:
        day = "starting_at=2026-10-07&limit=1000"
        save(fake, fake.admin_key, "usage_report/claude_code", day, files / "page.json")
        is_one_page(run, db, files)
        (files / "page.json").unlink()
        save(fake, fake.oauth_token, "service_accounts", "", files / "accounts.json")
        is_one_page(run, db, files)


def is_one_page(run: Run, db: Path, files: Path, *arguments: str) -> None:
    shown = taken(run("--db", db, "ingest", "--json", files, *arguments))
    assert (shown["files"]["read"], shown["skipped_files"]) == (1, 0)
    assert shown["lines"]["read"] == shown["lines"]["usage"] == 1
    assert taken(run("--db", db, "ingest", "--json", files))["files"]["unchanged"] == 1


def save(fake: FakeApi, key: str, path: str, query: str, file: Path) -> None:
    """Save an answer as somebody with curl does."""
    headers = {
        "x-api-key": key,
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "analytics-usage-cost-2026-08-24,fast-mode-2026-02-01",
    }
    address = f"{fake.url}/v1/organizations/{path}?{query.replace('[]', '%5B%5D')}"
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        file.write_bytes(answer.read())


def test_an_empty_page_is_a_page_with_nothing_in_it(run: Run, db: Path, files: Path) -> None:
    (files / "page.json").write_text('{"data": [], "has_more": false, "next_page": null}')
    shown = taken(run("--db", db, "ingest", "--json", files / "page.json"))
    assert (shown["lines"]["read"], shown["lines"]["not_usage"]) == (1, 1)


# Directories with everything in them


def mixed(files: Path) -> None:
    """Every format once, and what is none of ours."""
    names = [f"{number}.csv" for number in range(len(FORMATS))]
    for name, (content, _) in zip(names, FORMATS.values(), strict=True):
        (files / name).write_bytes(content)
    (files / "spend-report-2026-10-01-to-2026-10-31.csv").write_bytes(SPEND.text.encode())
    (files / "unknown.csv").write_text("animal,legs\ncat,4\n")
    (files / "package.json").write_text('{"name": "shop"}')
    (files / "photo.png").write_bytes(b"\x89PNG\r\n")


def test_a_directory_gives_what_is_in_it_and_counts_what_is_left_alone(
    run: Run, db: Path, files: Path
) -> None:
    mixed(files)
    shown = taken(run("--db", db, "ingest", "--json", files, *DAYS))
    assert shown["files"]["read"] == len(FORMATS) + 1
    assert shown["skipped_files"] == 2, "a picture is not even looked at"
    ran = run("--db", db, "ingest", files)
    assert ran.code == 0
    assert "2 files of no known format are left alone; name one to hear why" in ran.err


def test_a_named_file_of_no_format_is_refused_with_what_its_nearest_lacks(
    run: Run, db: Path, files: Path
) -> None:
    mixed(files)
    (files / "unknown.csv").write_text("usage_date_utc,model_version,usage_output_tokens\n2026-10-05,x,1\n")
    ran = run("--db", db, "ingest", "--json", files / "unknown.csv", files / "1.csv")
    shown = taken(ran, 65)
    assert shown["files"]["read"] == 1, "the other one is taken in all the same"
    assert shown["refused_files"] == [str(files / "unknown.csv")]
    assert "Console tokens CSV: column usage_input_tokens_no_cache is missing" in ran.err
    assert "tried as well: " in ran.err
    assert max(map(len, ran.err.splitlines())) <= 130


@pytest.mark.parametrize("suffix", ["jsonl", "json"])
def test_a_named_file_of_no_format_is_never_quoted(run: Run, db: Path, files: Path, suffix: str) -> None:
    for content in (f'{{"prompt": "{PROMPT}"}}', f'{{"data": [{{"prompt": "{PROMPT}"}}]', PROMPT):
        (files / f"unknown.{suffix}").write_text(content)
        ran = run("--db", db, "ingest", files / f"unknown.{suffix}", "-vv")
        assert ran.code == 65
        assert PROMPT not in ran.out + ran.err


def test_a_page_cut_short_is_called_one(run: Run, db: Path, files: Path) -> None:
    (files / "page.json").write_text('{"data": [{"starting_at": "2026-')
    ran = run("--db", db, "ingest", files / "page.json")
    assert ran.code == 65
    assert "page of an organisation API: it is not one whole JSON document" in ran.err


REFUSED = {
    "ambiguous dates": FORMATS["cost CSV"][0]
    .replace(b"2026-10-05", b"10/05/2026")
    .replace(b"2026-10-06", b"10/06/2026"),
    "a spend report of nobody knows when": SPEND.text.encode(),
    "a page of another form": b'{"data": [{"starting_at": "2026-10-05T00:00:00Z", "results": '
    b'[{"uncached_input_tokens": "the secret prompt text 7391"}]}], "has_more": false}',
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refused_file_does_not_keep_the_others_out(run: Run, db: Path, files: Path, what: str) -> None:
    (files / "log.jsonl").write_bytes(LOG)
    (files / "refused.json").write_bytes(REFUSED[what])
    ran = run("--db", db, "ingest", "--json", files)
    shown = taken(ran, 65)
    assert shown["files"]["read"] == 1
    assert shown["responses"]["new"] == 1
    assert shown["refused_files"] == [str(files / "refused.json")]
    assert ran.err.startswith("error: ")
    assert f"  at {files / 'refused.json'}" in ran.err
    assert PROMPT not in ran.err
    again = taken(run("--db", db, "ingest", "--json", files), 65)
    assert again["files"]["unchanged"] == 1
    (files / "refused.json").unlink()
    assert taken(run("--db", db, "ingest", "--json", files))["responses"]["total"] == 1


def test_a_refused_file_keeps_what_was_there_before(run: Run, db: Path, files: Path) -> None:
    """A good file that becomes a bad one in place takes nothing back."""
    file = files / "cost.csv"
    file.write_bytes(FORMATS["cost CSV"][0])
    taken(run("--db", db, "ingest", "--json", file))
    before = asked(run, db, "--ledger", "billed", "--by", "day")
    file.write_bytes(REFUSED["ambiguous dates"])
    taken(run("--db", db, "ingest", "--json", file), 65)
    assert asked(run, db, "--ledger", "billed", "--by", "day")["rows"] == before["rows"]


# What is said of files


def test_the_days_of_a_spend_report_are_given_or_in_its_name(run: Run, db: Path, files: Path) -> None:
    (files / "report.csv").write_bytes(SPEND.text.encode())
    refused = run("--db", db, "ingest", files / "report.csv")
    assert refused.code == 65
    assert "`--from` and `--to`" in refused.err
    taken(run("--db", db, "ingest", "--json", files / "report.csv", *DAYS))
    given = asked(run, db, "--ledger", "billed", "--by", "source")
    (files / SPEND.name).write_bytes(SPEND.text.encode())
    taken(run("--db", db, "ingest", "--json", files / SPEND.name))
    assert asked(run, db, "--ledger", "billed", "--by", "source")["totals"] == given["totals"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2026-10-01"), "--from and --to belong together"),
        (("--from", "2026-10-31", "--to", "2026-10-01"), "--to 2026-10-01 is before --from 2026-10-31"),
        (("--from", "10/01/2026", "--to", "10/31/2026"), "--from and --to take days"),
        (("--at", "yesterday"), "--at yesterday is no time"),
    ],
)
def test_days_and_times_that_are_none_are_refused(
    run: Run, db: Path, files: Path, arguments: tuple[str, ...], words: str
) -> None:
    ran = run("--db", db, "ingest", files, *arguments)
    assert ran.code == 2
    assert words in ran.err


def test_figures_are_kept_under_the_organisation_they_are_of(run: Run, db: Path, files: Path) -> None:
    """Two organisations with the same amounts are two amounts; the same one twice is one."""
    (files / "north.csv").write_bytes(FORMATS["cost CSV"][0])
    (files / "south.csv").write_bytes(FORMATS["cost CSV"][0])
    found = []
    for name, organization in (("north", "North"), ("south", "North"), ("south", "South")):
        arguments = (files / f"{name}.csv", "--organization", organization)
        taken(run("--db", db, "ingest", "--json", *arguments))
        totals = asked(run, db, "--ledger", "billed", "--by", "day")["totals"]
        found.append(Decimal(totals["billed_usd"]))
    assert found == [found[0], found[0], 2 * found[0]]


def test_responses_are_found_where_the_configuration_says(
    run: Run, db: Path, files: Path, tmp_path: Path
) -> None:
    config = tmp_path / "claudecost.yaml"
    config.write_text('log_time: "$.meta.at"\nlog_message: "$.call.resp"\n')
    wrapped = {"meta": {"at": "2026-10-09T00:00:00Z"}, "call": {"resp": message(9)}}
    (files / "own.jsonl").write_bytes(jsonl(wrapped))
    (files / "usual.jsonl").write_bytes(LOG)
    shown = taken(run("--db", db, "--config", config, "ingest", "--json", files))
    assert shown["responses"]["new"] == 2
    days = [row["day"] for row in asked(run, db, "--by", "day")["rows"]]
    assert days == ["2026-10-07", "2026-10-09"]
    config.write_text('log_time: "$..at"\n')
    ran = run("--db", db, "--config", config, "ingest", files)
    assert ran.code == 78
    assert "a path such as $.meta.at" in ran.err


# The same again


@pytest.mark.parametrize("what", FORMATS)
def test_the_same_file_twice_changes_nothing(run: Run, db: Path, files: Path, what: str) -> None:
    content, _ = FORMATS[what]
    (files / "one.csv").write_bytes(content)
    first = taken(run("--db", db, "ingest", "--json", files / "one.csv", *DAYS))
    (files / "two.csv").write_bytes(content)
    second = taken(run("--db", db, "ingest", "--json", files / "two.csv", *DAYS))
    assert second["responses"]["new"] == 0
    assert second["responses"]["total"] == first["responses"]["total"]
    for ledger in ("metered", "billed"):
        ran = run("--db", db, "report", "--ledger", ledger, "--by", "day", "--json", "--no-ingest")
        if ran.code == 0 and first["ledger_rows"]:
            assert json.loads(ran.out)["coverage"] is not None


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc or atime nowhere else")
def test_an_unchanged_file_is_not_opened_again(
    run: Run, db: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed(files)
    (files / "unknown.csv").unlink()
    (files / "package.json").unlink()
    taken(run("--db", db, "ingest", "--json", files, *DAYS))
    opened: list[str] = []

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and str(arguments[0]).startswith(str(files)):
            opened.append(str(arguments[0]))

    sys.addaudithook(listen)
    shown = taken(run("--db", db, "ingest", "--json", files))
    assert shown["files"]["unchanged"] == shown["files"]["seen"] == len(FORMATS) + 1
    assert opened == []


def test_a_file_changed_in_place_takes_the_place_of_what_it_was(run: Run, db: Path, files: Path) -> None:
    file = files / "log.jsonl"
    file.write_bytes(LOG)
    taken(run("--db", db, "ingest", "--json", file))
    file.write_bytes(LOG + jsonl({"timestamp": "2026-10-08T12:00:00Z", "response": message(5)}))
    shown = taken(run("--db", db, "ingest", "--json", file))
    assert (shown["responses"]["new"], shown["responses"]["total"]) == (1, 2)
    cost = files / "cost.csv"
    cost.write_bytes(FORMATS["cost CSV"][0])
    taken(run("--db", db, "ingest", "--json", cost))
    header, *rows = FORMATS["cost CSV"][0].splitlines(keepends=True)
    one = rows[0].replace(rows[0].split(b",")[7], b"1234.00", 1)
    cost.write_bytes(b"".join([header, one, *rows[1:]]))
    os.utime(cost, ns=(1_800_000_000_000_000_000,) * 2)
    taken(run("--db", db, "ingest", "--json", cost))
    assert float(asked(run, db, "--ledger", "billed", "--by", "day")["totals"]["billed_usd"]) > 1234


# What must not be seen


DAMAGED: Mapping[str, bytes] = {
    "log": LOG
    + b'{"timestamp": "2026-10-07T12:00:01Z", "response": {"text": "'
    + PROMPT.encode()
    + b"\n"
    + LOG,
    "batch": BATCH + f'{{"custom_id": "z", "result": {{"type": "{PROMPT}\n'.encode() + BATCH,
    "Bedrock": BEDROCK + b'{"schemaType": "ModelInvocationLog", "x": "' + PROMPT.encode() + b"\n" + BEDROCK,
    "LiteLLM": LITELLM + b'{"request_id": "x", "messages": "' + PROMPT.encode() + b"\n" + LITELLM,
    "transcript": TRANSCRIPT + b'{"type": "assistant", "message": "' + PROMPT.encode() + b"\n" + TRANSCRIPT,
    "tokens CSV": FORMATS["tokens CSV"][0] + f"{PROMPT},{PROMPT},1,2\n".encode(),
    "cost CSV": FORMATS["cost CSV"][0] + f"{PROMPT},x\n".encode(),
    "spend report": FORMATS["spend report"][0] + f"{PROMPT}\n".encode(),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_no_prompt_and_no_answer_is_kept_or_shown(
    run: Run, home: Path, tmp_path: Path, db: Path, files: Path, what: str
) -> None:
    (files / "x.jsonl").write_bytes(DAMAGED[what])
    ran = run("--db", db, "ingest", "--json", files / "x.jsonl", *DAYS, "-vv", "--damage")
    shown = taken(ran)
    assert shown["lines"]["quarantined"] > 0
    said = run("--db", db, "ingest", files / "x.jsonl", *DAYS, "-vv", "--damage")
    report = run("--db", db, "report", "--by", "model,session", "--no-ingest", "-vv")
    assert PROMPT not in "".join((*ran[1:], *said[1:], *report[1:]))
    for path, data in files_below(home, db.parent).items():
        assert PROMPT.encode() not in data, path
        assert not path.is_relative_to(files)


# Stores of before


def older(db: Path) -> None:
    """A store as the first version left it, with nothing in it but that."""
    import duckdb

    from claudecost.store.migrations import STEPS, question

    db.parent.mkdir(parents=True)
    with duckdb.connect(db, config={"storage_compatibility_version": "v1.5.0"}) as connection:
        for number, step in enumerate(STEPS[:1], start=1):
            connection.execute(question(step))
            connection.execute(
                "INSERT INTO schema_history VALUES ($number, '2026-09-01', '0.0.1')", {"number": number}
            )


@pytest.mark.parametrize("first", ["ingest", "report", "sync"])
def test_a_store_of_the_first_version_is_brought_up_by_whatever_comes_first(
    run: Run, db: Path, files: Path, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(db)
    (files / "cost.csv").write_bytes(FORMATS["cost CSV"][0])
    if first == "report":
        assert run("--db", db, "report", "--by", "day", "--json", "--no-ingest").code == 0
    elif first == "sync":
        with FakeApi(small()) as fake:
            monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", fake.admin_key)
            line = ("sync", "--period", "2026-10", "--base-url", fake.url)
            assert run("--db", db, *line).code == 0
    taken(run("--db", db, "ingest", "--json", files))
    assert float(asked(run, db, "--ledger", "billed", "--by", "day")["totals"]["billed_usd"]) > 0
