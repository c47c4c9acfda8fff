"""What a source hands over: observations, where they came from, and what it could not read.

These are the rows of the store's fact tables, column for column, and an
allow-list at once: a prompt, an answer or a tool's output has no field to
travel in.
"""

from __future__ import annotations

import msgspec

#: Where a line stood: the conversation itself, a subagent's file, or an echo of one in its parent's.
MAIN, SIDECHAIN, ECHO = 0, 1, 2

#: How an observation got its time: its own, that of a line before it, the file's, or not at all.
OWN_TIME, BORROWED_TIME, FILE_TIME, NO_TIME = 0, 1, 2, 3

#: Stands for the time of what has none (`NO_TIME`): before every time there is.
UNDATED = "0001-01-01T00:00:00"


class Origin(msgspec.Struct, frozen=True):
    """Whose traffic a line belongs to; one per combination, named by a digest of its own fields.

    `tags` is a JSON object of labels the caller gave, keys sorted.
    """

    origin_id: int
    source: str
    machine: str
    user_name: str | None
    account: str | None
    project: str | None
    session_id: str | None
    agent_id: str | None
    branch: str | None
    client_version: str | None
    version_order: int
    entrypoint: str | None
    is_copy: bool
    is_background: bool
    is_own_file: bool
    workspace: str | None = None
    api_key: str | None = None
    tags: str | None = None


class BilledItem(msgspec.Struct, frozen=True):
    """Part of a response that is billed by itself, under its own profile; see `usage.billed_items`."""

    kind: str
    profile_id: int
    input_tokens: int
    cache_write_5m_tokens: int
    cache_write_1h_tokens: int
    cache_read_tokens: int
    output_tokens: int


class Observation(msgspec.Struct, omit_defaults=True):
    """One response as one stretch of one file shows it: its best line, earliest time, number of lines.

    `response_key` says which response (see identity.py); `seen_at` is the best line's time, `first_at` the
    earliest (UTC, microseconds). `final`: some line shows a stop reason or the server's closing usage.
    `items` None: the token columns are all there is to bill.
    """

    file_id: int
    line: int
    byte_offset: int
    lines: int
    first_line: int
    first_at: str
    seen_at: str
    clock: int
    place: int
    origin_id: int
    profile_id: int
    response_key: str
    request_id: str | None
    line_id: str | None
    stop_reason: str | None
    final: bool
    usage_keys: int
    input_tokens: int
    cache_write_5m_tokens: int
    cache_write_1h_tokens: int
    cache_read_tokens: int
    output_tokens: int
    web_search_requests: int
    items: list[BilledItem] | None = None


class Quarantined(msgspec.Struct, frozen=True):
    """A line that could not be read: where, how long, and why; never what it said."""

    file_id: int
    line: int
    byte_offset: int
    length: int
    reason: str


class FileState(msgspec.Struct, frozen=True):
    """How far a file has been read, and how to tell an append from a rewrite.

    `read_to` is the offset after the last complete line read, `lines` the number of lines before it;
    the digests cover the first and the last block before `read_to` (see fingerprint.py).
    `last_at` is the last good timestamp, for lines without one. `from_start`: it was last read anew.
    `basis` is the `read_to` the store had for it when this reading began, -1 for a file it did not know.
    `machine` is whose file it is, where single responses are read from it.
    """

    file_id: int
    path: str
    source: str
    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int
    read_to: int
    lines: int
    head_digest: str
    tail_digest: str
    last_at: str | None
    usage_lines: int
    quarantined_lines: int
    repaired_lines: int
    bad_values: int
    unknown_iterations: int
    unfinished: bool
    from_start: bool = False
    basis: int = -1
    machine: str | None = None
