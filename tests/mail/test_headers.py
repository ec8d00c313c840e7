import pytest

from backstamp.mail.headers import read_content_type, read_fields, read_token, unfolded


def fields_of(block: bytes):
    fields, separator = read_fields(block, 0, len(block))
    return [(field.name, block[slice(*field.value)]) for field in fields], block[slice(*separator)]


def test_folded_lines_belong_to_their_field():
    assert fields_of(b"Subject: a\r\n\tb\r\nTo:c\r\n\r\nbody") == ([("subject", b" a\r\n\tb"), ("to", b"c")], b"\r\n")


def test_bare_line_feeds_end_lines():
    assert fields_of(b"A: 1\nB: 2\n\nbody") == ([("a", b" 1"), ("b", b" 2")], b"\n")


def test_a_blank_before_the_colon_is_tolerated():
    assert fields_of(b"Subject : x\n\n")[0] == [("subject", b" x")]


def test_a_line_that_is_no_field_begins_the_body():
    block = b"A: 1\nthis is no field\n\n"
    fields, separator = read_fields(block, 0, len(block))
    assert [field.name for field in fields] == ["a"]
    assert separator == (5, 5)


def test_an_mbox_line_in_front_is_kept_as_a_nameless_field():
    assert fields_of(b"From me Mon Jan\nA: 1\n\n")[0] == [("", b"From me Mon Jan"), ("a", b" 1")]


def test_header_without_end_reaches_to_the_end():
    assert fields_of(b"A: 1") == ([("a", b" 1")], b"")


def test_unfolding_keeps_the_blank_of_the_fold():
    assert unfolded(b" a\r\n b\n\tc ") == "a b\tc"


@pytest.mark.parametrize(
    ("raw", "value", "parameters"),
    [
        (b" text/HTML; Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        (b'multipart/mixed; boundary="a;b\\"c"', "multipart/mixed", {"boundary": 'a;b"c'}),
        (b"text/html (really) ; charset = x (comment)", "text/html", {"charset": "x"}),
        (b'text/html; charset="u"tf-8', "text/html", {"charset": "u"}),
        (b'text/html; charset="utf-8', "text/html", {"charset": "utf-8"}),
        (b"text/html; charset=a; charset=b", "text/html", {"charset": "a"}),
        (b"text/html charset=utf-8", "text/html", {}),
        (b"html", "text/plain", {}),
        (b"", "text/plain", {}),
        (b"a/b; name*=utf-8''%C3%A4.html", "a/b", {"name": "ä.html"}),
        (b'a/b; name*1*=%65; name*0="x y"', "a/b", {"name": "x ye"}),
        (b"a/b; name*0*=x-odd'en'%e4", "a/b", {"name": "ä"}),
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
    "hostile", [b";" * 200_000, b";a" * 100_000, b"; a= " * 60_000, b'"\\' * 100_000, b";a*9=x" * 40_000]
)
def test_hostile_parameters_take_linear_time(hostile):
    read_content_type(b"a/b" + hostile)
