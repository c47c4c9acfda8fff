"""The page in a real browser: it asks nobody for anything, and does what its controls say."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from reports.asking import kept

from .browser import Browser
from .conftest import Write
from .test_html import HOSTILE, store_of

Open = Callable[..., Browser]


@pytest.fixture
def opened(browser: Browser, page: Write) -> Iterator[Open]:
    """The page of the samples in the browser; afterwards it must have asked for nothing in silence."""

    def load(*arguments: object, scheme: str = "light", width: int = 1280, **how: Any) -> Browser:
        browser.open(page(*arguments, **how), scheme=scheme, width=width)
        browser.run("localStorage.clear()")
        return browser

    yield load
    assert [url for url in browser.requests if not url.startswith("file:")] == []
    assert len(browser.requests) == 1
    assert browser.complaints == []


def column(browser: Browser, table: str, key: str) -> list[str]:
    """The exact figures of a column, top to bottom, of the rows that are shown."""
    script = f"""
        (() => {{
            const table = document.getElementById("{table}-table");
            const place = [...table.tHead.rows[0].cells].findIndex((head) => head.dataset.key === "{key}");
            return [...table.tBodies[0].rows].filter((row) => row.offsetParent !== null).map((row) => {{
                const cell = row.cells[place];
                return cell.querySelector("data")?.value ?? cell.textContent;
            }});
        }})()
    """
    found: list[str] = browser.run(script)
    return found


def click(browser: Browser, selector: str) -> None:
    browser.run(f"document.querySelector({selector!r}).click()")


def heading(table: str, key: str) -> str:
    return f'#{table}-table th[data-key="{key}"] button'


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1280, 2560])
def test_it_loads_in_silence_and_fits_every_width(opened: Open, scheme: str, width: int) -> None:
    browser = opened(scheme=scheme, width=width)
    assert browser.run("document.documentElement.dataset.ready") == "yes"
    assert browser.run("document.documentElement.scrollWidth") <= width


def test_hostile_names_run_nothing(opened: Open, tmp_path: Path) -> None:
    store, teams = store_of(tmp_path / "bad", HOSTILE)
    browser = opened("--period", "2026-11", store=store, teams=teams, width=360)
    assert browser.run("document.querySelectorAll('script').length") == 1
    assert browser.run("document.querySelectorAll('img, iframe, object').length") == 0
    assert browser.run("document.documentElement.scrollWidth") <= 360
    assert browser.run("document.title").startswith("Claude")


def test_the_policy_lets_nothing_out(browser: Browser, page: Write) -> None:
    """Even a script that got in could tell nobody."""
    browser.open(page("--period", "2026-11"))
    fetched = "fetch('https://example.invalid/').then(() => 'sent', () => 'refused')"
    image = """new Promise((done) => {
        const one = new Image();
        one.onerror = () => done("refused");
        one.onload = () => done("sent");
        one.src = "https://example.invalid/x.png";
    })"""
    assert browser.run(fetched) == "refused"
    assert browser.run(image) == "refused"
    inserted = """(() => {
        const one = document.createElement("script");
        one.textContent = "window.ran = 1";
        document.body.append(one);
        return window.ran ?? 0;
    })()"""
    assert browser.run(inserted) == 0
    assert browser.complaints
    assert [one for one in browser.complaints if "Content Security Policy" not in one] == []
    assert [url for url in browser.requests if url.startswith("http")] == []


def test_a_heading_sorts_its_column_by_the_exact_figures(opened: Open) -> None:
    browser = opened("--since", "2026-10-11")
    for key in ("responses", "total_tokens", "change_usd", "cost_usd"):
        click(browser, heading("model", key))
        down = [Decimal(value) for value in column(browser, "model", key)]
        assert down == sorted(down, reverse=True)
        assert (
            browser.run(f"document.querySelector('#model-table th[data-key={key}]').ariaSort") == "descending"
        )
        click(browser, heading("model", key))
        up = [Decimal(value) for value in column(browser, "model", key)]
        assert up == sorted(up) == down[::-1] or sorted(up) == up
    click(browser, heading("model", "model"))
    names = column(browser, "model", "model")
    assert names == sorted(names)
    assert browser.run("document.querySelectorAll('#model-table th[aria-sort]').length") == 1


def test_amounts_that_differ_in_their_last_digit_are_told_apart(opened: Open, tmp_path: Path) -> None:
    """Beyond what a binary float can hold, and the other way round as text."""
    from transcripts import response

    lines = [
        response("claude-opus-5", "2026-11-05T12:00:00Z", {"input": 10**10 + number}, cwd=f"/p/{number}")
        for number in (5, 12, 9, 100)
    ]
    browser = opened("--period", "2026-11", store=kept(tmp_path, lines), teams=None)
    click(browser, heading("project", "total_tokens"))
    assert [value[-3:] for value in column(browser, "project", "total_tokens")] == [
        "100",
        "012",
        "009",
        "005",
    ]


def test_what_is_missing_stays_last_whichever_way_one_sorts(opened: Open) -> None:
    browser = opened()
    for _ in range(2):
        click(browser, heading("user", "user"))
        assert column(browser, "user", "user")[-1] == "(none)"


def test_a_filter_leaves_what_it_names_and_says_how_many(opened: Open) -> None:
    browser = opened()
    assert len(column(browser, "session", "cost_usd")) == 12
    browser.run(
        "(() => { const input = document.querySelector('#session input');"
        " input.value = 'PIPELINE'; input.dispatchEvent(new Event('input')); })()"
    )
    projects = column(browser, "session", "project")
    assert projects
    assert all("pipeline" in project for project in projects)
    met, _, count = browser.run("document.querySelector('#session .found').textContent").partition(" of ")
    assert (int(met) >= len(projects), int(count)) == (True, 50)
    browser.run(
        "(() => { const input = document.querySelector('#session input');"
        " input.value = 'nothing is called so'; input.dispatchEvent(new Event('input')); })()"
    )
    assert column(browser, "session", "project") == []


def test_a_long_table_is_folded_until_one_asks_for_all(opened: Open) -> None:
    browser = opened()
    assert browser.run("document.querySelector('#session .all').textContent") == "Show all 50"
    click(browser, "#session .all")
    assert len(column(browser, "session", "cost_usd")) == 50
    click(browser, "#session .all")
    assert len(column(browser, "session", "cost_usd")) == 12


def test_colours_follow_the_system_until_one_chooses(opened: Open, browser: Browser, page: Write) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light, dark = (opened(scheme=scheme).run(ground) for scheme in ("light", "dark"))
    assert light != dark
    click(browser, ".theme")
    assert browser.run(ground) == light
    browser.open(page(), scheme="dark")
    assert browser.run(ground) == light, "the choice is remembered"


def test_the_chart_is_read_by_keyboard(opened: Open) -> None:
    browser = opened("--period", "2026-10")
    label = "document.activeElement.getAttribute('aria-label')"
    assert browser.run("document.querySelectorAll('.mark[tabindex=\"0\"]').length") == 1
    browser.run("document.querySelector('.mark[tabindex=\"0\"]').focus()")
    assert browser.run(label).startswith("2026-10-31: ")
    browser.press("ArrowLeft")
    assert browser.run(label).startswith("2026-10-30: $0.01, 1 response, 1,874 tokens")
    assert browser.run("document.querySelector('.readout').textContent") == browser.run(label)
    browser.press("Home")
    assert browser.run(label).startswith("2026-10-01: ")
    assert browser.run("document.querySelectorAll('.mark[tabindex=\"0\"]').length") == 1


def test_every_control_has_a_name_and_every_heading_a_scope(opened: Open) -> None:
    browser = opened()
    nameless = """[...document.querySelectorAll("button, input")]
        .filter((one) => !(one.ariaLabel || one.textContent.trim())).length"""
    assert browser.run(nameless) == 0
    assert browser.run("document.querySelectorAll('th:not([scope])').length") == 0
    assert browser.run("document.querySelectorAll('main, nav[aria-label], footer').length") == 3
    assert browser.run(
        "new Set([...document.querySelectorAll('[id]')].map((one) => one.id)).size"
    ) == browser.run("document.querySelectorAll('[id]').length")


def test_printed_it_is_all_there_without_controls(opened: Open, tmp_path: Path) -> None:
    browser = opened()
    browser.send("Emulation.setEmulatedMedia", media="print")
    try:
        assert len(column(browser, "session", "cost_usd")) == 50
        shown = """[...document.querySelectorAll("button, input, .mast, summary")]
            .filter((one) => !one.closest("thead") && one.offsetParent !== null).length"""
        assert browser.run(shown) == 0
        ink = browser.run("getComputedStyle(document.documentElement).backgroundColor")
        assert ink == "rgb(255, 255, 255)"
    finally:
        browser.send("Emulation.setEmulatedMedia", media="")
    printed = browser.pdf(tmp_path / "page.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") >= 3


def test_printed_a_long_table_has_its_heading_on_every_sheet_and_breaks_no_row(
    opened: Open, tmp_path: Path
) -> None:
    """Chromium repeats a heading only where nothing in it is a box of its own, such as a button."""
    browser = opened("--since", "2026-09-01")
    browser.send("Emulation.setEmulatedMedia", media="print")
    try:
        style = "getComputedStyle(document.querySelector('#session-table {}')).{}"
        assert browser.run(style.format("thead", "display")) == "table-header-group"
        assert browser.run(style.format("thead button", "display")) == "contents"
        assert browser.run(style.format("tbody tr", "breakInside")) == "avoid"
    finally:
        browser.send("Emulation.setEmulatedMedia", media="")
    sheets = words_of(browser.pdf(tmp_path / "page.pdf"))
    for heading, row in (
        ("Day Cost (USD) Responses Tokens From cache", r"\d{4}-\d\d-\d\d \$"),
        ("Session Project Cost (USD) Share Responses Tokens From cache", r"[0-9a-f]{8}-[0-9a-f]{4}-"),
    ):
        with_rows = [sheet for sheet in sheets if any(re.match(row, line) for line in sheet)]
        assert len(with_rows) > 1
        assert [sheet.count(heading) for sheet in with_rows] == [1] * len(with_rows)


def words_of(printed: Path) -> list[list[str]]:
    """The lines of each sheet as they are seen, with single blanks."""
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext on this machine: apt-get install poppler-utils")
    done = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True)
    return [[" ".join(line.split()) for line in sheet.splitlines()] for sheet in done.stdout.split("\f")[:-1]]


def test_dark_colours_are_never_printed(opened: Open) -> None:
    browser = opened(scheme="dark")
    click(browser, ".theme")
    click(browser, ".theme")
    browser.send(
        "Emulation.setEmulatedMedia",
        media="print",
        features=[{"name": "prefers-color-scheme", "value": "dark"}],
    )
    try:
        assert browser.run("getComputedStyle(document.body).color") == "rgb(21, 32, 26)"
    finally:
        browser.send("Emulation.setEmulatedMedia", media="")


def test_without_script_every_figure_is_there(browser: Browser, page: Write) -> None:
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(page())
        root = browser.send("DOM.getDocument", depth=0)["root"]["nodeId"]
        rows = browser.send("DOM.querySelectorAll", nodeId=root, selector="#session-table tbody tr")[
            "nodeIds"
        ]
        boxes = [browser.send("DOM.getBoxModel", nodeId=row)["model"]["height"] for row in rows]
        buttons = browser.send("DOM.querySelectorAll", nodeId=root, selector="button, input")["nodeIds"]
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)
    assert len(boxes) == 50
    assert min(boxes) > 0
    assert buttons == []


def test_a_single_report_has_the_same_manners(
    browser: Browser, tmp_path: Path, sampled: Path, empty_home: Path
) -> None:
    from command_line import claudecost

    to = tmp_path / "report.html"
    assert claudecost("report", "--by", "project,model", "--db", sampled, "--no-ingest", "-o", to).code == 0
    browser.open(to)
    click(browser, heading("report", "output_tokens"))
    down = [int(value) for value in column(browser, "report", "output_tokens")]
    assert down == sorted(down, reverse=True)
    assert browser.complaints == []
    assert browser.run("document.querySelector('h1').textContent") == "Usage by project, model"
