import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.structured import read_content_type, read_token, unfolded


def test_unfolding_keeps_the_blank_of_the_fold():
    assert unfolded(b" a\r\n b\n\tc\r d ") == "a b\tc d"


def test_continuation_lines_of_blanks_only_leave_blanks():
    assert unfolded(b" a\r\n \r\n\t\r\n b") == "a \t b"


@pytest.mark.parametrize(
    ("raw", "value", "parameters"),
    [
        (b" text/HTML; Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        (b'multipart/mixed; boundary="a;b\\"c"', "multipart/mixed", {"boundary": 'a;b"c'}),
        (b"text/html (really) ; charset = x (comment)", "text/html", {"charset": "x"}),
        (b"multipart/mixed; boundary=----=_Part(1)", "multipart/mixed", {"boundary": "----=_Part(1)"}),
        (b'text/html; charset="u"tf-8', "text/html", {"charset": "u"}),
        (b'text/html; charset="utf-8', "text/html", {"charset": "utf-8"}),
        (b'text/html; charset="\\"utf-8\\""', "text/html", {"charset": '"utf-8"'}),
        (b'text/html; charset=""', "text/html", {"charset": ""}),
        (b"text/html; charset=a; charset=b", "text/html", {"charset": "a"}),
        (b"text/html; charset=utf-8;;", "text/html", {"charset": "utf-8"}),
        (b"text/html;charset=x\r\n ;name=\r\n\ty", "text/html", {"charset": "x", "name": "y"}),
        (b"text/html charset=utf-8", "text/html", {}),
        (b"text/html/plain", "text/html", {}),
        (b"html", "text/plain", {}),
        (b"multipart; boundary=b", "text/plain", {"boundary": "b"}),
        (b"text/; charset=x", "text/plain", {"charset": "x"}),
        (b"", "text/plain", {}),
        (b"; charset=x", "text/plain", {"charset": "x"}),
        (b"a/b; name==?utf-8?Q?=C3=A4.html?=", "a/b", {"name": "=?utf-8?Q?=C3=A4.html?="}),
        (b'a/b; name="=?utf-8?B?w6Q=?="', "a/b", {"name": "=?utf-8?B?w6Q=?="}),
        (b"a/b; name=my file.pdf", "a/b", {"name": "my file.pdf"}),
        (b"a/b; name=\xc3\xa4", "a/b", {"name": "\u00c3\u00a4"}),
        (b"a/b; name*=utf-8''%C3%A4.html", "a/b", {"name": "ä.html"}),
        (b'a/b; name*1*=%65; name*0="x y"', "a/b", {"name": "x ye"}),
        (b"a/b; name*0*=x-odd'en'%e4", "a/b", {"name": "ä"}),
        (b"a/b; name*1=b; name*3=d; name*1=x", "a/b", {"name": "bd"}),
        (b"a/b; name*=no-quotes; *=x", "a/b", {"name": "no-quotes", "*": "x"}),
        (b"a/b\0; x=\0", "a/b\0", {"x": "\0"}),
    ],
)
def test_content_types_as_they_are_really_written(raw, value, parameters):
    read = read_content_type(raw)
    assert (read.value, read.parameters) == (value, parameters)


def test_disposition_is_one_word_with_parameters():
    read = read_token(b' ATTACHMENT; filename="a.html"')
    assert (read.value, read.parameters) == ("attachment", {"filename": "a.html"})
    assert read_token(b" ;").value == ""


@pytest.mark.parametrize(
    "hostile",
    [
        b";" * 2_000_000,
        b";a" * 1_000_000,
        b"; a= " * 400_000,
        b'"\\' * 1_000_000,
        b'; a="' + b"\\x" * 1_000_000,
        b";a*9=x" * 300_000,
        b"".join(b";a*%d*=%s" % (number, b"x" * 2000) for number in range(1000)),
        b";" + b" " * 2_000_000 + b"a" * 2_000_000,
        b"; a=" + b"(" * 2_000_000,
        b"; a=" + b" (" * 1_000_000,
        b"\n " * 1_000_000,
        b"; a*=" + b"'" * 2_000_000,
        b"; a*=" + b"%" * 2_000_000,
    ],
)
def test_hostile_parameters_take_linear_time(hostile):
    start = time.monotonic()
    read_content_type(b"a/b" + hostile)
    assert time.monotonic() - start < 20


@given(st.text(alphabet=" \t\r\n;=\"\\()'*%/a0-\0ä", max_size=60))
def test_any_value_is_read(text):
    raw = text.encode("latin-1")
    for read in (read_content_type(raw), read_token(raw)):
        assert all(name == name.lower() and name for name in read.parameters)


words = st.text(alphabet='aZ09;"\\=()/ é', max_size=20)


@given(st.dictionaries(st.sampled_from(["charset", "boundary", "name"]), words))
def test_quoted_parameters_are_read_back(parameters):
    quoted = "".join(
        '; {}="{}"'.format(name, value.replace("\\", "\\\\").replace('"', '\\"')) for name, value in parameters.items()
    )
    assert read_content_type(b"text/html" + quoted.encode("latin-1")).parameters == parameters
