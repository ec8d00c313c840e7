import pytest

from backstamp.mail.edit import TextPart, read_text
from backstamp.mail.html import Document
from backstamp.mail.parts import part_map
from backstamp.sender.places import Place, link_places, pixel_place


def found(text: str):
    message = b"Content-Type: text/html; charset=utf-8\n\n" + text.encode()
    source = read_text(message, part_map(message))
    assert isinstance(source, TextPart)
    return list(link_places(source, Document(source.text)))


def with_pixel(text: str) -> str | None:
    place = pixel_place(Document(text))
    return None if place is None else text[: place.start] + "@" + text[place.end :]


def test_links_come_in_the_order_of_the_text():
    # The table's own text is moved in front of it by the parser, so tree order and text order differ.
    links = found("<table><tr><td><a href=https://1.example>1</a></td></tr><a href=https://2.example>2</a></table>")
    assert [place.text for place in links if isinstance(place, Place)] == ["1", "2"]


def test_an_author_can_opt_a_link_out():
    assert found('<a href="https://a.example" DATA-backstamp=" Off ">') == [
        ("https://a.example", 'its author asks for it with data-backstamp="off"')
    ]


def test_a_link_too_long_for_outlook_stays():
    (kept,) = found(f"<a href=https://a.example/{'x' * 1850}>")
    (left,) = found(f"<a href=https://a.example/{'x' * 1900}>")
    assert isinstance(kept, Place)
    assert not isinstance(left, Place)
    assert "2048" in left[1]


def test_only_clickable_elements_count():
    assert found('<link href="https://a.example"><img src="https://b.example"><form action="https://c.example">') == []


@pytest.mark.parametrize(
    ("text", "stamped"),
    [
        ("<html><body>x</body></html>\n", "<html><body>x@</body></html>\n"),
        ("<BODY>x</BODY >", "<BODY>x@</BODY >"),
        ("<p>x</p>\r\n\r\n", "<p>x</p>@\r\n\r\n"),
        ("<body>a</body>b<!-- </body> -->", "<body>a@</body>b<!-- </body> -->"),
        (
            "<body><!-- </body> --><script>'</body>'</script>x</body>",
            "<body><!-- </body> --><script>'</body>'</script>x@</body>",
        ),
        ("<body>x<!-- open", "<body>@x<!-- open"),
        ("<!doctype html><p>x<style>", "<!doctype html>@<p>x<style>"),
        ("<head><title>open", "@<head><title>open"),
        ("<body><template>x", "<body>@<template>x"),
        ("", "@"),
    ],
)
def test_the_pixel_goes_where_clients_load_it(text, stamped):
    assert with_pixel(text) == stamped


def test_a_frameset_keeps_its_frames_and_gets_no_pixel():
    assert with_pixel("<frameset><frame></frameset>") is None
