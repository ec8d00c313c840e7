import pytest

from backstamp.mail.parts import part_map
from backstamp.mail.references.bases import base_of


@pytest.mark.parametrize(
    ("head", "around", "base"),
    [
        (b"Content-Base: https://example.com/a/", None, "https://example.com/a/"),
        (b"Content-Location: https://exam\n ple.com/a", None, "https://example.com/a"),
        (b"Content-Location: sub/", "https://example.com/x/", "https://example.com/x/sub/"),
        (b"Content-Location: a.html", None, None),
        (
            b"Content-Base: https://example.com/1\nContent-Location: https://example.com/2",
            None,
            "https://example.com/1",
        ),
        (b"Subject: x", "https://example.com/", "https://example.com/"),
    ],
)
def test_a_part_has_its_own_base_or_that_around_it(head, around, base):
    message = head + b"\n\n"
    assert base_of(message, part_map(message), around) == base
