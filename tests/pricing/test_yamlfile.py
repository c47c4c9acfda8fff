"""YAML as we read it: what a value means, what is refused, and that nothing else is ever raised."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from claudecost import yamlfile
from claudecost.errors import BadConfig, Exit, Place
from claudecost.yamlfile import Row, Scalar


def parse(text: str) -> Row:
    return yamlfile.parse(text.encode(), "t.yaml")


def complaint(text: str) -> str:
    with pytest.raises(BadConfig) as caught:
        parse(text)
    return str(caught.value)


def refusal(data: bytes) -> BadConfig | None:
    try:
        yamlfile.parse(data, "t.yaml")
    except BadConfig as error:
        return error
    return None


def refused(row: Row, key: str) -> BadConfig:
    with pytest.raises(BadConfig) as caught:
        row.need(key, yamlfile.whole)
    return caught.value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("0", 0),
        ("15", 15),
        ("-3", -3),
        ("2026-11-20", date(2026, 11, 20)),
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("1.2.3", "1.2.3"),
        ("2026-11-20 10:00", "2026-11-20 10:00"),
        ("text with spaces", "text with spaces"),
        ('"0.30"', "0.30"),
        ('"true"', "true"),
        ("'2026-11-20'", "2026-11-20"),
        ('""', ""),
    ],
)
def test_a_scalar_means_what_the_core_of_yaml_1_2_says(written: str, value: object) -> None:
    node = parse(f"a: {written}").nodes["a"]
    assert isinstance(node, Scalar)
    assert node.value == value
    assert type(node.value) is type(value)


@pytest.mark.parametrize(
    "number", ["0.30", "1.", ".5", "-1.5", "1e5", "5.0e-7", ".inf", "-.INF", ".nan", "9" * 19]
)
def test_a_number_that_would_not_stay_exact_is_refused(number: str) -> None:
    assert complaint(f"a:\n  b: {number}") == (
        f"error: `{number}` without quotes would not stay exact\n"
        "  at t.yaml:2\n"
        f'  hint: write it in quotes: "{number}"'
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: 1\na: 2", "error: the key `a` stands twice here, first on line 1\n  at t.yaml:2"),
        ("a: 1\n---\nb: 2", "error: a second document begins here\n  at t.yaml:2"),
        ("a: 2026-02-30", "error: 2026-02-30 is not a day of the calendar\n  at t.yaml:1"),
        ("? [a]\n: b", "error: a key must be plain text\n  at t.yaml:1"),
        ("a: " + "[" * 30 + "]" * 30, "error: nested deeper than 20 levels\n  at t.yaml:1"),
        ("- a", "error: the file should hold keys with values, not a list\n  at t.yaml:1"),
        ("just words", "error: the file should hold keys with values, not `just words`\n  at t.yaml:1"),
        ("a: 'b", "error: this is not YAML: found unexpected end of stream\n  at t.yaml:1"),
        ("a: b\n\tc: d", "error: this is not YAML: "),
        ("a: \0", "error: this is not YAML: control characters are not allowed\n  at t.yaml:1"),
        ("a: *b", "error: anchors and aliases (`&` and `*`) are not used here\n  at t.yaml:1"),
        ("a: &b c", "error: anchors and aliases (`&` and `*`) are not used here\n  at t.yaml:1"),
        ("a: !x b", "error: tags (`!`) are not used here\n  at t.yaml:1"),
        ("a: !!python/object:os.system {}", "error: tags (`!`) are not used here\n  at t.yaml:1"),
    ],
)
def test_what_the_format_does_not_allow_is_refused_with_its_line(text: str, what: str) -> None:
    assert complaint(text).startswith(what)


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50))
    assert "anchors" in complaint(bomb)


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "a: [", '"', "!" * 3, "&" * 3])
def test_hostile_nesting_ends_quickly(opening: str) -> None:
    with pytest.raises(BadConfig):
        parse("k: " + opening * (900_000 // len(opening)))


def test_a_file_over_a_megabyte_is_refused(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_text("a: " + "x" * 1_000_000)
    with pytest.raises(BadConfig, match="larger than 1 MB"):
        yamlfile.read(big)
    with pytest.raises(BadConfig, match="larger than 1 MB"):
        yamlfile.parse(big.read_bytes(), "big.yaml")


def test_a_file_that_cannot_be_read_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as caught:
        yamlfile.read(tmp_path / "gone.yaml")
    assert str(caught.value).startswith("error: cannot read this file: No such file")
    with pytest.raises(BadConfig):
        yamlfile.read(tmp_path)


def test_text_in_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(BadConfig) as caught:
        yamlfile.parse("a: b\nc: caf\xe9".encode("latin-1"), "t.yaml")
    assert (caught.value.what, caught.value.where) == ("this is not UTF-8 text", Place("t.yaml", 2))


@pytest.mark.parametrize("empty", ["", "# nothing yet\n", "---\n", "null"])
def test_an_empty_file_is_an_empty_mapping(empty: str) -> None:
    assert parse(empty).nodes == {}


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert list(yamlfile.parse(b"\xef\xbb\xbfa: 1", "t.yaml").nodes) == ["a"]


@given(st.binary(max_size=300))
@example(b"\xff\xfea\x00:\x00")
@example(b"a: \xed\xa0\x80")
@example(b"%TAG ! tag:x,2000:\n--- !a b")
@example(b"a: " + b"9" * 5000)
@example(b'a: "\\ud800"')
@example(b"? ? ? a")
def test_no_bytes_make_it_raise_anything_but_bad_config(data: bytes) -> None:
    error = refusal(data)
    if error is not None:
        assert error.exit_code is Exit.BAD_CONFIG
        assert error.where is not None
        assert len(str(error)) < 400


@given(st.text(alphabet="ab:-[]{},&*!#?|>'\"%@` \n\t0.19eE~", max_size=60))
def test_no_yaml_like_text_makes_it_raise_anything_but_bad_config(text: str) -> None:
    refusal(text.encode())


BASIC = st.text(st.characters(max_codepoint=0xD7FF), max_size=20)


@given(st.dictionaries(BASIC, st.one_of(BASIC, st.booleans()), max_size=5))
def test_json_is_read_as_the_yaml_it_is(values: dict[str, object]) -> None:
    row = parse(json.dumps(values))
    assert {key: node.value for key, node in row.nodes.items() if isinstance(node, Scalar)} == values


def test_the_pure_python_parser_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML came without libyaml, the book must still be readable."""
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    row = parse('a: [1, "0.30", 2026-11-20]\nb: {c: no}')
    assert row.need("a", lambda node: node.line) == 1
    assert "anchors" in complaint("a: &b c")
    assert complaint("a: 'b").startswith("error: this is not YAML: ")


# --- asking a mapping ------------------------------------------------------------------------------------

ROW = """\
name: Acme
price: "0.30"
count: 12
live: true
day: 2026-11-20
tags: [a, b]
inner: {x: 1}
nothing:
"""


def test_every_kind_of_value_can_be_asked_for() -> None:
    row = parse(ROW)
    assert row.need("name", yamlfile.text) == "Acme"
    assert row.need("price", yamlfile.amount) == Decimal("0.30")
    assert row.need("count", yamlfile.whole) == 12
    assert row.need("count", yamlfile.amount) == Decimal(12)
    assert row.need("live", yamlfile.flag) is True
    assert row.need("day", yamlfile.day) == date(2026, 11, 20)
    assert row.need("tags", yamlfile.texts) == ["a", "b"]
    assert row.need("tags", yamlfile.each(yamlfile.choice("a", "b"))) == ["a", "b"]
    assert row.need("inner", yamlfile.row).need("x", yamlfile.whole) == 1
    assert row.maybe("nothing", yamlfile.text) is None
    assert row.maybe("absent", yamlfile.whole, 7) == 7
    row.finish()


@pytest.mark.parametrize(
    ("key", "kind", "what"),
    [
        ("count", yamlfile.text, '`count` should be text, not `12`|3|write it in quotes: "12"'),
        ("live", yamlfile.text, '`live` should be text, not `true`|4|write it in quotes: "true"'),
        ("day", yamlfile.text, '`day` should be text, not `2026-11-20`|5|write it in quotes: "2026-11-20"'),
        ("nothing", yamlfile.text, "`nothing` should be text, not empty|8|None"),
        ("tags", yamlfile.text, "`tags` should be text, not a list|6|None"),
        ("inner", yamlfile.text, "`inner` should be text, not a mapping|7|None"),
        ("name", yamlfile.day, "`name` should be a day such as 2026-11-20, not `Acme`|1|None"),
        ("live", yamlfile.amount, '`live` should be a number in quotes such as "0.30", not `true`|4|None'),
        ("price", yamlfile.whole, "`price` should be a whole number, not `0.30`|2|None"),
        ("live", yamlfile.whole, "`live` should be a whole number, not `true`|4|None"),
        ("count", yamlfile.flag, "`count` should be true or false, not `12`|3|None"),
        (
            "name",
            yamlfile.choice("Acne", "Zeta"),
            "`name` should be Acne or Zeta, not `Acme`|1|is `Acne` meant?",
        ),
        ("name", yamlfile.texts, "`name` should be a list such as [a, b], not `Acme`|1|None"),
        ("name", yamlfile.row, "`name` should be a mapping such as {a: b}, not `Acme`|1|None"),
        ("absent", yamlfile.text, "`absent` is missing here|1|None"),
        ("nmae", yamlfile.text, "`nmae` is missing here|1|is `name` meant to be `nmae`?"),
    ],
)
def test_a_value_of_another_kind_is_refused_at_its_own_line(key: str, kind: object, what: str) -> None:
    with pytest.raises(BadConfig) as caught:
        parse(ROW).need(key, kind)  # type: ignore[arg-type]
    assert caught.value.where is not None
    assert f"{caught.value.what}|{caught.value.where.line}|{caught.value.hint}" == what


def test_a_key_nobody_asked_for_is_refused_with_what_is_known() -> None:
    row = parse("name: a\nzebra: 1")
    row.need("name", yamlfile.text)
    with pytest.raises(BadConfig) as caught:
        row.finish()
    assert str(caught.value) == (
        "error: the key `zebra` means nothing here\n  at t.yaml:2\n  hint: known here: name"
    )


def test_long_content_is_never_echoed() -> None:
    secret = "s" * 500
    for text in (f"a: {secret}", f"{secret}: 1", f'a: "{secret}"', f"a: 1.{'9' * 500}", f"a: '{secret}"):
        error = refusal(text.encode()) or refused(parse(text), "a")
        assert len(str(error)) < 250


def test_content_is_shown_printable() -> None:
    with pytest.raises(BadConfig, match=r"not `a\?\[2Jb`"):
        parse('k: "a\\e[2Jb"').need("k", yamlfile.whole)


@given(st.dates())
def test_a_day_in_another_notation_is_refused(day: date) -> None:
    iso = day.isocalendar()
    with pytest.raises(BadConfig):
        parse(f'a: "{iso.year:04}-W{iso.week:02}-{iso.weekday}"').need("a", yamlfile.day)


def test_a_day_may_stand_in_quotes() -> None:
    assert parse("a: '2026-11-20'").need("a", yamlfile.day) == date(2026, 11, 20)
    with pytest.raises(BadConfig):
        parse("a: '2026-11-31'").need("a", yamlfile.day)


def test_items_count_as_asked_for() -> None:
    row = parse("a: 1\nb: 2")
    assert [key for key, _ in row.items()] == ["a", "b"]
    row.finish()
    assert (row.at("b"), row.at("zebra"), row.place) == (
        Place("t.yaml", 2),
        Place("t.yaml", 1),
        Place("t.yaml", 1),
    )
