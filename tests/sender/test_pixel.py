import pytest

from backstamp.mail.html import Document
from backstamp.sender.pixel import CLIPPED, pixel_place


def with_pixel(text: str, octets: int = 0, before: tuple[int, ...] = ()) -> str | None:
    at = pixel_place(Document(text), octets, before)
    return None if at is None else f"{text[:at]}@{text[at:]}"


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


def test_in_mail_that_gmail_clips_the_pixel_stands_in_front():
    assert with_pixel("<body class=x><p>long</body>", CLIPPED + 1) == "<body class=x>@<p>long</body>"
    assert with_pixel("<body class=x><p>long</body>", CLIPPED) == "<body class=x><p>long@</body>"


def test_in_a_long_fragment_it_stands_before_the_first_element():
    assert with_pixel("words <p>long</p>", CLIPPED + 1) == "words @<p>long</p>"
    assert with_pixel("<title>x</title><table><tr><td>long", CLIPPED + 1) == "<title>x</title>@<table><tr><td>long"
    assert with_pixel("long", CLIPPED + 1) == "long@"


def test_a_byte_order_mark_does_not_begin_the_body():
    assert with_pixel("\ufeff<html><body>x</body></html>") == "\ufeff<html><body>x@</body></html>"
    assert with_pixel("\ufeff<body>x</body>", CLIPPED + 1) == "\ufeff<body>@x</body>"


def test_the_pixel_stands_before_quoted_mail():
    text = "<body>answer<blockquote type=cite>question</blockquote></body>"
    assert with_pixel(text, before=(text.index("<blockquote"),)) == text.replace("<blockquote", "@<blockquote")


@pytest.mark.parametrize("tag", ["object", "video", "audio", "canvas", "noscript", "dialog", "details"])
def test_an_element_left_open_that_hides_its_contents_does_not_get_the_pixel(tag):
    assert with_pixel(f"<body><p>x</p><{tag}>y</body>") == f"<body>@<p>x</p><{tag}>y</body>"
