"""`tokenizer measure` over real HTTP against the fake service, and `tokenizer list`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_api import FakeApi, Fault, Request
from fake_api.access import Keys
from fake_api.faults import Faults
from fake_api.views.counting import counted

from claudecost.store import Store

from .conftest import Ran, Run
from .organisation import VARIABLES, files_below, small

SECRET = "Pl4nted-9f8e7d6c5b4a3210-Qz7w"
KEY = f"sk-ant-api03-{SECRET}"
PLANTED = "planted sentence 7391"

PYTHON = f"import this\n\ndef planted() -> None:\n    print('{PLANTED}')\n" * 20
PROSE = f"It was a dark and stormy night, and a {PLANTED}. " * 30

OLDER, NEWER = "claude-sonnet-4-6", "claude-opus-5-5"


@pytest.fixture(autouse=True)
def own_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own keys, and no patience."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLAUDECOST_SYNC_PATIENCE", "0")
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)


@pytest.fixture
def service() -> Iterator[FakeApi]:
    """A service that counts tokens for one key."""
    with FakeApi(small()) as fake:
        fake.keys = Keys(workspace=KEY)
        yield fake


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Two texts, and one that looks like a secret."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "night.txt").write_text(PROSE, encoding="utf-8")
    (folder / "main.py").write_text(PYTHON, encoding="utf-8")
    (folder / ".env").write_text(f"KEY={SECRET}", encoding="utf-8")
    return folder


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.db"


def measured(run: Run, fake: FakeApi, db: Path, *more: object, **how: Any) -> Ran:
    return run("--db", db, "tokenizer", "measure", "--base-url", fake.url, *more, **how)


def bodies(requests: list[Request]) -> str:
    return "".join(request.body.decode() for request in requests)


# --- measuring ----------------------------------------------------------------------------------


def test_ratios_are_what_the_service_counts_for_both_models(
    run: Run, db: Path, service: FakeApi, mine: Path
) -> None:
    ran = measured(run, service, db, mine, "--yes", "--json")
    assert ran.code == 0, ran.err
    shown = json.loads(ran.out)
    rows = {row["content"]: row for row in shown["rows"]}
    assert set(rows) == {"english prose", "python"}
    for content, text in (("english prose", PROSE), ("python", PYTHON)):
        row = rows[content]
        assert (row["texts"], row["bytes"]) == (1, len(text))
        assert (row["from_tokens"], row["to_tokens"]) == (counted(OLDER, text), counted(NEWER, text))
    assert (rows["python"]["ratio"], rows["english prose"]["ratio"]) == ("1.2507", "1.4498")
    assert shown["left_out"] == {"secret": 1, "no_text": 0, "beyond": 0, "cut": 0}
    assert (shown["from_model"], shown["to_model"]) == (OLDER, NEWER)
    assert {request.path for request in service.requests} == {"/v1/messages/count_tokens"}


def test_what_is_around_a_text_is_taken_off(run: Run, db: Path, service: FakeApi, mine: Path) -> None:
    """A message costs a few tokens more than its text, which would blur the ratio of a short one."""
    service.faults.add(Fault(edit=lambda answer: {"input_tokens": answer["input_tokens"] + 7}), times=None)
    ran = measured(run, service, db, mine, "--yes", "--json")
    rows = {row["content"]: row for row in json.loads(ran.out)["rows"]}
    assert rows["python"]["from_tokens"] == counted(OLDER, PYTHON)


def test_it_says_what_goes_where_before_anything_is_sent(
    run: Run, db: Path, service: FakeApi, mine: Path
) -> None:
    ran = measured(run, service, db, mine, "--yes")
    host = service.url.removeprefix("http://")
    assert ran.err.splitlines() == [
        f"2 texts ({len(PROSE) + len(PYTHON):,} bytes) to be counted by {host} for {OLDER} and {NEWER}:",
        f"  english prose                   1  {len(PROSE):>12,} bytes",
        f"  python                          1  {len(PYTHON):>12,} bytes",
        "left out: 1 with the looks of a secret",
        "only the counts are kept",
    ]


def test_without_a_terminal_nothing_is_sent_unless_told(
    run: Run, db: Path, service: FakeApi, mine: Path
) -> None:
    ran = measured(run, service, db, mine)
    assert (ran.code, ran.out) == (2, "")
    assert "hint: say it on the command line: --yes" in ran.err
    assert service.requests == []
    assert not db.exists()


@pytest.mark.parametrize(("answer", "sent"), [("y", True), ("yes", True), ("n", False), ("", False)])
def test_at_a_terminal_it_asks(
    run: Run, db: Path, service: FakeApi, mine: Path, monkeypatch: pytest.MonkeyPatch, answer: str, sent: bool
) -> None:
    import io
    import sys

    from .conftest import Terminal

    def typed(*_: object, **__: object) -> None:
        stream = Terminal(io.BytesIO(f"{answer}\n".encode()), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stream)

    from claudecost.cli import main

    typed()
    code = main(["--db", str(db), "tokenizer", "measure", "--base-url", service.url, str(mine)])
    assert code == (0 if sent else 1)
    assert bool(service.requests) == sent
    assert db.exists() == sent


def test_secrets_are_never_sent(run: Run, db: Path, service: FakeApi, mine: Path) -> None:
    measured(run, service, db, mine, mine / ".env", "--yes")
    assert PLANTED in bodies(service.requests)
    assert SECRET not in bodies(service.requests)


def test_the_models_can_be_chosen_in_any_order(run: Run, db: Path, service: FakeApi, mine: Path) -> None:
    ran = measured(run, service, db, mine, "--yes", "--json", "--models", "claude-haiku-5-5,haiku-4-5")
    assert ran.code == 2, "a name must be one"
    ran = measured(run, service, db, mine, "--yes", "--json", "--models", "claude-haiku-5-5,claude-haiku-4-5")
    shown = json.loads(ran.out)
    assert (shown["from_model"], shown["to_model"]) == ("claude-haiku-4-5-20251001", "claude-haiku-5-5")
    assert (shown["from_tokenizer"], shown["to_tokenizer"]) == ("T1", "T2")


@pytest.mark.parametrize(
    ("models", "words"),
    [
        ("claude-opus-5-5,claude-sonnet-5-5", "have the same tokenizer (T2)"),
        ("claude-opus-5-5,claude-sonet-4-6", "did you mean claude-sonnet-4-6"),
        ("claude-opus-5-5", "is not two models"),
        ("claude-3-opus-latest,claude-opus-5-5", "claude-3-opus-20240229 is retired"),
    ],
)
def test_models_that_make_no_ratio_are_refused(
    run: Run, db: Path, service: FakeApi, mine: Path, models: str, words: str
) -> None:
    ran = measured(run, service, db, mine, "--yes", "--models", models)
    assert ran.code == 2
    assert words in ran.err
    assert service.requests == []


def test_where_there_is_no_text_there_is_nothing_to_count(
    run: Run, db: Path, service: FakeApi, mine: Path
) -> None:
    ran = measured(run, service, db, mine / ".env", "--yes")
    assert ran.code == 65
    assert "left out: 1 with the looks of a secret" in ran.err
    assert service.requests == []


def test_without_a_key_it_says_which(
    run: Run, db: Path, service: FakeApi, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    ran = measured(run, service, db, mine, "--yes")
    assert ran.code == 77
    assert "there is no API key to count tokens with" in ran.err


def test_a_bearer_token_will_do(
    run: Run, db: Path, service: FakeApi, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", KEY)
    assert measured(run, service, db, mine, "--yes").code == 0


def test_a_key_is_not_sent_unencrypted_to_another_machine(run: Run, db: Path, mine: Path) -> None:
    ran = run("--db", db, "tokenizer", "measure", mine, "--yes", "--base-url", "http://gateway.example")
    assert ran.code == 78
    assert "the key would travel unencrypted to gateway.example" in ran.err


#: What happens to the third request, the exit code, words to find.
FAULTS: dict[str, tuple[Callable[[Faults], None], int, str]] = {
    "wrong key": (lambda to: to.next(401, KEY, nth=3), 77, "the API key was refused (status 401)"),
    "no right": (lambda to: to.next(403, PLANTED, nth=3), 77, "the API key was refused (status 403)"),
    "retired": (lambda to: to.next(404, PLANTED, nth=3), 69, "does not count for claude-sonnet-4-6"),
    "too large": (lambda to: to.next(413, PLANTED, nth=3), 69, "status 413"),
    "too many": (lambda to: to.next(429, PLANTED, nth=3), 69, "status 429"),
    "overloaded": (lambda to: to.next(529, PLANTED, nth=3), 69, "status 529"),
    "reset": (lambda to: to.reset(nth=3), 69, "no connection"),
    "not JSON": (lambda to: to.not_json(PLANTED.encode(), nth=3), 69, "not JSON"),
    "elsewhere": (lambda to: to.next(302, nth=3), 69, "sends us elsewhere"),
    "no count": (lambda to: to.not_json(b'{"input_tokens": "many"}', nth=3), 69, "without a count"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_what_goes_wrong_is_said_and_nothing_is_kept(
    run: Run, db: Path, service: FakeApi, mine: Path, what: str
) -> None:
    spoil, code, words = FAULTS[what]
    spoil(service.faults)
    ran = measured(run, service, db, mine, "-vv", "-q", "--yes")
    assert ran.code == code, ran.err
    assert ran.err.startswith("error: ")
    assert words in ran.err
    assert not db.exists()
    assert PLANTED not in ran.err
    assert SECRET not in ran.err


@pytest.mark.parametrize("log", ["", "debug"])
def test_no_text_path_or_key_is_kept_shown_or_logged(
    run: Run,
    db: Path,
    tmp_path: Path,
    service: FakeApi,
    mine: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    log: str,
) -> None:
    """Not even when the package is told to log everything it sends."""
    import logging

    monkeypatch.setenv("ANTHROPIC_LOG", log)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("anthropic").setLevel(logging.DEBUG)
    ran = measured(run, service, db, mine, "--yes", "-v")
    assert ran.code == 0
    kept = b"".join(data for path, data in files_below(tmp_path).items() if mine not in path.parents)
    for word in (PLANTED, SECRET, "night.txt", "main.py"):
        assert word not in ran.out + ran.err + caplog.text
        assert word.encode() not in kept


def test_measured_ratios_are_listed_and_the_newest_counts(
    run: Run, db: Path, service: FakeApi, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured(run, service, db, mine, "--yes")
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-21T12:00:00Z")
    (mine / "main.py").write_text("no code at all " * 100, encoding="utf-8")
    measured(run, service, db, mine, "--yes")
    with Store(db).reading() as reader:
        assert reader.rows("SELECT count(*) FROM token_ratios") == [(4,)]
    shown = json.loads(run("--db", db, "tokenizer", "list", "--json").out)
    own = {row["content"]: row for row in shown["rows"] if row["source"].startswith("own")}
    assert (own["python"]["likely"], own["python"]["since"]) == ("1.4507", "2026-11-21")
    assert shown["notes"] == ["`claudecost whatif` uses your own measurements"]


def test_the_list_shows_the_price_books_ratios_without_any_store(run: Run, db: Path) -> None:
    ran = run("--db", db, "tokenizer", "list", "--json")
    assert ran.code == 0
    [general] = [row for row in json.loads(ran.out)["rows"] if row["content"] == "general"]
    assert (general["low"], general["likely"], general["high"]) == ("1", "1.3", "1.35")
    assert not db.exists()
