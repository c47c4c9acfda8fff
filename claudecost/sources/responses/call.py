"""What every format here comes down to: one response, what it used, and whose it was."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from ..usage import Usage

#: A label beyond this is no label.
LONGEST_LABEL = 200


class Labels(NamedTuple):
    """Whose traffic a response is, as far as the format says."""

    user_name: str | None = None
    account: str | None = None
    project: str | None = None
    session_id: str | None = None
    api_key: str | None = None
    tags: str | None = None


class Call(msgspec.Struct):
    """One response as one record shows it.

    Ids are trimmed, `""` for absent. `at` is the record's own time, if it has one. `key` names the
    response where the format has an id of its own for it; None: the key ladder does. `final`: the counts
    are the last there will be.
    """

    message_id: str
    request_id: str
    line_id: str | None
    model_id: str | None
    usage: Usage
    stop_reason: Any
    final: bool
    at: str | None = None
    platform: str | None = None
    key: str | None = None
    labels: Labels = Labels()


def label(value: Any) -> str | None:
    """A label as logged, trimmed; None for absent, empty, over-long, and for what is no text."""
    if type(value) is not str or len(value) > LONGEST_LABEL:
        return None
    return value.strip() or None
