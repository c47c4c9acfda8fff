"""How the templates are filled: everything escaped, and nothing on the page but what we wrote.

The policy in the page's head admits our one style and our one script by their digests, and nothing else: no
request leaves the page, no name in it can become markup, style or script.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from claudecost._version import __version__
from claudecost.renderers.palette import DARK, LIGHT, custom_properties

if TYPE_CHECKING:
    from jinja2 import Environment


def fill(template: str, **values: Any) -> str:
    """A template of this folder as a document; every value in it escaped."""
    return _environment().get_template(template).render(**values)


def units(command: str) -> list[str]:
    """A command line in the pieces it may be broken between: an option stays with its value."""
    return re.split(r" (?='?--)", command)


def policy(style: str, script: str) -> str:
    """The content security policy of a page with exactly this style and script."""
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def style() -> str:
    """The style sheet: our colours, light and dark, then the look."""
    light, dark = custom_properties(LIGHT), custom_properties(DARK)
    return (
        f":root{{color-scheme:light;{light}}}\n"
        "@media screen and (prefers-color-scheme:dark){"
        f":root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"
        f"{_text('look.css')}"
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    # autoescape by hand: `select_autoescape` knows `.html`, not `.html.j2`.
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_text),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["units"] = units
    look, manners = style(), _text("manners.js")
    environment.globals.update(
        policy=policy(look, manners), style=Markup(look), script=Markup(manners), version=__version__
    )  # Markup: these two are our own files, and must not be escaped to be what the policy admits
    return environment


def _text(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
