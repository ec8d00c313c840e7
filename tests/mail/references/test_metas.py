import pytest

from backstamp.mail.references.metas import found_in_meta
from backstamp.mail.references.tags import read_tag
from backstamp.mail.splice import Span


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("0;url=a", "a"),
        ("0; URL = 'a b'", "a b"),
        ("1.5,a", "a"),
        ("0 url=a", "a"),
        (";url=a", "a"),
        ('5; url="a', "a"),
    ],
)
def test_a_refresh_is_read_as_browsers_do(content, value):
    text = (
        f"<meta http-equiv=refresh content='{content}'>".replace("'", "&#39;", 0)
        if "'" not in content
        else f'<meta http-equiv=refresh content="{content}">'
    )
    tag = read_tag(text, Span(0, len(text)))
    assert tag is not None
    assert [found.value for found in found_in_meta(tag)] == [value]


@pytest.mark.parametrize(
    "text", ["<meta http-equiv=refresh content=5>", "<meta name=x>", "<meta name=a content='<img src=//b>'>"]
)
def test_without_an_address_there_is_no_reference(text):
    tag = read_tag(text, Span(0, len(text)))
    assert tag is not None
    assert list(found_in_meta(tag)) == []
