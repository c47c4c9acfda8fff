"""`pack`: what this machine has seen, as one file for another store."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit, Misuse
from . import options as o

if TYPE_CHECKING:
    from datetime import datetime

    from ..config import Settings
    from ..intake.packing import Packed
    from ..packing.disguise import Disguise


def pack(
    context: typer.Context,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE|DIR", help="The pack; in a folder it is called <machine>.parquet."
        ),
    ] = None,
    since: o.Since = None,
    hash_users: Annotated[
        bool, typer.Option("--hash-users", help="Accounts and logins under pseudonyms.")
    ] = False,
    hash_projects: Annotated[
        bool, typer.Option("--hash-projects", help="Directories, branches and remotes hidden.")
    ] = False,
    salt: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The secret of the pseudonyms; else one beside the store."),
    ] = None,
    machine: Annotated[
        str | None, typer.Option("--machine", metavar="NAME", help="What this machine is called.")
    ] = None,
    timezone: o.Timezone = None,
    as_json: o.AsJson = False,
    no_ingest: o.NoIngest = False,
    strict: o.Strict = False,
) -> None:
    """Write what was seen on this machine to one file, for the store of another.

    No text: token counts, times, models, ids, and whose they are. Every machine
    writes a pack of its own into a shared folder; `claudecost ingest FOLDER`
    merges them, in any order and as often as you like, without counting
    anything twice. Machines that share a salt hash alike.
    """
    from ..intake import up_to_date
    from ..intake.packing import pack as write
    from ..intake.people import this_machine
    from ..store import Store

    settings = o.settings_of(context)
    if output is None:
        raise Misuse("where is the pack to go?", hint="claudecost pack -o FILE, or -o FOLDER/")
    name = this_machine(machine or settings.machine)
    path = _place(output, name)
    began = _began(since, timezone or settings.timezone)
    disguise = _disguise(settings, salt, users=hash_users, projects=hash_projects)
    store, own = Store(settings.db), o.own_transcripts(context, settings, no_ingest=no_ingest)
    missing = False
    if own is not None:
        with up_to_date(store, own, o.progress_for(settings)) as (_, outcome):
            missing = o.tell_unreadable(settings, outcome)
    done = write(store, path, name, disguise, began)
    _show(settings, done, as_json=as_json)
    if strict and missing:
        raise typer.Exit(Exit.LOOK)


def _place(output: str, machine: str) -> Path:
    """The file to write: the one named, or in a folder that of this machine."""
    place = o.file_to_write(output)
    if not (place.is_dir() or output.endswith("/")):
        return place
    if not place.is_dir():
        raise Misuse(f"there is no folder {output}", hint="make it first, or name a file")
    name = re.sub(r"[^\w.-]", "_", machine).lstrip(".") or "machine"
    return place / f"{name[:200]}.parquet"


def _began(since: str | None, timezone: str) -> datetime | None:
    """--since as an instant, UTC without a zone as the store has it."""
    from datetime import UTC

    from ..config import now
    from ..periods import parse_range
    from ..zones import resolve_zone

    if since is None:
        return None
    begins = parse_range(since, None, resolve_zone(timezone), now()).since
    return begins.astimezone(UTC).replace(tzinfo=None) if begins else None


def _disguise(settings: Settings, salt: Path | None, *, users: bool, projects: bool) -> Disguise:
    from ..packing.disguise import Disguise
    from ..packing.salt import salt_at

    if not (users or projects):
        if salt is not None:
            raise Misuse(
                "--salt is for pseudonyms, and none were asked for",
                hint="add --hash-users or --hash-projects",
            )
        return Disguise(b"")
    secret = salt_at(salt or settings.db.with_name(f"{settings.db.name}.salt"))
    return Disguise(secret, users, projects)


def _show(settings: Settings, done: Packed, *, as_json: bool) -> None:
    envelope = done.envelope
    if as_json:
        found = {
            "schema_version": 1,
            "path": str(done.path),
            "machine": envelope.machine,
            "since": envelope.since,
            "hashed": list(envelope.hashed),
            "files": envelope.files,
            "observations": envelope.observations,
            "bytes": done.size,
            "digest": envelope.digest,
            "written": done.is_new,
        }
        typer.echo(json.dumps(found, indent=2))
        return
    size = f"{done.size / 1e6:,.1f} MB" if done.size >= 1e5 else f"{done.size / 1e3:,.1f} kB"
    hidden = f", {' and '.join(envelope.hashed)} hidden" if envelope.hashed else ""
    o.say(
        settings,
        f"{done.path}: {envelope.observations:,} observations in {envelope.files:,} files of "
        f"{envelope.machine} ({size}){hidden}" + ("" if done.is_new else "; unchanged, left as it is"),
    )
