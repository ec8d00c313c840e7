import pytest

from backstamp.mail.parts import part_map
from backstamp.mail.references.external import found_in_external_body


@pytest.mark.parametrize(
    ("parameters", "value", "named"),
    [
        ('access-type=URL; url="https://exam ple.com"', "https://example.com", None),
        ("url=x", "x", None),
        ("access-type=ftp; site=a; directory=/b/; name=/c d", "ftp://a/b/c%20d", None),
        ("access-type=tftp; site=a; name=c", "tftp://a/c", None),
        ("access-type=local-file; name=/etc/x", "file:///etc/x", None),
        ("access-type=mail-server; server=a@b", "a@b", "mailto:a@b"),
    ],
)
def test_a_body_that_stands_elsewhere_says_where(parameters, value, named):
    message = f"Content-Type: message/external-body; {parameters}\n\n".encode()
    (found,) = found_in_external_body(part_map(message))
    assert (found.value, found.named) == (value, named)
    assert message[slice(*found.span)].startswith(b" message/external-body")


def test_an_unknown_way_leads_nowhere():
    assert list(found_in_external_body(part_map(b"Content-Type: message/external-body; access-type=x\n\n"))) == []
