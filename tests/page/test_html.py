"""The document: balanced, closed to the network, and no name in it becomes markup, whatever it is made of."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from command_line import claudecost
from reports.asking import kept
from transcripts import response

from claudecost.renderers.clean import UNSEEN, clean
from claudecost.renderers.palette import DARK, LIGHT, Palette, contrast

from .conftest import Write
from .reading import Reading

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</title></style></script><svg onload=alert(1)>",
    "</table></section><iframe>",
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt;&amp;&#x3c;",
    "\x1b[2J\x1b]0;title\x07",
    "\u202egnp.exe",
    "\u2066\u200b\u200fabc\u2069",
    "=cmd|' /C calc'!A0",
    "-->]]><!--",
    "`rm -rf ~`; $(id)",
    "x" * 5_000,
    "/long/" + "y" * 5_000,
    "\u4e2d\u6587 \u05e2\u05d1\u05e8\u05d9\u05ea",
)

#: All a page is made of; anything else has come from a name.
ELEMENTS = {
    "a", "body", "caption", "circle", "code", "data", "dd", "desc", "details", "div", "dl", "dt",
    "footer", "g", "h1", "h2", "h3", "head", "header", "html", "li", "line", "main", "meta", "nav",
    "ol", "p", "rect", "script", "section", "span", "strong", "style", "summary", "svg", "table",
    "tbody", "td", "text", "tfoot", "th", "thead", "time", "title", "tr", "ul",
}  # fmt: skip


def harmless(name: str) -> str:
    """A name of the same length and the same cut, of letters only."""
    return re.sub(r"[^\w/\\]", "x", clean(name))


def store_of(directory: Path, names: tuple[str, ...]) -> tuple[Path, Path]:
    """A store with a project, a session, a model and a team of every name, each of another cost."""
    directory.mkdir()
    lines = [
        response(
            model,
            "2026-11-05T12:00:00Z",
            {"input": 1000 * (number + 1)},
            session=name,
            cwd=f"/p{number}/{name}",
        )
        for number, name in enumerate(names)
        for model in (name, "claude-opus-5")
    ]
    # The key of a YAML mapping has at most 1,024 characters.
    named = [(number, name) for number, name in enumerate(names) if "/" not in name and len(name) < 1_000]
    teams = {
        "version": 1,
        "teams": {name: {"budget_usd": 1 + number} for number, name in named},
        "rules": [{"team": name, "match": {"project": f"/p{number}/*"}} for number, name in named],
    }
    path = directory / "teams.yaml"
    path.write_text(json.dumps(teams), encoding="utf-8")
    return kept(directory, lines), path


@pytest.fixture
def hostile(page: Write, tmp_path: Path) -> Callable[..., str]:
    def write(names: tuple[str, ...], folder: str) -> str:
        store, teams = store_of(tmp_path / folder, names)
        return page("--period", "2026-11", store=store, teams=teams).read_text(encoding="utf-8")

    return write


def test_the_page_of_the_samples_is_balanced_and_made_of_what_we_wrote(page: Write) -> None:
    read = Reading(page().read_text(encoding="utf-8"))
    assert read.trouble == []
    assert set(read.elements) <= ELEMENTS
    assert read.headings[0] == 1
    assert read.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))


def test_hostile_names_make_the_same_elements_as_harmless_ones(hostile: Callable[..., str]) -> None:
    bad, good = (
        Reading(hostile(names, folder))
        for names, folder in ((HOSTILE, "bad"), (tuple(map(harmless, HOSTILE)), "good"))
    )
    assert bad.trouble == []
    assert bad.elements == good.elements
    assert bad.attributes == good.attributes


def test_hostile_names_are_shown_and_nothing_of_them_is_unseen(hostile: Callable[..., str]) -> None:
    from html import unescape
    from unicodedata import category

    document = hostile(HOSTILE, "bad")
    shown = unescape(document)
    for name in HOSTILE:
        assert clean(name)[:900] in shown, "what is longer is cut where it is taken in"
    assert {char for char in document if category(char) in UNSEEN} <= {"\n"}


def test_no_name_becomes_an_address_or_a_handler(hostile: Callable[..., str]) -> None:
    read = Reading(hostile(HOSTILE, "bad"))
    for tag, name, value in read.values:
        assert not name.startswith("on"), tag
        assert name not in ("src", "style", "srcset", "action", "formaction"), tag
        if name == "href":
            assert value.startswith("#")


def test_a_single_report_of_hostile_names_is_as_harmless(tmp_path: Path, empty_home: Path) -> None:
    made = []
    for names, folder in ((HOSTILE, "bad"), (tuple(map(harmless, HOSTILE)), "good")):
        store, _ = store_of(tmp_path / folder, names)
        said = claudecost(
            "report", "--by", "project,session,model", "--db", store, "--no-ingest", "--format", "html"
        )
        made.append(Reading(said.out))
    bad, good = made
    assert bad.trouble == []
    assert (bad.elements, bad.attributes) == (good.elements, good.attributes)


def test_the_policy_admits_our_style_and_our_script_and_nothing_else(page: Write) -> None:
    document = page("--period", "2026-11").read_text(encoding="utf-8")
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', document)
    digests = {
        tag: b64encode(sha256(re.search(rf"<{tag}>(.*?)</{tag}>", document, re.DOTALL)[1].encode()).digest())  # type: ignore[index]
        for tag in ("style", "script")
    }
    assert policy.replace("&#39;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digests['style'].decode()}'; "
        f"script-src 'sha256-{digests['script'].decode()}'; base-uri 'none'; form-action 'none'"
    )


def test_the_page_names_no_other_place(page: Write) -> None:
    document = page().read_text(encoding="utf-8")
    assert not re.search(r"https?:|//\w|url\(|@import|src=", document)


def test_templates_escape_everything() -> None:
    """`safe` would let a name through as it is."""
    from claudecost.renderers import page

    folder = Path(page.__file__).parent
    templates = list(folder.glob("*.j2"))
    assert templates
    for template in templates:
        assert not re.search(r"\|\s*safe|autoescape", template.read_text(encoding="utf-8")), template.name


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_charts_stand_out_from_their_ground(palette: Palette) -> None:
    """WCAG 2.2, level AA: 4.5 to 1 for text, 3 to 1 for what a chart is read by."""
    for ground in (palette.paper, palette.band):
        for text in (palette.ink, palette.quiet, palette.accent, palette.over, palette.doubt):
            assert contrast(text, ground) >= 4.5
        for mark in (palette.bar, palette.input, palette.write_5m, palette.write_1h, palette.read):
            assert contrast(mark, ground) >= 3
    assert contrast(palette.bar_quiet, palette.paper) >= 3
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
