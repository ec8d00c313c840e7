import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.charset_labels import CODECS, OPAQUE, hint, normal


@pytest.mark.parametrize(
    ("html", "label"),
    [
        (b'<meta charset="windows-1251">', "windows-1251"),
        (b"<META CHARSET=koi8-r />", "koi8-r"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">', "iso-8859-2"),
        (b"<meta content='text/html;charset = big5' http-equiv=content-type>", "big5"),
        (b'<meta name="description" content="charset=koi8-r">', None),
        (b'<!-- <meta charset="koi8-r"> --><meta charset="gbk">', "gbk"),
        (b'<meta charset="utf-16">', "utf-8"),
        (b'<meta charset=""><p>', None),
        (b" " * 1024 + b'<meta charset="gbk">', None),
        (b"<metadata charset=x>", None),
    ],
)
def test_a_text_names_its_own_character_set(html, label):
    assert hint(html) == label


@given(st.binary(max_size=300))
def test_any_octets_may_be_asked_for_a_hint(octets):
    hint(b"<meta " + octets)


def test_no_label_is_both_believed_and_refused():
    assert not OPAQUE & CODECS.keys()
    assert all(label == normal(label) for label in {*CODECS, *OPAQUE})


def test_quotes_and_blanks_in_a_label_mean_nothing():
    assert normal(' "u"TF-8\' ') == "utf-8"
