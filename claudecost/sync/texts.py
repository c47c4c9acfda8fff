"""One's own texts to have their tokens counted: found, sorted by kind, and what must not leave left out.

A file stays behind when its name or its beginning looks like a secret, when it
is hidden, or when it is no text. Nothing of a text is kept anywhere.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from ..errors import Misuse

#: Of a longer file only so many bytes are taken.
LONGEST = 200_000

#: More texts than these are not needed for a ratio.
MOST_TEXTS = 300

#: Folders of other people's texts and of what programs make.
SKIPPED = frozenset(("node_modules", "__pycache__", "venv", "site-packages", "dist", "build", "target"))

#: Names of files that hold secrets, in lower case.
SECRET_NAMES = (
    ".env", ".env.*", "*.env", ".netrc", ".npmrc", ".pypirc", ".htpasswd", ".git-credentials",
    "*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx", "*.asc", "*.gpg", "*.ovpn",
    "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", "*credential*", "*secret*", "*password*", "*passwd*",
    "service-account*.json", "service_account*.json", "terraform.tfstate*", "*.tfvars", "token", "token.*",
)  # fmt: skip

#: What keys look like, wherever they stand: PEM, Anthropic, AWS, GitHub, Slack, Google.
SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|sk-ant-[a-z0-9]+-|\bsk-[A-Za-z0-9]{32,}|\bAKIA[0-9A-Z]{16}\b"
    rb"|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{30,}|\bxox[abprs]-[0-9A-Za-z-]{10,}"
    rb"|\bAIza[0-9A-Za-z_-]{35}"
)

#: Kinds of content by the endings of names, called as the price book calls them where it knows them.
ENDINGS = {
    "python": "py pyi",
    "typescript": "ts tsx mts cts",
    "other code": "c h cc cpp hpp cs css go hs java js jsx kt lua m mjs php pl r rb rs scala scss sh sql"
    " swift vue",
    "technical documentation": "md mdx rst adoc",
    "english prose": "txt tex",
    "json log lines": "json jsonl ndjson log",
    "markup and data": "html xml yaml yml toml csv tsv ini cfg",
}
KINDS = {ending: kind for kind, endings in ENDINGS.items() for ending in endings.split()}
INSTRUCTIONS = frozenset(("claude.md", "agents.md", "skill.md"))
OTHER = "other text"


@dataclass(frozen=True, slots=True)
class Text:
    """A text, what kind it is, and how many bytes it has."""

    content: str
    text: str = field(repr=False)
    size: int


@dataclass(slots=True)
class Gathered:
    """Texts to be counted, and how many files were not taken, and why.

    `secret`: looks like a secret. `no_text`: binary, or not to be read. `beyond`: more than MOST_TEXTS. `cut`
    counts texts that were taken only up to LONGEST bytes.
    """

    texts: list[Text] = field(default_factory=list)
    secret: int = 0
    no_text: int = 0
    beyond: int = 0
    cut: int = 0

    @property
    def by_content(self) -> dict[str, list[Text]]:
        """The texts of each kind, by its name."""
        found: dict[str, list[Text]] = {}
        for text in sorted(self.texts, key=lambda text: text.content):
            found.setdefault(text.content, []).append(text)
        return found

    @property
    def size(self) -> int:
        """Bytes of all texts."""
        return sum(text.size for text in self.texts)


def gather(paths: Sequence[Path]) -> Gathered:
    """The texts of files and of folders, all the way down; raises Misuse (2) for a path that is not there."""
    found = Gathered()
    for path in paths:
        if not path.exists():
            raise Misuse(f"no such file or directory: {path}", hint="check the path and try again")
    for file in dict.fromkeys(file for path in paths for file in _files(path)):
        _take(file, found)
    return found


def kind_of(path: Path) -> str:
    """What kind of content a file holds, by its name."""
    if path.name.lower() in INSTRUCTIONS:
        return "instructions for an agent"
    return KINDS.get(path.suffix.lower().removeprefix("."), OTHER)


def looks_secret(name: str) -> bool:
    """Whether a file's name says that it holds secrets."""
    return any(fnmatchcase(name.lower(), pattern) for pattern in SECRET_NAMES)


def _files(path: Path) -> Iterator[Path]:
    """The file itself; or what is in a folder, by name, without what is hidden or linked from elsewhere."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        for name in sorted(names):
            file = Path(folder, name)
            if not file.is_symlink() and (not name.startswith(".") or looks_secret(name)):
                yield file


def _take(file: Path, found: Gathered) -> None:
    """Take a file in, or count why it is left out."""
    if looks_secret(file.name):
        found.secret += 1
        return
    if len(found.texts) >= MOST_TEXTS:
        found.beyond += 1
        return
    data = _beginning(file)
    if data is None or b"\0" in data:
        found.no_text += 1
    elif SECRETS.search(data):
        found.secret += 1
    else:
        _take_text(file, data, found)


def _take_text(file: Path, data: bytes, found: Gathered) -> None:
    is_cut = len(data) > LONGEST
    try:
        # A character that the cut goes through is left out.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(data[:LONGEST], final=not is_cut)
    except UnicodeDecodeError:
        found.no_text += 1
        return
    if text.strip():
        found.cut += is_cut
        found.texts.append(Text(kind_of(file), text, len(text.encode())))


def _beginning(file: Path) -> bytes | None:
    """The first bytes of a regular file, one more than are taken; None for what cannot be read."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return None
        with file.open("rb") as stream:
            return stream.read(LONGEST + 1)
    except OSError:
        return None


def bundles(texts: Iterable[Text]) -> Iterator[str]:
    """Texts of one kind joined, a blank line between them, so that few requests carry many."""
    held: list[str] = []
    size = 0
    for text in texts:
        if held and size + text.size > LONGEST:
            yield "\n\n".join(held)
            held, size = [], 0
        held.append(text.text)
        size += text.size
    if held:
        yield "\n\n".join(held)
