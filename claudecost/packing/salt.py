"""The secret behind pseudonyms: a private file; who has it can tell who is who, who has not cannot guess.

A small domain such as the e-mail addresses of a company can be tried out by anyone who has the salt, and by
nobody else. So it lies beside the store, never beside the packs. Machines that share it hash alike.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from ..errors import Error, Exit, Place

_BYTES = 32


class BadSalt(Error):
    """The salt cannot be used: others can read it, or it is no salt."""

    def __init__(self, what: str, path: Path, hint: str, *, denied: bool = False) -> None:
        super().__init__(
            what,
            where=Place(str(path)),
            impact="no pack was written",
            hint=hint,
            exit_code=Exit.NO_PERMISSION if denied else Exit.BAD_CONFIG,
        )


def salt_at(path: Path) -> bytes:
    """The salt in a file, made (mode 0600) if there is none yet; raises BadSalt."""
    try:
        _make(path)
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as opened:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                raise BadSalt("the salt is not a regular file", path, "name another with --salt FILE")
            # What Windows reports as a mode says nothing about who may read.
            if os.name == "posix" and mode & 0o077:
                raise BadSalt("others can read the salt", path, f"chmod 600 {path}", denied=True)
            text = opened.read(1024)
    except PermissionError as error:
        words = (error.strerror or "permission denied").lower()
        raise BadSalt(
            f"cannot use the salt: {words}", path, "name another with --salt FILE", denied=True
        ) from None
    except OSError as error:
        words = (error.strerror or str(error)).lower()
        raise BadSalt(f"cannot use the salt: {words}", path, "name another with --salt FILE") from None
    try:
        salt = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        salt = b""
    if len(salt) != _BYTES:
        raise BadSalt(
            f"this is no salt: {2 * _BYTES} hexadecimal digits on one line are",
            path,
            "copy the file from the machine it was made on, or move it away to have a new one made",
        )
    return salt


def _make(path: Path) -> None:
    """A new salt where there is none: whole or not at all, and two makers get the same."""
    if os.path.lexists(path):
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(f"{secrets.token_hex(_BYTES)}\n")
            stream.flush()
            os.fsync(descriptor)
        try:
            os.link(draft, path)  # fails where another was quicker
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
