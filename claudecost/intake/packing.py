"""What was seen here into a pack: made in private, put in place whole, left alone where nothing changed."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from .._version import __version__
from ..errors import BadData, Error, Exit, Place
from ..packing.disguise import Disguise
from ..packing.envelope import KEY, Envelope, envelope_of, seal
from ..sources.identity import short_digest
from ..store import Store
from ..store.packs import OWN_FILES, OWN_ORIGINS, REMOTES, STORE_ID, lay_out, write


class CannotWritePack(Error):
    """A pack cannot be written where it was asked for."""

    def __init__(self, path: Path, cause: OSError) -> None:
        denied = isinstance(cause, PermissionError)
        super().__init__(
            f"cannot write the pack: {(cause.strerror or str(cause)).lower()}",
            where=Place(str(path)),
            impact="what was there before is as it was",
            hint="choose another place for it with -o FILE, or -o DIR for a folder that is there",
            exit_code=Exit.NO_PERMISSION if denied else Exit.CANNOT_WRITE,
        )


@dataclass(frozen=True)
class Packed:
    """A pack as it lies there: its envelope and size in bytes, and whether it had to be written."""

    path: Path
    envelope: Envelope
    size: int
    is_new: bool


def pack(store: Store, path: Path, machine: str, disguise: Disguise, since: datetime | None = None) -> Packed:
    """Write what was seen here (since an instant, UTC without a zone) to a file; raises CannotWritePack.

    Packs that came from elsewhere are not handed on: each machine tells what it has seen itself.
    """
    try:
        _try(path)
        with tempfile.TemporaryDirectory(
            prefix=f".{store.path.name}.pack-", dir=store.path.parent
        ) as private:
            draft = Path(private) / "draft.parquet"
            envelope = _write(store, Path(private), draft, machine, disguise, since)
            is_new = _digest_at(path) != envelope.digest
            if is_new:
                _put(draft, path)
            return Packed(path, envelope, draft.stat().st_size, is_new)
    except OSError as cause:
        raise CannotWritePack(path, cause) from cause


def _write(
    store: Store, private: Path, draft: Path, machine: str, disguise: Disguise, since: datetime | None
) -> Envelope:
    store_id = _id_of(store)
    with store.reading() as reader:
        files = [_file(row, machine, disguise) for row in reader.rows(OWN_FILES)]
        rows = reader.rows(OWN_ORIGINS)
        columns = reader.columns()
        origins = [dict(zip(columns, row, strict=True)) for row in rows]
        homes = {(origin["project"], origin["machine"]) for origin in origins}
        remotes = [dict(zip(reader.columns(), row, strict=True)) for row in reader.rows(REMOTES)]
    told = [] if disguise.projects else [_remote(row, disguise) for row in remotes if _home(row) in homes]
    with store.packing(private) as connection:
        hidden = [_origin(origin, disguise) for origin in origins]
        observations, there = lay_out(connection, private, files, hidden, told, since)
        began = None if since is None else f"{since.isoformat()}Z"
        envelope = Envelope(machine, __version__, store_id, began, disguise.hashed, observations, there)
        write(connection, draft, KEY, envelope.text())
    seal(draft)
    return envelope_of(str(draft))


def _file(row: tuple[Any, ...], machine: str, disguise: Disguise) -> dict[str, Any]:
    """A file under its number here and the one it has everywhere: by machine, path and source."""
    here_id, path, source, known = row
    shown = disguise.path(path, source) if disguise.hashed else path
    file_id = short_digest(source, known or machine, shown)
    return {"here_id": here_id, "file_id": file_id, "path": shown, "machine": known or machine}


def _origin(origin: dict[str, Any], disguise: Disguise) -> dict[str, Any]:
    """An origin under its number here and, where something in it is hidden, a number of its own."""
    here_id = origin["origin_id"]
    if not disguise.hashed:
        return {"here_id": here_id, **origin}
    hidden = disguise.origin(origin)
    labels = [None if value is None else str(value) for name, value in hidden.items() if name != "origin_id"]
    return {"here_id": here_id, **hidden, "origin_id": short_digest("pack", *labels)}


def _home(remote: dict[str, Any]) -> tuple[str, str | None]:
    import json

    return remote["id"], json.loads(remote["attributes"] or "{}").get("machine")


def _remote(remote: dict[str, Any], disguise: Disguise) -> dict[str, Any]:
    return {**remote, "id": disguise.project(remote["id"])} if disguise.users else remote


def _id_of(store: Store) -> str:
    """What tells this store's packs from those of others; given once."""
    with store.reading() as reader:
        known = reader.note(STORE_ID)
    if known is None:
        known = token_hex(16)
        store.remember(STORE_ID, known)
    return known


def _digest_at(path: Path) -> str | None:
    """The digest of the pack that lies there already, if one does."""
    try:
        return envelope_of(str(path)).digest
    except (OSError, BadData):
        return None


def _try(path: Path) -> None:
    """Find out before the work whether the place can be written to; raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(None, "it is a folder")
    trial = _beside(path)
    os.close(os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    trial.unlink()


def _put(draft: Path, path: Path) -> None:
    """Copy into the folder, then put in place; who reads meanwhile sees the one before or this one."""
    copy = _beside(path)
    try:
        with draft.open("rb") as source, copy.open("xb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
            target.flush()
            os.fsync(target.fileno())
        with suppress(FileNotFoundError):
            copy.chmod(path.stat().st_mode & 0o777)
        copy.replace(path)
    finally:
        copy.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".claudecost-{token_hex(8)}.tmp")
