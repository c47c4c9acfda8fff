"""Where the text goes: to standard output, or into a file that appears whole or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from errno import EACCES, EISDIR
from io import TextIOWrapper
from pathlib import Path
from secrets import token_hex
from typing import TextIO

from claudecost.errors import Error, Exit, Place
from claudecost.renderers.clean import clean_output


class CannotWriteError(Error):
    """The output cannot be written where it was asked for."""

    def __init__(self, path: Path | str, cause: OSError) -> None:
        denied = isinstance(cause, PermissionError)
        super().__init__(
            f"cannot write the output: {(cause.strerror or str(cause)).lower()}",
            where=Place(str(path)),
            hint="choose another place for it with -o FILE",
            exit_code=Exit.NO_PERMISSION if denied else Exit.CANNOT_WRITE,
        )


def write(text: str, path: Path | None = None) -> None:
    """Write to a file, or to standard output when there is none or it is called `-`."""
    if path is None or str(path) == "-":
        write_stream(text, sys.stdout)
    else:
        write_file(text, path)


def write_stream(text: str, stream: TextIO) -> None:
    """Write to a stream; a reader that has gone away (`| head`) is no error of ours.

    Characters the stream's encoding lacks become `?`. On a terminal what could steer it is made visible.
    """
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    try:
        stream.write(clean_output(text) if stream.isatty() else text)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as cause:
        _silence(stream)
        raise CannotWriteError("standard output", cause) from cause


def check_writable(path: Path | None) -> None:
    """Find out before long work, not after it, whether a file can be written."""
    if path is None or str(path) == "-" or _is_device(path):
        return
    trial = _beside(path)
    try:
        _refuse_in_place(path)
        os.close(os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        trial.unlink()
    except OSError as cause:
        raise CannotWriteError(path, cause) from cause


def write_file(text: str, path: Path) -> None:
    """Write a new file beside the old one, then put it in its place, with the old one's permissions."""
    content = text.encode("utf-8", "backslashreplace")
    temporary = _beside(path)
    try:
        if _is_device(path):
            path.write_bytes(content)
            return
        _refuse_in_place(path)
        _write_new(temporary, content)
        with suppress(FileNotFoundError):
            temporary.chmod(path.stat().st_mode & 0o7777)
        temporary.replace(os.path.realpath(path))
    except OSError as cause:
        raise CannotWriteError(path, cause) from cause
    finally:
        with suppress(OSError):
            temporary.unlink()


def _write_new(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _refuse_in_place(path: Path) -> None:
    """Refuse what replacing would walk over: a folder, or a file its owner has made read-only."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "it is a folder")
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(EACCES, "the file is read-only")


def _beside(path: Path) -> Path:
    """A name not taken, in the folder where the file really lies."""
    real = Path(os.path.realpath(path))
    return real.with_name(f".claudecost-{token_hex(8)}.tmp")


def _is_device(path: Path) -> bool:
    """Such as /dev/stdout or a named pipe: written to as it is, never replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _silence(stream: TextIO) -> None:
    """Send what is still buffered nowhere, or the interpreter would complain about it on its way out."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
