"""The HTML part: a template of nested tables, which every mail program can draw, filled from the sheet.

jinja2 is imported here only, and only when a mail is made (29 ms).
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from ..errors import BadConfig, Place
from ..renderers.palette import LIGHT
from .names import pieces
from .sheet import Sheet

if TYPE_CHECKING:
    from jinja2 import Environment, Template

TEMPLATE = "mail.html.j2"

#: What jinja2 calls a template made of text alone.
NAMELESS = "<template>"

#: What `tone` means in colour: for words, and for bars.
INKS = {"over": LIGHT.over, "doubt": LIGHT.doubt, "good": LIGHT.accent, "quiet": LIGHT.quiet}
BARS = {"over": LIGHT.over, "doubt": "#b07c22", "good": LIGHT.bar, "quiet": LIGHT.bar_quiet}


class BadTemplate(BadConfig):
    """A template of one's own that cannot be used."""

    def __init__(self, path: Path, why: str, line: int | None = None) -> None:
        super().__init__(
            f"the mail's template cannot be used: {why}",
            where=Place(str(path), line),
            impact="no mail was made",
            hint=f"`email.templates` names a directory with a {TEMPLATE}; leave it out for the built-in one",
        )


def render(sheet: Sheet, templates: Path | None = None, image: str | None = None) -> str:
    """The whole part; `image` is the content id of the trend's picture. Raises BadTemplate."""
    import jinja2

    own = None if templates is None else templates / TEMPLATE
    try:
        source = _shipped() if own is None else own.read_text(encoding="utf-8")
        return _template(source).render(sheet=sheet, image=image, ink=INKS, bar=BARS, palette=LIGHT)
    except jinja2.TemplateSyntaxError as error:
        raise _trouble(own, _first_sentence(error), error.lineno) from None
    except jinja2.TemplateError as error:
        raise _trouble(own, _first_sentence(error), _line_of(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _trouble(own, getattr(error, "strerror", None) or "it is not UTF-8 text") from None
    except Exception as error:  # what a template of one's own does is Python: it can fail in any way
        if own is None:
            raise
        raise _trouble(own, _first_sentence(error) or type(error).__name__, _line_of(error)) from None


def _first_sentence(error: Exception) -> str:
    """What jinja2 says, without its guesses."""
    return " ".join(str(error).split()).partition(". ")[0][:100]


def _line_of(error: Exception) -> int | None:
    """The line of the template that failed, the first one of several: jinja2 puts it into the traceback."""
    return next((one.lineno for one in extract_tb(error.__traceback__) if one.filename == NAMELESS), None)


def _trouble(own: Path | None, why: str, line: int | None = None) -> Exception:
    """One's own template is a matter of configuration; the shipped one is ours."""
    return AssertionError(f"{TEMPLATE}: {why}") if own is None else BadTemplate(own, why, line)


def _shipped() -> str:
    return (files(__package__) / "templates" / TEMPLATE).read_text(encoding="utf-8")


@lru_cache(maxsize=2)
def _template(source: str) -> Template:
    """Translated once, however many mails are made of it."""
    return _environment().from_string(source)


@cache
def _environment() -> Environment:
    """`autoescape` is off by default, and choosing it by a file's ending would miss ours."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["pieces"] = pieces
    return environment
