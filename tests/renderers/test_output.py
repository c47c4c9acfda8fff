"""A file appears whole or not at all; a closed pipe is nobody's error."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from claudecost.errors import Error, Exit
from claudecost.renderers.output import check_writable, write, write_file, write_stream


class Terminal(TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_a_file_is_written_as_utf8_with_the_line_ends_it_was_given(tmp_path: Path) -> None:
    write("a,é\nb\ud800\n", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == b"a,\xc3\xa9\nb\\ud800\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_file_replaced_keeps_its_permissions_and_links_keep_pointing(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_file("new", link)
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_permissions_any_new_file_has(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    write_file("", tmp_path / "ours")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_failed_write_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "out.csv"
    target.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Error) as caught:
        write_file("new", target)
    assert str(caught.value) == (
        f"error: cannot write the output: no space left on device\n"
        f"  at {target}\n"
        f"  hint: choose another place for it with -o FILE"
    )
    assert caught.value.exit_code is Exit.CANNOT_WRITE
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("attempt", [check_writable, lambda path: write_file("x", path)])
def test_a_place_that_cannot_be_written_is_an_error_before_and_after(
    attempt: Callable[[Path], None], tmp_path: Path
) -> None:
    for path in (tmp_path / "no" / "folder" / "x.csv", tmp_path):
        with pytest.raises(Error, match="cannot write") as caught:
            attempt(path)
        assert caught.value.exit_code is Exit.CANNOT_WRITE


@pytest.mark.parametrize("attempt", [check_writable, lambda path: write_file("x", path)])
def test_no_permission_has_its_own_exit_code(
    attempt: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(Error) as caught:
        attempt(tmp_path / "x.csv")
    assert caught.value.exit_code is Exit.NO_PERMISSION


def test_a_read_only_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_text("old")
    kept.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for everyone but root
    with pytest.raises(Error) as caught:
        write_file("new", kept)
    assert caught.value.exit_code is Exit.NO_PERMISSION
    assert kept.read_text() == "old"


def test_checking_leaves_nothing_behind(tmp_path: Path) -> None:
    check_writable(tmp_path / "x.csv")
    check_writable(None)
    check_writable(Path("-"))
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_written_to_and_stays_a_device() -> None:
    check_writable(Path(os.devnull))
    write_file("x", Path(os.devnull))
    assert not Path(os.devnull).is_file()


def test_a_dash_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    write("a\n", Path("-"))
    write("b\n")
    assert capsys.readouterr().out == "a\nb\n"


def test_an_encoding_that_lacks_a_character_shows_a_question_mark() -> None:
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding="latin-1", newline="")
    write_stream("a─é\n", stream)
    assert raw.getvalue() == b"a?\xe9\n"


def test_a_pipe_gets_every_byte_and_a_terminal_nothing_that_steers_it() -> None:
    text, raw, shown = "\x1b]0;t\x07\x1b[1mx\x1b[0m\n", BytesIO(), BytesIO()
    pipe, terminal = TextIOWrapper(raw, encoding="utf-8"), Terminal(shown, encoding="utf-8")
    write_stream(text, pipe)
    write_stream(text, terminal)
    assert raw.getvalue() == text.encode()
    assert shown.getvalue() == b"\\x1b]0;t\\x07\x1b[1mx\x1b[0m\n"


def test_a_reader_that_has_gone_away_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stream:
        write_stream("x" * 1_000_000, stream)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_standard_output_is_an_error() -> None:
    with Path("/dev/full").open("w") as stream, pytest.raises(Error) as caught:
        write_stream("x", stream)
    assert caught.value.exit_code is Exit.CANNOT_WRITE
