"""Names that somebody may have chosen to do harm with, or that are merely odd: one table for every test.

A project, a model, a machine, a person, a branch, a team: all of them are somebody else's text. Each entry is
harmless everywhere, or the place that shows it is broken.
"""

from __future__ import annotations

import re

#: What each is called here, and the text.
HOSTILE: dict[str, str] = {
    # HTML and the like
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "single-quoted attribute": "' autofocus onfocus=alert(1) x='",
    "closed comment": "--><b>x</b><!--",
    "closed style": "</style></script></title></textarea><h1>x",
    "entity": "&lt;b&gt; &amp; &#x3c;",
    "template": "{{ 7*7 }} {% raw %} ${7*7}",
    "script link": "javascript:alert(1)",
    "data link": "data:text/html,<script>alert(1)</script>",
    "link": "https://evil.example/?a=b&c=d",
    # spreadsheets
    "command": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2",
    "at": "@SUM(A1)",
    "hyperlink": '=HYPERLINK("http://evil.example","x")',
    "blank before a formula": " \u00a0=2+2",
    "wide equals sign": "＝1+1",
    "quoted already": "'=1+1",
    "tab": "\t=1+1",
    "carriage return": "a\rb",
    "line feed": "a\nb\n=1+1",
    "csv": 'a,b;c"d"\te',
    # terminals
    "clear screen": "\x1b[2Jx",
    "title": "\x1b]0;owned\x07x",
    "link in a terminal": "\x1b]8;;http://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "colour": "\x1b[31;7mred",
    "one-byte control": "\x9b31mx",
    "backspace": "safe\x08\x08\x08\x08evil",
    "delete": "a\x7fb",
    "nothing": "a\x00b",
    # text that is not what it seems
    "right to left": "\u202etxt.exe",
    "isolate": "\u2066a\u2069\u2067b",
    "zero width": "a\u200bb\u200cc\u200dd\ufeff",
    "soft hyphen": "a\u00adb",
    "tag characters": "a\U000e0041\U000e0042",
    "line separators": "a\u2028b\u2029c\x85d",
    "half a pair": "a\ud800b",
    "private": "a\ue000b",
    # markup of our own libraries and formats
    "rich": "[/red][bold]x[link=http://evil.example]y[/link]",
    "markdown": "|a|`b`|**c**|[d](javascript:alert(1))|<e>",
    "heading": "# x",
    "percent": "%s %d %n {0} {x!r} %(x)s",
    "sql": "'; DROP TABLE usage_events; --",
    "glob": "*?[a-z]**/{a,b}",
    "path": "../../../../etc/passwd",
    "mail header": "a\r\nBcc: evil@evil.example\r\n\r\n<b>",
    "encoded word": "=?utf-8?q?=0D=0ABcc:_x?=",
    # honest and wide
    "long": "x" * 5_000,
    "long words": "wörter " * 700,
    "combining": "a" + "\u0301" * 500 + "b",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "chinese": "日本語のプロジェクト" * 4,
    "arabic": "مشروع الفوترة",
    "none": "(none)",
    "total": "Total",
}

#: Marks that turn or hide what stands beside them; nothing we print holds one.
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e0fff]"
)

#: Our own colours, the only escape sequences there may be.
SGR = re.compile(r"\x1b\[[0-9;]*m")

#: More marks on one letter than any script needs: they climb over the lines above.
FLOOD = re.compile("[\u0300-\u036f]{9}")


def harm_in_a_terminal(text: str) -> list[str]:
    """What in an output could steer a terminal or mislead a reader; line ends and our colours may be."""
    plain = SGR.sub("", text)
    found = [*UNSEEN.findall(plain), *FLOOD.findall(plain)]
    return [ascii(one) for one in found]
