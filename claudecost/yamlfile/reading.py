"""From bytes to nodes, over PyYAML's events: one pass, one stack, every oddity refused where it stands."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from claudecost.errors import BadConfig, Exit, Place
from claudecost.yamlfile.nodes import DATE, Items, Node, Plain, Row, Scalar, described, shown

#: No table and no configuration comes near; a file that does is a mistake or an attack.
MAX_BYTES = 1_000_000
MAX_DEPTH = 20


def read(path: Path) -> Row:
    """Read one YAML file whose top level is a mapping; an empty file is an empty one. Raises BadConfig."""
    return parse(load(path), str(path))


def load(path: Path) -> bytes:
    """The bytes of a file of at most a megabyte; raises BadConfig."""
    try:
        if path.exists() and not path.is_file():
            raise BadConfig("this is not a regular file", where=Place(str(path)))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        denied = isinstance(error, PermissionError)
        raise BadConfig(
            f"cannot read this file: {error.strerror or error}",
            where=Place(str(path)),
            exit_code=Exit.NO_PERMISSION if denied else None,
        ) from None
    if len(data) > MAX_BYTES:
        raise BadConfig("this file is larger than 1 MB", where=Place(str(path)), hint="is it the right file?")
    return data


def parse(data: bytes, path: str) -> Row:
    """Read YAML from bytes; `path` is what complaints will name. Raises BadConfig and nothing else."""
    import yaml

    if len(data) > MAX_BYTES:
        raise BadConfig("this file is larger than 1 MB", where=Place(path), hint="is it the right file?")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = Place(path, data.count(b"\n", 0, error.start) + 1)
        raise BadConfig("this is not UTF-8 text", where=where, hint="save the file as UTF-8") from None
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = Builder(path)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise not_yaml(error, text, path) from None
    return builder.top()


class Builder:
    """Turns PyYAML's events into nodes; a loop and a stack, so that depth cannot exhaust anything."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self.open: list[Items | Row] = []
        self.keys: list[str | None] = []
        self.documents = 0

    def take(self, event: Any) -> None:
        """Take one event; raises BadConfig for what the format does not allow."""
        name = type(event).__name__
        line = event.start_mark.line + 1
        if name == "AliasEvent" or getattr(event, "anchor", None) is not None:
            what = "anchors and aliases (`&` and `*`) are not used here"
            self.refuse(line, what, "write the value out, or put the text in quotes")
        if getattr(event, "tag", None) is not None:
            self.refuse(line, "tags (`!`) are not used here", "leave it out, or put the text in quotes")
        if name == "ScalarEvent":
            self.scalar(event, line)
        elif name == "MappingStartEvent":
            self.start(Row(self.path, line))
        elif name == "SequenceStartEvent":
            self.start(Items(self.path, line))
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self.open.pop()
            self.keys.pop()
        elif name == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self.refuse(line, "a second document begins here", "one file, one document: remove the `---`")

    def scalar(self, event: Any, line: int) -> None:
        """A value, or the key of one."""
        if self.open and isinstance(self.open[-1], Row) and self.keys[-1] is None:
            key = event.value
            if key in self.open[-1].nodes:
                first = self.open[-1].nodes[key].line
                self.refuse(line, f"the key `{shown(key)}` stands twice here, first on line {first}", None)
            self.keys[-1] = key
            return
        self.add(Scalar(self.path, line, event.value if event.style else self.plain(event.value, line)))

    def start(self, node: Items | Row) -> None:
        """A list or a mapping begins."""
        if self.open and isinstance(self.open[-1], Row) and self.keys[-1] is None:
            self.refuse(node.line, "a key must be plain text", "quote it if it holds `[`, `{` or `?`")
        if len(self.open) >= MAX_DEPTH:
            self.refuse(node.line, f"nested deeper than {MAX_DEPTH} levels", None)
        self.add(node)
        self.open.append(node)
        self.keys.append(None)

    def add(self, node: Node) -> None:
        """Put a finished or a beginning node where it belongs."""
        if not self.open:
            self.root = node
            return
        parent, key = self.open[-1], self.keys[-1]
        if isinstance(parent, Items):
            parent.nodes.append(node)
        elif key is not None:
            parent.nodes[key] = node
            self.keys[-1] = None

    def plain(self, written: str, line: int) -> Plain:
        """What a scalar without quotes means."""
        if written[:1] not in _SPECIAL:
            return written
        if written in _WORDS:
            return _WORDS[written]
        if _INT.fullmatch(written):
            return int(written)
        if DATE.fullmatch(written):
            try:
                return date.fromisoformat(written)
            except ValueError:
                self.refuse(line, f"{written} is not a day of the calendar", "write it as YYYY-MM-DD")
        if _NUMBER.fullmatch(written):
            quoted = f'write it in quotes: "{shown(written)}"'
            self.refuse(line, f"`{shown(written)}` without quotes would not stay exact", quoted)
        return written

    def refuse(self, line: int | None, what: str, hint: str | None) -> None:
        """Raise the BadConfig for a line of this file."""
        raise BadConfig(what, where=Place(self.path, line), hint=hint)

    def top(self) -> Row:
        """The mapping the file holds."""
        if self.root is None or (isinstance(self.root, Scalar) and self.root.value is None):
            return Row(self.path, 1)
        if not isinstance(self.root, Row):
            what = f"the file should hold keys with values, not {described(self.root)}"
            raise BadConfig(what, where=Place(self.path, self.root.line))
        return self.root


_WORDS: dict[str, Plain] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
#: What a scalar that is not text can begin with; sparing every other scalar four tests halves the time.
_SPECIAL = frozenset(["", *"~nNtTfF+-.0123456789"])
_INT = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(
    r"[+-]?(?:[1-9][0-9]{18,}|(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][+-]?[0-9]+)?|\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)


def not_yaml(error: Any, text: str, path: str) -> BadConfig:
    """PyYAML's own refusal, in our shape: its first sentence and the line, never the content."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    line = mark.line + 1 if mark else None
    position = getattr(error, "position", None)
    if line is None and isinstance(position, int):
        line = text.count("\n", 0, position) + 1
    return BadConfig(f"this is not YAML: {shown(str(problem), 100)}", where=Place(path, line))
