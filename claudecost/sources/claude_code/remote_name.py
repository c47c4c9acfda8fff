"""What a git remote is called, however it is spelled: host and path, without anything that lets one in.

`git@github.com:acme/infra.git` and `https://ann:secret@github.com/acme/infra` are both
`github.com/acme/infra`. What is not plainly of this shape has no name: a name is
kept for ever, so a password must not get into one by being written in an odd place.
"""

from __future__ import annotations

import re

#: Longer names are nobody's repository.
LONGEST_NAME = 512

_URL = re.compile(r"(?:https?|ssh|git|git\+ssh|ssh\+git)://([^/]*)/(.+)", re.IGNORECASE)
_SCP = re.compile(r"([^/:]+):(.+)")
_HOST = re.compile(r"([a-z0-9](?:[a-z0-9.-]*[a-z0-9]))(?::[0-9]*)?", re.IGNORECASE)

#: One directory of a path. An `@` or a `:`, also an encoded one, could be what a password ends with.
_PART = re.compile(r"(?:[a-z0-9_.~+-]|%(?!25|3a|40)[0-9a-f]{2})+", re.IGNORECASE)

#: How tokens of the usual forges and of Anthropic begin: somebody wrote one where a directory belongs.
_TOKEN = re.compile(
    r"(?<![a-z0-9])(?:gh[opusr]_[a-z0-9]{16}|github_pat_|gl(?:pat|dt|cbt|oas)-|sk-ant-|atatt3|atbb[a-z0-9]{16})",
    re.IGNORECASE,
)

_THIS_MACHINE = re.compile(r"localhost|127\.[0-9.]+|0\.0\.0\.0")


def remote_name(url: str) -> str | None:
    """`github.com/acme/infra` for any spelling of that remote; None for local ones, and for odd ones."""
    match = _URL.fullmatch(url) or ("://" not in url and _SCP.fullmatch(url)) or None
    if match is None:
        return None
    host = _HOST.fullmatch(match[1].rpartition("@")[2])
    if host is None or _THIS_MACHINE.fullmatch(host[1].lower()):
        return None
    parts = match[2].strip("/").removesuffix(".git").split("/")
    if not all(part not in (".", "..") and _PART.fullmatch(part) for part in parts):
        return None
    name = "/".join([host[1].lower(), *parts])
    return None if len(name) > LONGEST_NAME or _TOKEN.search(name) else name
