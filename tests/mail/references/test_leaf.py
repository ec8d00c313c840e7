import pytest

from backstamp.mail.parts import part_map
from backstamp.mail.references.leaf import media_type, references_in_leaf


@pytest.mark.parametrize(
    ("head", "media"),
    [
        (b"Content-Type: text/html", "text/html"),
        (b"Content-Type: application/octet-stream; name=a.HTM", "text/html"),
        (
            b'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="a.svg "',
            "image/svg+xml",
        ),
        (b"Content-Type: application/octet-stream; name=a.exe", "application/octet-stream"),
        (b"Content-Type: text/plain; name=a.html", "text/plain"),
    ],
)
def test_a_part_is_what_its_type_says_or_its_name_where_that_says_nothing(head, media):
    message = head + b"\n\n"
    assert media_type(message, part_map(message)) == media


def test_pictures_and_programs_are_not_read():
    message = b"Content-Type: image/png\n\n<img src=//example.com>"
    assert list(references_in_leaf(message, part_map(message), "image/png", None)) == []
