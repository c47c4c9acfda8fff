"""Claude Code's settings.json, changed only when asked: everything else in it stays, and a backup is left.

A file that is no JSON object, or that says a key twice, is refused: rewriting it could lose what it meant.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from secrets import token_hex
from typing import Any

from .config_dirs import configured_directories, is_directory
from .errors import BadConfig, Error, Exit, Place

#: Longer settings are none.
LARGEST = 16 * 1024 * 1024

_INDENT = re.compile(r"\{\r?\n([ \t]+)\"")


class BadSettings(BadConfig):
    """The settings file is not what Claude Code could read, or what we could rewrite without loss."""

    def __init__(self, path: Path, why: str, line: int | None = None) -> None:
        super().__init__(
            f"the settings cannot be changed: {why}",
            where=Place(str(path), line),
            impact="the file was left as it is",
            hint="mend it, or put the lines in by hand",
        )


class CannotChange(Error):
    """The settings file cannot be read or written."""

    def __init__(self, path: Path, cause: OSError) -> None:
        super().__init__(
            f"cannot change the settings: {(cause.strerror or str(cause)).lower()}",
            where=Place(str(path)),
            impact="the file was left as it is",
            hint="put the lines in by hand, or run this as the user whose file it is",
            exit_code=Exit.NO_PERMISSION if isinstance(cause, PermissionError) else Exit.CANNOT_WRITE,
        )


@dataclass(frozen=True)
class Changed:
    """What was done to a settings file: `backup` is the file as it was, None where there was none before."""

    path: Path
    is_changed: bool
    backup: Path | None = None


def settings_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The user's settings.json of Claude Code: in CLAUDE_CONFIG_DIR, else in ~/.claude.

    Of a list the first directory that is there, and never a new one named like the list.
    """
    named = configured_directories(environ)
    there = [directory for directory in named if is_directory(directory)]
    return (there or named or [Path.home() / ".claude"])[0] / "settings.json"


def program() -> list[str]:
    """How a command in the settings calls us: by name where the PATH leads here, else by the whole path."""
    own = Path(sys.argv[0]).absolute()
    if own.name not in ("claudecost", "claudecost.exe"):
        return [sys.executable, "-m", "claudecost"]
    found = shutil.which("claudecost")
    is_found = found is not None and Path(found).resolve() == own.resolve()
    return ["claudecost"] if is_found else [str(own)]


def change(path: Path, how: Callable[[dict[str, Any]], dict[str, Any]]) -> Changed:
    """Give the settings to `how` and write what comes back, whole or not at all; raises BadSettings.

    `how` returns a new object, the same where there is nothing to do, and may raise ValueError with words for
    what is in its way. A link is followed: the file it names is rewritten, with its permissions.
    """
    try:
        text = _read(path)
        settings = _parsed(path, text)
        try:
            wanted = how(json.loads(json.dumps(settings)))
        except ValueError as error:
            raise BadSettings(path, str(error)) from None
        if wanted == settings and text is not None:
            return Changed(path, is_changed=False)
        return Changed(path, True, _write(path, text, _laid_out(wanted, text)))
    except OSError as cause:
        raise CannotChange(path, cause) from cause


def _read(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    if len(data) > LARGEST:
        raise BadSettings(path, "it is too long")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadSettings(path, "it is not UTF-8") from None


def _parsed(path: Path, text: str | None) -> dict[str, Any]:
    if text is None or not text.strip("\ufeff \t\r\n"):
        return {}

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for key in found if [name for name, _ in pairs].count(key) > 1)
            raise BadSettings(path, f"it says {json.dumps(twice)} twice")
        return found

    try:
        settings = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise BadSettings(path, f"it is not JSON ({error.msg.lower()})", error.lineno) from None
    except RecursionError:
        raise BadSettings(path, "it is nested too deep") from None
    if not isinstance(settings, dict):
        raise BadSettings(path, "it is not a JSON object")
    return settings


def _laid_out(settings: dict[str, Any], before: str | None) -> str:
    """As the file was written before: its indent and line ends; two blanks for a new one."""
    found = _INDENT.match((before or "").lstrip("\ufeff \t\r\n"))
    text = json.dumps(settings, indent=found[1] if found else 2, ensure_ascii=False) + "\n"
    return text.replace("\n", "\r\n") if before and "\r\n" in before else text


def _write(path: Path, before: str | None, text: str) -> Path | None:
    """The backup, then the new file in the old one's place; an older backup stays, this one gets a number."""
    real = Path(os.path.realpath(path))
    real.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mode = 0o600
    with suppress(FileNotFoundError):
        mode = real.stat().st_mode & 0o777
        if not os.access(real, os.W_OK):
            raise PermissionError(None, "the file is read-only")
    backup = None
    if before is not None:
        backup = _free(real.with_name(f"{real.name}.before-claudecost"))
        _put(backup, before, mode)
    _put(real, text, mode)
    return backup


def _free(path: Path) -> Path:
    """The path, or with the first number behind it under which nothing lies."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(one for one in chain([path], numbered) if not os.path.lexists(one))


def _put(path: Path, text: str, mode: int) -> None:
    draft = path.with_name(f".{path.name}.{token_hex(8)}.tmp")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(mode)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
