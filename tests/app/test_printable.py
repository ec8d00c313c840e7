"""Text from strangers, fit to be shown."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.app.printable import printable, printable_json

ANYTHING = st.text(st.characters(), max_size=400)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, and “quoted” — é 日本 שלום", "plain, and “quoted” — é 日本 שלום"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("a\r\n\tb\u2028c", "a b c"),
        ("\x9b31m\x07\x00\x7f", "�31m���"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("\ud800", "�"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_long_text_is_cut_and_says_so() -> None:
    assert printable("x" * 10_000, 20) == "x" * 19 + "…"
    assert printable("x" * 20, 20) == "x" * 20


@given(text=ANYTHING)
def test_whatever_comes_is_one_line_without_controls(text: str) -> None:
    shown = printable(text)
    assert all(unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    assert len(shown) <= len(text)
    assert printable(shown) == shown


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_json_says_the_same_and_commands_no_terminal(text: str) -> None:
    escaped = printable_json(json.dumps({"x": text}, ensure_ascii=False))
    assert json.loads(escaped) == {"x": text}
    assert not any(0x7F <= ord(character) <= 0x9F for character in escaped)
    assert "\u202e" not in escaped
