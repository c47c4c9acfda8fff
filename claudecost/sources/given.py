"""A file to read, whatever its format, and what the person said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .observation import FileState

if TYPE_CHECKING:
    from .responses.paths import LogPaths


class Given(NamedTuple):
    """A file, and what is known of it before it is opened.

    `at` is the instant to use for lines that carry no time (RFC 3339, UTC); `since` and `until` are the days
    a file covers that does not say so itself (ISO dates, `until` excluded); `organization` is the label its
    figures are kept under, "" if none was given. `known` is how far it was read before, if ever;
    `log_paths` where a response log keeps time and response, where a person said so.
    """

    path: str
    file_id: int
    shown_path: str
    machine: str
    organization: str = ""
    at: str | None = None
    since: str | None = None
    until: str | None = None
    known: FileState | None = None
    log_paths: LogPaths | None = None
