"""What a rule can look at, and how its patterns are written.

Patterns are globs (`*`, `?`, `[abc]`) over the whole value; e-mail addresses are compared without regard to
case. Several keys must all meet, several patterns of one key are alternatives.
"""

from __future__ import annotations

from ..errors import BadConfig, Place
from ..yamlfile import Items, Node, Row, Scalar, Wanted, row, shown, text

#: What a rule can ask of a row, and what it is.
ATTRIBUTES = {
    "email": "the person's e-mail address (or login name)",
    "account": "the account id Claude Code signed in with",
    "machine": "the machine",
    "project": "the project's directory: whole, from `~`, or its last part",
    "git_remote": "the project's git remote, as github.com/acme/infra",
    "workspace": "the workspace's name or id",
    "api_key": "the API key's name or id",
    "service_account": "the service account's name or id",
    "product": "the product: claude_code, messages_api, chat, ...",
    "source": "where it was read: claude-code, response-log, console-tokens-csv, ...",
}

#: Labels by key: of the workspace; of the request (gateway tags, Bedrock metadata, OTel resource attributes).
LABELS = ("workspace_tag", "tag")

#: Compared without regard to case.
FOLDED = ("email", "person", "git_remote")


def match_of(entry: Row) -> dict[str, tuple[str, ...]]:
    """The patterns of a rule by attribute, as they are compared; raises BadConfig."""
    found: dict[str, tuple[str, ...]] = {}
    for name in ATTRIBUTES:
        if (patterns := entry.maybe(name, _patterns)) is not None:
            found[name] = tuple(as_compared(name, pattern) for pattern in patterns)
    for name in LABELS:
        labels = entry.maybe(name, row)
        for key, node in labels.items() if labels is not None else ():
            try:
                found[f"{name}:{key}"] = tuple(_patterns(node))
            except Wanted as wanted:
                raise BadConfig(
                    f"`{shown(key)}` of `{name}` should be {wanted.kind}", where=Place(node.path, node.line)
                ) from None
    entry.finish()
    if not found:
        raise BadConfig(
            "this rule matches nothing in particular",
            where=entry.place,
            hint=f"name at least one of {', '.join([*ATTRIBUTES, *LABELS])}",
        )
    return found


def as_compared(attribute: str, pattern: str) -> str:
    """A pattern in the spelling values are compared in."""
    if attribute == "project":
        slashed = pattern.replace("\\", "/")
        return slashed.rstrip("/") or slashed
    return pattern.lower() if attribute in FOLDED else pattern


def _patterns(node: Node) -> list[str]:
    """One pattern or a list of them; a number is meant as text."""
    if isinstance(node, Items):
        if not node.nodes:
            raise Wanted(node, "at least one pattern")
        return [_pattern(item) for item in node.nodes]
    return [_pattern(node)]


def _pattern(node: Node) -> str:
    if isinstance(node, Scalar) and type(node.value) is int:
        return str(node.value)
    return text(node)
