"""Names hidden behind pseudonyms: the same name gives the same pseudonym wherever the salt is the same.

With users hidden: accounts, logins, and both wherever they stand in a directory, a branch or a label. With
projects hidden: directories and branches. Machines keep the name they were given, and so do sessions.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

#: A home directory, in a path or in a folder's name as Claude Code writes it; the login is what follows.
_HOME = re.compile(
    r"((?:/home/|/Users/|[A-Za-z]:[\\/]Users[\\/]|(?<![\w-])-home-|(?<![\w-])-Users-))([^/\\-]+)"
)

#: Columns of an origin in which a login or an address may stand.
_TELLING = ("project", "branch", "workspace", "api_key", "tags")

_ADDRESS = re.compile(r"[^\s\"'<>,;:/\\]+@[^\s\"'<>,;:/\\]+")

#: A shorter login is a word like any other, and left alone outside home directories.
_SHORTEST_LOGIN = 3


@dataclass(frozen=True)
class Disguise:
    """What to hide, and the salt it is hidden with."""

    salt: bytes
    users: bool = False
    projects: bool = False

    @property
    def hashed(self) -> tuple[str, ...]:
        """What is hidden, as the envelope says it."""
        return (*(["users"] if self.users else []), *(["projects"] if self.projects else []))

    def name(self, kind: str, text: str) -> str:
        """A pseudonym: the kind of thing, and sixteen hexadecimal digits."""
        person = kind.encode()[:16]
        digest = blake2b(text.encode("utf-8", "surrogatepass"), key=self.salt, person=person, digest_size=8)
        return f"{kind}-{digest.hexdigest()}"

    def origin(self, origin: dict[str, Any]) -> dict[str, Any]:
        """An origin with what is to be hidden hidden; by column, as in the store."""
        hidden = dict(origin)
        if self.projects:
            for column in ("project", "branch"):
                if origin[column] is not None:
                    hidden[column] = self.name(column, origin[column])
        if self.users:
            for column in _TELLING:
                if hidden[column] is not None:
                    hidden[column] = self._without_people(column, hidden[column], origin["user_name"])
            if origin["user_name"] is not None:
                hidden["user_name"] = self.name("user", origin["user_name"])
            if origin["account"] is not None:
                hidden["account"] = self.name("account", origin["account"])
        return hidden

    def project(self, directory: str) -> str:
        """A project's directory as `origin` shows it, where only users are hidden."""
        return self._without_people("project", directory, None)

    def path(self, path: str, source: str) -> str:
        """A file by its own name below a pseudonym of its directory; of logs only the ending stays."""
        pure = PureWindowsPath(path) if re.match(r"[A-Za-z]:[\\/]", path) else PurePosixPath(path)
        if source == "claude-code":  # named after a session or an agent
            return f"{self.name('directory', str(pure.parent))}/{pure.name}"
        return f"{self.name('file', path)}{pure.suffix}"

    def _without_people(self, column: str, text: str, user: str | None) -> str:
        if column == "tags":
            tags = json.loads(text)
            told = {key: self._hidden(value, user) for key, value in tags.items()}
            return json.dumps(told, sort_keys=True, ensure_ascii=False)
        return str(self._hidden(text, user))

    def _hidden(self, value: Any, user: str | None) -> Any:
        if not isinstance(value, str):
            return value
        text = _HOME.sub(lambda found: found[1] + self.name("user", found[2]), value)
        text = _ADDRESS.sub(lambda found: self.name("user", found[0]), text)
        for login in {user, user.partition("@")[0]} if user else ():
            if len(login) >= _SHORTEST_LOGIN:
                word = rf"(?<![\w-]){re.escape(login)}(?![\w-])"
                text = re.sub(word, lambda _, login=login: self.name("user", login), text)  # type: ignore[misc]
        return text
