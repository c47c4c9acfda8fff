"""Which of one's own texts would be sent, and which stay here whatever happens."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from claudecost.errors import Misuse
from claudecost.sync.texts import LONGEST, MOST_TEXTS, Gathered, Text, bundles, gather, kind_of


def put(folder: Path, **files: str | bytes) -> Path:
    """Files by name, `__` for a point and `_of_` for a folder: `put(tmp_path, src_of_main__py="...")`."""
    for name, content in files.items():
        path = folder / name.replace("_of_", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def names(found: Gathered) -> list[str]:
    return [text.text for text in found.texts]


def test_a_folder_is_taken_all_the_way_down_by_name(tmp_path: Path) -> None:
    put(tmp_path, b__md="two", a__py="one", src_of_deep_of_c__txt="three")
    assert names(gather([tmp_path])) == ["one", "two", "three"]


def test_what_is_hidden_or_somebody_elses_is_not_taken(tmp_path: Path) -> None:
    put(
        tmp_path,
        __git_of_config="git",
        node_modules_of_x__js="js",
        __hidden__md="hidden",
        venv_of_a__py="venv",
    )
    put(tmp_path, mine__py="mine")
    assert names(gather([tmp_path])) == ["mine"]


def test_a_hidden_path_that_is_named_is_taken(tmp_path: Path) -> None:
    put(tmp_path / ".notes", today__md="mine")
    assert names(gather([tmp_path / ".notes"])) == ["mine"]


@pytest.mark.parametrize(
    "name",
    [
        ".env", ".env.local", "prod.env", "server.pem", "id_rsa", "id_ed25519.pub", "credentials.json",
        "AWS-Credentials", "my_secrets.yaml", "tls.key", ".netrc", ".npmrc", "terraform.tfstate",
        "passwords.txt",
    ],
)  # fmt: skip
def test_what_is_called_like_a_secret_stays_and_is_counted(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("harmless", encoding="utf-8")
    for paths in ([tmp_path], [tmp_path / name]):
        found = gather(paths)
        assert (found.texts, found.secret) == ([], 1)


@pytest.mark.parametrize(
    "inside",
    [
        "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY-----", "sk-ant-api03-abc",
        "AKIAIOSFODNN7EXAMPLE", "ghp_" + "a" * 36, "xoxb-1234567890-abc",
    ],
)  # fmt: skip
def test_what_reads_like_a_secret_stays_and_is_counted(tmp_path: Path, inside: str) -> None:
    put(tmp_path, notes__md=f"remember: {inside}\n")
    found = gather([tmp_path])
    assert (found.texts, found.secret) == ([], 1)


def test_what_is_no_text_stays_and_is_counted(tmp_path: Path) -> None:
    put(tmp_path, a__py=b"\x00\x01", b__md="caf\u00e9".encode("latin-1"), c__txt="text", d__txt="  \n")
    found = gather([tmp_path])
    assert (names(found), found.no_text) == (["text"], 2)


def test_of_a_long_file_only_the_beginning_is_taken_and_no_half_character(tmp_path: Path) -> None:
    put(tmp_path, a__md="x" + "\u20ac" * LONGEST)
    found = gather([tmp_path])
    [text] = found.texts
    assert found.cut == 1
    assert LONGEST - 3 < text.size <= LONGEST
    assert set(text.text) == {"x", "\u20ac"}


def test_there_is_a_most(tmp_path: Path) -> None:
    for number in range(MOST_TEXTS + 2):
        (tmp_path / f"{number}.md").write_text("text", encoding="utf-8")
    found = gather([tmp_path])
    assert (len(found.texts), found.beyond) == (MOST_TEXTS, 2)


def test_links_inside_a_folder_are_not_followed(tmp_path: Path) -> None:
    """They could lead round in a circle, or to what was never meant."""
    folder = put(tmp_path / "mine", a__md="mine")
    put(tmp_path / "other", b__md="other")
    (folder / "loop").symlink_to(folder)
    (folder / "away").symlink_to(tmp_path / "other")
    (folder / "b.md").symlink_to(tmp_path / "other" / "b.md")
    assert names(gather([folder])) == ["mine"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert gather([tmp_path]).no_text == 1


def test_a_file_named_twice_is_one_text(tmp_path: Path) -> None:
    put(tmp_path, a__md="once")
    assert names(gather([tmp_path, tmp_path / "a.md"])) == ["once"]


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="no such file or directory"):
        gather([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("main.py", "python"),
        ("app.TSX", "typescript"),
        ("lib.rs", "other code"),
        ("guide.md", "technical documentation"),
        ("CLAUDE.md", "instructions for an agent"),
        ("letter.txt", "english prose"),
        ("a.jsonl", "json log lines"),
        ("conf.yaml", "markup and data"),
        ("Makefile", "other text"),
    ],
)
def test_kinds_are_called_as_in_the_price_book(name: str, kind: str) -> None:
    from claudecost.pricing import load_book

    assert kind_of(Path(name)) == kind
    known = {row.content for row in load_book().ratios}
    assert kind in known | {"markup and data", "other text"}


def test_bundles_hold_every_text_once_and_no_more_than_is_sent_at_a_time() -> None:
    texts = [Text("python", str(number) * 60_000, 60_000) for number in range(7)]
    found = list(bundles(texts))
    assert [part for bundle in found for part in bundle.split("\n\n")] == [text.text for text in texts]
    assert max(map(len, found)) <= LONGEST + 10


def test_a_text_is_not_part_of_how_it_prints() -> None:
    """A traceback may show it."""
    assert "planted" not in repr(Text("python", "planted", 7))
