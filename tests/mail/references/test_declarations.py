import pytest

from backstamp.mail.references.declarations import found_in_declaration
from backstamp.mail.splice import Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html>", []),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN">', []),
        ("<!doctype x system '//example.com/x.dtd'>", ["//example.com/x.dtd"]),
        ('<!ENTITY x SYSTEM "https://example.com/x">', ["https://example.com/x"]),
        ("<![endif]>", []),
        ("<?xml-stylesheet href='a&amp;b'?>", ["a&b"]),
        ("<?xml version='1.0'?>", []),
        ("<?", []),
    ],
)
def test_declarations_name_what_they_load(text, expected):
    assert [found.value for found in found_in_declaration(text, Span(0, len(text)))] == expected
