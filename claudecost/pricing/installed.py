"""A newer edition of the book, put by `prices update` where the platform keeps a user's data.

It is used as long as it is newer than the book that came with the program.
Each edition has a folder of its own, named by its digest and never changed; a
small file next to them says which one is meant.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from claudecost import yamlfile
from claudecost.config import default_store
from claudecost.errors import BadConfig, Error, Exit, Place

POINTER = "pricing-installed"

_NAME = re.compile(r"pricing-[0-9a-f]{12}")
_EDITION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,5}")


class CannotInstall(Error):
    """The user's data directory does not take the book."""

    def __init__(self, folder: Path, cause: OSError) -> None:
        denied = isinstance(cause, PermissionError)
        super().__init__(
            f"cannot install the price book: {(cause.strerror or str(cause)).lower()}",
            where=Place(str(folder)),
            impact="the book in use is still the old one",
            exit_code=Exit.NO_PERMISSION if denied else Exit.CANNOT_WRITE,
        )


def home() -> Path:
    """Where installed books lie, beside the default store."""
    return default_store().parent


def newer_than(shipped: Path) -> Path | None:
    """The installed book if it is newer than the shipped one; raises BadConfig if there should be one."""
    pointer = home() / POINTER
    try:
        name = pointer.read_bytes()[:100].decode("ascii", "replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadConfig(f"cannot read this file: {error.strerror}", where=Place(str(pointer))) from None
    folder = home() / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        raise BadConfig(
            "the installed price book is gone", where=Place(str(pointer)), hint=_way_back(pointer)
        )
    return folder if edition_of(folder) > edition_of(shipped) else None


def edition_of(folder: Path) -> tuple[int, ...]:
    """The version of the book in a folder, as something that sorts; raises BadConfig."""
    row = yamlfile.read(folder / "book.yaml")
    found = edition(row.need("version", yamlfile.text))
    if found is None:
        hint = "write it like 2026.11.20"
        raise BadConfig(
            "the version is not numbers with points between them", where=row.at("version"), hint=hint
        )
    return found


def edition(version: str) -> tuple[int, ...] | None:
    """A version such as `2026.11.20` as numbers; None for anything else."""
    return tuple(map(int, version.split("."))) if _EDITION.fullmatch(version) else None


def refuse_altered(folder: Path, sha256: str) -> None:
    """Refuse an installed book that is no longer what was installed; raises BadConfig."""
    if _NAME.fullmatch(folder.name) and folder.parent == home() and not sha256.startswith(folder.name[-12:]):
        raise BadConfig(
            "the installed price book is not what was installed",
            where=Place(str(folder)),
            hint=_way_back(home() / POINTER) + "\nown prices go into a folder of their own: --pricing DIR",
        )


def install(tables: Mapping[str, bytes], sha256: str) -> Path:
    """Put a checked book in its place and make it the one in use: all of it, or nothing."""
    folder = home() / f"pricing-{sha256[:12]}"
    trial, aside = home() / f".pricing-{token_hex(8)}", home() / f".pricing-{token_hex(8)}"
    try:
        trial.mkdir(parents=True)
        for name, data in tables.items():
            _write(trial / name, data)
        if folder.is_dir():
            folder.rename(aside)
        trial.rename(folder)
        _write(trial, f"{folder.name}\n".encode())
        trial.replace(home() / POINTER)
    except OSError as error:
        raise CannotInstall(home(), error) from error
    finally:
        for left in (trial, aside):
            shutil.rmtree(left, ignore_errors=True)
            with suppress(OSError):
                left.unlink()
    return folder


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _way_back(pointer: Path) -> str:
    return f"remove {pointer} to go back to the shipped book, or run `claudecost prices update FILE` again"
