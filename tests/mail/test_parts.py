"""Both parts of a mail say the same, whatever it is about; names in it do no harm; it fits its readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from hostile import HOSTILE, harm_in_a_terminal

from claudecost.mailing import html, text
from claudecost.mailing.addresses import Address
from claudecost.mailing.message import Identity, compose
from claudecost.mailing.sheet import Sheet
from claudecost.mailing.words import sheet
from claudecost.reports.anomalies.shape import Anomaly
from claudecost.reports.digest.shape import Digest, Mover, Scope, Silent, Unpriced
from claudecost.reports.digest.stretch import Kind

from .figures import NOW, Words, digest_of, gathered, numbers


@pytest.fixture(scope="module")
def digests(sampled: Path) -> dict[str, Digest]:
    """Mails of the samples: to everybody and to a team, about a week and a month, and one without figures."""
    found = {}
    stretches: list[tuple[Kind, str]] = [
        ("week", "2026-W46"),
        ("week", "2026-W41"),
        ("month", "2026-10"),
        ("month", "2026-09"),
    ]
    for kind, period in stretches:
        with gathered(sampled, kind, period) as one:
            for team in (None, "shop", "fernwood"):
                found[f"{period} {team}"] = digest_of(one, team)
    stale = replace(found["2026-W46 None"].freshness, late_days=(date(2026, 11, 13),),
                    silent=(Silent("build-7", date(2026, 11, 6), Decimal("41.2")),))  # fmt: skip
    found["delayed"] = replace(found["2026-W46 None"], freshness=stale)
    return found


CASES = [f"{period} {team}" for period in ("2026-W46", "2026-W41", "2026-10", "2026-09")
         for team in (None, "shop", "fernwood")] + ["delayed"]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_every_figure_of_one_part_is_in_the_other(digests: dict[str, Digest], case: str) -> None:
    said = sheet(digests[case])
    plain, page = numbers(text.render(said)), numbers(Words(html.render(said, image="trend")).text)
    assert sorted(plain) == sorted(page)
    assert len(plain) > 8


@pytest.mark.parametrize("case", CASES)
def test_subject_and_preheader_say_nothing_the_mail_does_not(digests: dict[str, Digest], case: str) -> None:
    said = sheet(digests[case])
    known = {number.strip("+-$.,()") for number in numbers(text.render(said))}
    for number in numbers(said.preheader):
        assert number.strip("+-$.,()") in known
    assert len(said.subject) <= 78


@pytest.mark.parametrize("case", CASES)
def test_the_text_part_is_at_most_78_columns_wide(digests: dict[str, Digest], case: str) -> None:
    lines = text.render(sheet(digests[case])).splitlines()
    assert max(map(len, lines)) <= 78
    assert all(line == line.rstrip() for line in lines)


def test_a_mail_without_figures_gives_no_amount_at_all(digests: dict[str, Digest]) -> None:
    said = sheet(digests["delayed"])
    page = html.render(said)
    assert said.subject == "Claude week 46: data delayed"
    assert "$" not in Words(page).text
    assert "$" not in text.render(said).replace("    $ claudecost", "")
    assert "Nothing from build-7 since Friday 6 November" in text.render(said)


@pytest.mark.parametrize("case", CASES)
def test_the_page_is_what_every_mail_program_can_draw(digests: dict[str, Digest], case: str) -> None:
    """No SVG, no data: images, no style sheets, nothing from elsewhere, bars that need no picture."""
    page = html.render(sheet(digests[case]), image="trend")
    seen = Words(page)
    assert {tag for tag, _ in seen.tags} <= {
        "html", "head", "meta", "title", "body", "table", "tr", "td", "div", "span", "br", "img",
    }  # fmt: skip
    styles = " ".join(value for _, name, value in seen.attributes if name == "style")
    for banned in ("flex", "grid", "url(", "position", "float", "var("):
        assert banned not in styles
    sources = [value for _, name, value in seen.attributes if name in ("src", "href", "background")]
    assert set(sources) <= {"cid:trend"}
    assert "<style" not in page
    assert len(page.encode()) < 90_000, "Gmail cuts at 102 kB"


@pytest.mark.parametrize("case", CASES)
def test_every_cell_says_its_own_colours_so_that_dark_and_light_both_hold(
    digests: dict[str, Digest], case: str
) -> None:
    page = html.render(sheet(digests[case]), image="trend")
    grounds = [value for tag, name, value in Words(page).attributes if (tag, name) == ("td", "bgcolor")]
    assert set(grounds) <= {"#fdfefd", "#cdd8d0", "#2a7d5c", "#5f937c", "#b0251c", "#b07c22"}


def test_with_and_without_pictures_the_same_is_said(digests: dict[str, Digest]) -> None:
    said = sheet(digests["2026-W46 None"])
    with_picture, without = (Words(html.render(said, image=image)) for image in ("trend", None))
    assert with_picture.text.split() == without.text.split()
    assert with_picture.alt == ["Bars of the amounts below"]
    assert without.alt == []


ODD = Anomaly(
    "team",
    "shop",
    date(2026, 11, 10),
    Decimal(9),
    Decimal(2),
    Decimal("4.5"),
    "volume",
    None,
    None,
    "shop is odd",
    "claudecost report",
)


def named(digest: Digest, name: str) -> Digest:
    """The same mail about things that are all called so."""
    movers = tuple(
        replace(
            one, rises=(Mover(name, Decimal(9), Decimal(2)),), falls=(Mover(name, Decimal(1), Decimal(2)),)
        )
        for one in digest.movers
    )
    odd = replace(ODD, name=name, sentence=f"{name} is odd", command=f"claudecost report --team {name}")
    budgets = tuple(replace(one, name=name, scope="team") for one in digest.budgets)
    silent = (Silent(name, date(2026, 11, 6), Decimal(2)),)
    return replace(
        digest, scope=Scope(name, (name,)), movers=movers, anomalies=(odd,), budgets=budgets,
        projects=(name,),
        unpriced=(Unpriced(name, 1, 2),), freshness=replace(digest.freshness, silent=silent),
    )  # fmt: skip


def parts(said: Sheet) -> tuple[str, str]:
    return html.render(said, image="trend"), text.render(said)


def elements(document: str) -> list[tuple[str, tuple[str, ...]]]:
    """All of them but what holds the pieces of a command together, of which a name may make more or fewer."""
    return [(tag, attributes) for tag, attributes in Words(document).tags if (tag, attributes) != PIECE]


PIECE = ("span", ("style",))


@pytest.mark.parametrize("key", HOSTILE)
@pytest.mark.parametrize("late", [False, True], ids=["figures", "delayed"])
def test_no_name_becomes_markup_a_header_or_a_control(
    digests: dict[str, Digest], key: str, late: bool
) -> None:
    digest = digests["delayed" if late else "2026-W46 None"]
    theirs, plain = parts(said := sheet(named(digest, HOSTILE[key])))
    ours, _ = parts(sheet(named(digest, "harmless")))
    assert elements(theirs) == elements(ours), "the elements are the template's"
    assert said.subject.isprintable()
    assert "\n" not in said.subject
    assert harm_in_a_terminal(plain) == []
    assert harm_in_a_terminal(Words(theirs).text) == []
    assert max(map(len, plain.splitlines())) <= 78
    assert len(theirs.encode()) < 100_000


@pytest.mark.parametrize("key", HOSTILE)
def test_no_name_makes_a_header(digests: dict[str, Digest], key: str) -> None:
    """Encoded words among them: the standard library decodes them, line breaks and all, where it is let."""
    said = sheet(named(digests["2026-W46 None"], HOSTILE[key]))
    to = Address("ann", "example.com")
    identity = Identity("weekly", "2026-W46", HOSTILE[key][:9], "ann@example.com", is_delayed=False)
    made = message_from_bytes(compose(said, to, to, identity, NOW, None).as_bytes(), policy=SMTP)
    assert made.keys() == [
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    ]
    assert " ".join(str(made["Subject"]).split()) == " ".join(said.subject.replace("=?", "= ?").split())
