"""A key and a prompt are planted, everything goes wrong, and whatever is shown or written is searched."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from fake_api import FakeApi
from fake_api.access import Keys
from fake_api.faults import Faults

from claudecost.store import Store

from .conftest import Ran, Run
from .organisation import VARIABLES, begun, files_below, month, small, synced, wait_until

#: What tells these keys from any other text; the beginnings of all keys are no secret.
SECRET = "Pl4nted-9f8e7d6c5b4a3210-Qz7w"
ADMIN, WORKSPACE = f"sk-ant-admin01-{SECRET}", f"sk-ant-api03-{SECRET}"
PROMPT = "the secret prompt text 7391"

#: No part of a key longer than this may be seen.
LONGEST = 8


@pytest.fixture(autouse=True)
def own_places(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own keys; temporary files where they are searched; the package as talkative as can be."""
    import tempfile

    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("CLAUDECOST_SYNC_PATIENCE", "0")
    monkeypatch.setenv("CLAUDECOST_LOCK_TIMEOUT", "0")


def found_in(text: bytes | str) -> list[str]:
    """Parts of the key, names of the headers it travels in, and the prompt, in anything that was written."""
    data = text.encode() if isinstance(text, str) else text
    parts = [SECRET[start : start + LONGEST + 1] for start in range(len(SECRET) - LONGEST)]
    shown = [part for part in (*parts, PROMPT) if part.encode() in data]
    return shown + [name for name in ("authorization", "x-api-key") if name.encode() in data.lower()]


def leaks(ran: Ran, files: Mapping[Path, bytes]) -> list[tuple[str, list[str]]]:
    """Where any of it was found."""
    places = {"stdout": ran.out, "stderr": ran.err}
    found = [(name, found_in(text)) for name, text in places.items()]
    found += [(str(path), found_in(str(path).encode() + b"\n" + data)) for path, data in files.items()]
    return [(name, parts) for name, parts in found if parts]


def echo(faults: Faults, path: str, **aim: int) -> None:
    """A service that repeats what it was sent in its answers."""
    faults.extra_field(ADMIN, ADMIN, path=path, **aim)


#: Everything that ends a sync early, or should not.
SPOILED: dict[str, Callable[[Faults], None]] = {
    "nothing": lambda to: None,
    "401": lambda to: to.next(401, f"no such key: {ADMIN}", path="usage", times=None),
    "403": lambda to: to.next(403, f"x-api-key: {ADMIN}"[11:], path="usage", times=None),
    "400": lambda to: to.next(400, f"bad {SECRET}, {SECRET[3:15]}", path="usage", times=None),
    "404": lambda to: to.next(404, ADMIN, path="usage", times=None),
    "500": lambda to: to.next(500, ADMIN, path="usage", times=None),
    "reset": lambda to: to.reset(path="usage", times=None),
    "truncated": lambda to: to.truncated(path="usage", times=None),
    "not JSON": lambda to: to.not_json(ADMIN.encode(), path="usage", times=None),
    "echoed": lambda to: echo(to, "usage", nth=1),
    "echoed as a value": lambda to: to.unknown_value("model", ADMIN, path="usage"),
    "changed": lambda to: to.renamed_field("group", ADMIN, path="usage", times=None),
    "endless": lambda to: to.endless_cursor(path="usage"),
}


@pytest.fixture
def console() -> Iterator[FakeApi]:
    with FakeApi(small()) as fake:
        fake.keys = Keys(admin=ADMIN, workspace=WORKSPACE)
        yield fake


@pytest.mark.parametrize("what", SPOILED)
def test_the_key_is_shown_and_written_nowhere(
    run: Run, tmp_path: Path, console: FakeApi, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", ADMIN)
    SPOILED[what](console.faults)
    db = tmp_path / "data" / "store.db"
    ran = synced(run, console, db, "-vv", *(["--json"] if what == "nothing" else []))
    assert any(request.headers["x-api-key"] == ADMIN for request in console.requests)
    assert ran.code in ((0,) if what in ("nothing", "echoed", "echoed as a value") else (69, 77))
    assert leaks(ran, files_below(tmp_path)) == []


def test_the_key_in_a_file_stays_there(run: Run, tmp_path: Path, console: FakeApi) -> None:
    file, db = tmp_path / "mine" / "key", tmp_path / "data" / "store.db"
    file.parent.mkdir()
    file.write_text(ADMIN)
    for mode, code in ((0o644, 77), (0o600, 0)):
        file.chmod(mode)
        ran = synced(run, console, db, "-vv", "--key-file", str(file))
        assert ran.code == code
        assert leaks(ran, {path: data for path, data in files_below(tmp_path).items() if path != file}) == []


@pytest.mark.parametrize(
    "key", [f"{ADMIN}\nx: y", f"{ADMIN}\u00e9", WORKSPACE], ids=["two lines", "accent", "api03"]
)
def test_what_is_no_admin_key_is_not_repeated(
    run: Run, tmp_path: Path, console: FakeApi, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, more in (("ANTHROPIC_ADMIN_KEY", ()), ("ANTHROPIC_API_KEY", ("--batches",))):
        if key == WORKSPACE and more:
            continue
        monkeypatch.setenv(name, key)
        ran = synced(run, console, tmp_path / "store.db", "-vv", *more)
        assert ran.code == 77
        assert leaks(ran, files_below(tmp_path)) == []
        monkeypatch.delenv(name)


def test_an_address_with_a_password_is_not_repeated(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", ADMIN)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", f"https://ann:{SECRET}@gateway.example")
    ran = run("--db", tmp_path / "store.db", "sync", "-vv")
    assert ran.code == 78
    assert leaks(ran, {}) == []


def test_a_killed_sync_leaves_no_key_behind(
    run: Run, home: Path, tmp_path: Path, console: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", ADMIN)
    db = tmp_path / "data" / "store.db"
    console.faults.slow(30, path="usage", nth=2)
    with begun(home, db, console, "-vv") as process:
        wait_until(lambda: any(db.with_name(f"{db.name}.sync").glob("*/*.json")))
        process.kill()
        out, err = process.communicate(timeout=60)
    assert leaks(Ran(process.returncode, out, err), files_below(tmp_path)) == []


def test_a_busy_store_shows_no_key(
    run: Run, tmp_path: Path, console: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", ADMIN)
    db = tmp_path / "data" / "store.db"
    with Store(db).ingesting():
        ran = synced(run, console, db, "-vv")
    assert ran.code == 75
    assert leaks(ran, files_below(tmp_path)) == []


def results(number: int, damage: bytes = b"") -> bytes:
    """Results of a batch that say what was asked and answered."""
    message = {
        "id": f"msg_{number}",
        "type": "message",
        "role": "assistant",
        "model": "claude-opus-5-5",
        "content": [{"type": "text", "text": PROMPT}, {"type": "thinking", "thinking": PROMPT}],
        "stop_reason": "stop_sequence",
        "stop_sequence": PROMPT,
        "container": {"id": PROMPT},
        "usage": {"input_tokens": 10, "output_tokens": 20, "service_tier": "batch"},
    }
    error = {"type": "error", "error": {"type": "invalid_request_error", "message": PROMPT}}
    lines = [
        {"custom_id": "a", "prompt": PROMPT, "result": {"type": "succeeded", "message": message}},
        {"custom_id": "b", "result": {"type": "errored", "error": error}},
        {"custom_id": "c", "result": {"type": "succeeded", "message": PROMPT}},
    ]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines) + damage


BATCHES: dict[str, Callable[[Faults], None]] = {
    "nothing": lambda to: to.not_json(results(1), path="results", times=None),
    "not JSON": lambda to: to.not_json(
        results(1, b'{"text": "' + PROMPT.encode()), path="results", times=None
    ),
    "no object": lambda to: to.not_json(f'["{PROMPT}"]\n'.encode(), path="results", times=None),
    "refused": lambda to: to.next(401, f"{WORKSPACE}: {PROMPT}", path="results", times=None),
    "failed": lambda to: to.next(500, f"{WORKSPACE}: {PROMPT}", path="results", times=None),
    "list refused": lambda to: to.next(400, f"{WORKSPACE}: {PROMPT}", path="batches", times=None),
    "list not JSON": lambda to: to.not_json(WORKSPACE.encode(), path="batches", times=None),
    "reset": lambda to: to.reset(path="results", times=None),
}


@pytest.mark.parametrize("what", BATCHES)
@pytest.mark.parametrize("variable", ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"])
def test_neither_key_nor_answers_of_batches_are_shown_or_kept(
    run: Run, tmp_path: Path, what: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, WORKSPACE)
    caught: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            caught.append(self.format(record))

    listening = Listening(logging.INFO)
    logging.getLogger().addHandler(listening)
    try:
        with FakeApi(month()) as fake:
            fake.keys = Keys(workspace=WORKSPACE)
            BATCHES[what](fake.faults)
            db = tmp_path / "data" / "store.db"
            ran = synced(run, fake, db, "-vv", "--batches")
    finally:
        logging.getLogger().removeHandler(listening)
    assert ran.code == (0 if what == "nothing" else 77 if what == "refused" else 69), ran.err
    assert leaks(ran, files_below(tmp_path)) == []
    assert not [line for line in caught if found_in(line)]


def test_the_package_told_to_log_everything_shows_no_key_and_no_answer(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", WORKSPACE)
    monkeypatch.setenv("ANTHROPIC_LOG", "debug")
    with FakeApi(month()) as fake:
        fake.keys = Keys(workspace=WORKSPACE)
        fake.faults.not_json(results(1), path="results", times=None)
        with begun(home, tmp_path / "store.db", fake, "--batches", "-vv") as process:
            out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert SECRET not in out + err
    assert PROMPT not in out + err
    assert not [path for path, data in files_below(tmp_path).items() if found_in(data)]
