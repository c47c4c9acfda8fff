"""A response page somebody saved as a file: one JSON document, whose query nobody knows any more."""

from __future__ import annotations

import json
import os
import re
import stat
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from ...errors import BadData, Place
from ..fingerprint import digests
from ..given import Given
from ..ledger import Ledgers, Name
from ..observation import FileState
from ..reading import Reading
from ..responses.batches import read_batches
from ..times import from_ns
from .endpoints import BUCKETED, MESSAGE_BATCHES
from .json_text import load
from .query import Query
from .reading import read_pages
from .shapes import recognise_page
from .shapes import why_not as why_not_document

SOURCE = "page"

#: A page has at most a few thousand rows; a larger document is something else.
LARGEST = 256 * 1024 * 1024

_BEGINNING = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:data|has_more|first_id|last_id|next_page)"')


def is_page(path: str, head: bytes) -> bool:
    """Whether a file is one JSON document that is a page of an organisation endpoint; raises OSError."""
    document = _document(path, head)
    return document is not None and recognise_page(document) is not None


def begins_like_one(head: bytes) -> bool:
    """Whether a file begins as pages do, whatever becomes of it."""
    return _BEGINNING.match(head) is not None


def why_not(path: str, head: bytes) -> dict[str, str]:
    """For each endpoint what a file lacks to be one of its pages, if it is one JSON document at all."""
    document = _document(path, head)
    if document is None:
        return {"page of an organisation API": "it is not one whole JSON document"}
    return {f"page of {name}": why for name, why in why_not_document(document).items()}


def _document(path: str, head: bytes) -> object:
    """The whole file as JSON if it can be a page; None for everything else."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    if os.stat(path).st_size > LARGEST:  # noqa: PTH116 - a path as it came
        return None
    try:
        return load(Path(path).read_bytes())
    except BadData:
        return None


def read_saved(given: Given) -> Reading:
    """Read a saved page; raises BadData, with the place, for one that is not as documented."""
    descriptor = os.open(given.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("not a regular file")
        with os.fdopen(os.dup(descriptor), "rb") as stream:
            data = stream.read()
        head, tail = digests(descriptor, len(data))
    finally:
        os.close(descriptor)
    seen_at = from_ns(status.st_mtime_ns)
    try:
        ledgers = _ledgers(given, data, seen_at)
    except BadData as error:
        place = error.where or Place(given.shown_path)
        raise BadData(error.what, where=place, impact=error.impact, hint=error.hint) from None
    rows = sum(snapshot.rows for snapshot in ledgers.snapshots) + len(ledgers.names)
    state = FileState(
        file_id=given.file_id,
        path=given.shown_path,
        source=SOURCE,
        device=status.st_dev,
        inode=status.st_ino,
        size=len(data),
        mtime_ns=status.st_mtime_ns,
        ctime_ns=status.st_ctime_ns,
        read_to=len(data),
        lines=1,
        head_digest=head,
        tail_digest=tail,
        last_at=None,
        usage_lines=1 if rows else 0,
        quarantined_lines=0,
        repaired_lines=0,
        bad_values=0,
        unknown_iterations=0,
        unfinished=False,
        from_start=True,
        basis=given.known.read_to if given.known else -1,
    )
    return Reading(state, [], [], [], [], 1, state.usage_lines, len(data), ledgers=ledgers)


def _ledgers(given: Given, data: bytes, seen_at: str) -> Ledgers:
    document: Any = load(data)
    endpoint = recognise_page(document)
    if endpoint == MESSAGE_BATCHES:
        return Ledgers([], [], [], [_batch_name(batch, seen_at) for batch in read_batches(data)])
    if endpoint is None:
        raise BadData("this is no page of an organisation endpoint")
    query = Query(endpoint, None, given.since, given.until, None, given.organization, None, seen_at)
    # what is said, not how it is spelled: a page formatted anew is the same page
    spelled = json.dumps(document, sort_keys=True, default=str).encode()
    digest = blake2b(spelled, digest_size=16).hexdigest()
    ledgers = read_pages([document], query, given.file_id, digest)
    if endpoint in BUCKETED or document.get("has_more") is not True:
        return ledgers
    # the next page of a bucketed report has other days; of all others it has more of the same
    pages = [msgspec.structs.replace(snapshot, is_last=False) for snapshot in ledgers.snapshots]
    return ledgers._replace(snapshots=pages)


def _batch_name(batch: dict[str, str], seen_at: str) -> Name:
    """When a batch ended and how its requests did, kept like what any other id stands for."""
    attributes = json.dumps(batch, sort_keys=True)
    return Name("batch", batch["id"], None, None, attributes, batch.get("ended_at", seen_at))
