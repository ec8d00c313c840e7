from backstamp.mail.references.scripts import addresses, found_in_script
from backstamp.mail.splice import Span


def told(text: str, kind: str = "") -> list[tuple[str, str]]:
    return [(found.value, found.trigger.value) for found in found_in_script(text, Span(0, len(text)), kind)]


def test_addresses_are_picked_out_and_nothing_is_run():
    assert told("a='https://example.com/a';// no address\nb=\"//example.com\"") == [
        ("https://example.com/a", "never"),
        ("//example.com", "never"),
    ]


def test_marked_up_data_tells_pictures_from_links():
    text = '{"@context":"https://schema.org","image":["https:\\/\\/example.com\\/i"],"url":"https://example.com"}'
    assert told(text, "application/ld+json") == [
        ("https://schema.org", "never"),
        ("https://example.com/i", "automatic"),
        ("https://example.com", "click"),
    ]


def test_addresses_have_their_places():
    (match,) = addresses("x https://example.com", Span(2, 21))
    assert match.start() == 2
