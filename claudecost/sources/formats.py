"""Every format there is: which one a file is of, by its content, and who reads it.

To add one: its reader in a package beside, and a line in `_READERS`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ..packing.envelope import is_pack
from .claude_code.reading import Transcript, read_transcript
from .given import Given
from .names import EXPORTS, PACK, PAGE, RESPONSES, TRANSCRIPT
from .reading import Reading

if TYPE_CHECKING:
    from .responses import LogPaths

#: As much of a file as tells what it is; a page of JSON is looked at whole.
HEAD = 256 * 1024
LARGEST_PAGE = 256 * 1024 * 1024


class Assigned(NamedTuple):
    """A file that is no transcript, and the source that reads it."""

    given: Given
    source: str


Task = Transcript | Assigned


def read_file(task: Task) -> Reading:
    """Read a file; raises OSError where it cannot be, BadData where it must not be taken in as it is."""
    if isinstance(task, Transcript):
        return read_transcript(task)
    return _READERS[task.source](task.given, task.source)


def shown_path(task: Task) -> str:
    """The path of a file as messages show it."""
    return task.shown_path if isinstance(task, Transcript) else task.given.shown_path


def head_of(path: str) -> bytes:
    """The first bytes of a file; raises OSError. A FIFO or a device does not hold us."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return os.read(descriptor, HEAD)
    finally:
        os.close(descriptor)


def recognise(path: str, log_paths: LogPaths | None = None) -> str | None:
    """The name of the source that reads a file, None for a file of no known format; raises OSError.

    Most telling formats first; an empty file could become anything and is taken for a transcript.
    `log_paths` is where a response log keeps what, if not in the usual places.
    """
    from .exports.formats import recognise_export
    from .pages.saved import is_page
    from .recognise import looks_like_transcript

    head = head_of(path)
    if is_pack(head, path):
        return PACK
    if looks_like_transcript(head, surely=True):
        return TRANSCRIPT
    return (
        recognise_export(head)
        or (PAGE if is_page(path, head) else None)
        or _recognise_responses(head, log_paths)
        or (TRANSCRIPT if looks_like_transcript(head, surely=False) else None)
    )


def _recognise_responses(head: bytes, log_paths: LogPaths | None) -> str | None:
    from .responses import recognise_responses

    return recognise_responses(head) or (recognise_responses(head, log_paths) if log_paths else None)


def why_not(path: str) -> dict[str, str]:
    """For every format that was tried, the nearest first, what of it is missing in a file."""
    from . import responses
    from .exports import formats as exports
    from .pages import saved

    head = head_of(path)
    # By the titles people know, each with what is missing.
    tables = dict(why.split(": ", 1) for why in exports.why_not(head).values())
    others = {
        **responses.why_not(head),
        "Claude Code transcript": "no line names a session or has usage",
    }
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return {**tables, **others}
    pages = saved.why_not(path, head)
    return {**pages, **others, **tables} if saved.begins_like_one(head) else {**others, **pages, **tables}


def _response(given: Given, source: str) -> Reading:
    from .responses import read_responses

    return read_responses(given, source, given.log_paths)


def _export(given: Given, source: str) -> Reading:
    from .exports.reading import read_export

    read = read_export(given, source)
    return Reading(
        read.state, [], [], [], read.quarantined, read.lines, read.usage_lines, read.bytes_read,
        ledgers=read.ledgers, problems=tuple(read.problems),
    )  # fmt: skip


def _page(given: Given, source: str) -> Reading:
    from .pages.saved import read_saved

    return read_saved(given)


def _pack(given: Given, source: str) -> Reading:
    from .packs import read_pack

    return read_pack(given)


#: Downloads that hold no usage; who names one is told so.
_WITHOUT_USAGE = ("claude-code-lines-csv", "console-claude-code-csv")

_READERS: dict[str, Callable[[Given, str], Reading]] = {
    **dict.fromkeys(RESPONSES, _response),
    **dict.fromkeys((*EXPORTS, *_WITHOUT_USAGE), _export),
    PAGE: _page,
    PACK: _pack,
}
