"""Who reads a message, as its header and the caller tell it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.parts import part_map
from backstamp.recipient.reader import MAX_ADDRESSES, Reader, reader_of, senders_of


def reader(header: str, *me: str) -> Reader:
    message = header.encode("utf-8").replace(b"\n", b"\r\n") + b"\r\n\r\nbody\r\n"
    return reader_of(message, part_map(message), me)


def senders(header: str) -> tuple[str, ...]:
    message = header.encode() + b"\n\nbody\n"
    return senders_of(message, part_map(message))


def test_the_fields_of_delivery_come_first():
    found = reader(
        "Delivered-To: m77@box.example\nX-Original-To: ada+news@example.org\nFrom: n@shop.example\n"
        "To: Ada Lovelace <Ada@Example.org>\nCc: grace@example.org\nMessage-ID: <1.2@shop.example>"
    )
    assert found == Reader(
        ("m77@box.example", "ada+news@example.org", "ada@example.org", "grace@example.org"),
        ("Ada Lovelace",),
        "1.2@shop.example",
    )


@pytest.mark.parametrize("name", ["X-Envelope-To", "Envelope-To", "X-Rcpt-To", "X-Delivered-To"])
def test_each_field_of_delivery_is_read(name):
    assert reader(f"{name}: <ada@example.org>").addresses == ("ada@example.org",)


def test_the_topmost_received_field_says_for_whom():
    found = reader(
        "Received: from mta.shop.example (mta.shop.example [192.0.2.1])\n\tby mx.example.org (Postfix)\n"
        "\tfor <ada@example.org>; Tue, 3 Jan 2023 00:30:05 +0100\n"
        "Received: from x by y for <list@shop.example>; Tue, 3 Jan 2023 00:30:00 +0100\nFrom: n@shop.example"
    )
    assert found.addresses == ("ada@example.org",)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("=?utf-8?q?Ren=C3=A9e_Descartes?= <r@example.org>", "Renée Descartes"),
        ("=?utf-8?B?UmVuw6ll?= =?utf-8?B?IERlc2NhcnRlcw==?= <r@example.org>", "Renée Descartes"),
        ("=?iso-8859-1?q?Ren=E9e_Descartes?= <r@example.org>", "Renée Descartes"),
        ("Renée Descartes <r@example.org>", "Renée Descartes"),
        ('"Descartes, Ren\\e" <r@example.org>', "Descartes, Rene"),
        ("\"'Ada Lovelace'\" <r@example.org>", "Ada Lovelace"),
        ("=?utf-8?q?Ada_Lovelace_=3Cr=40example=2Eorg=3E?=", "Ada Lovelace"),
    ],
)
def test_names_are_decoded(field, name):
    found = reader(f"To: {field}")
    assert (found.names, found.addresses) == ((name,), ("r@example.org",))


def test_an_address_written_as_its_own_name_is_no_name():
    assert reader('To: "ada@example.org" <ada@example.org>').names == ()


@pytest.mark.parametrize(
    ("me", "addresses", "names"),
    [
        ("Ada Lovelace <Ada@X.example>", ("ada@x.example",), ("Ada Lovelace",)),
        ("ada@x.example", ("ada@x.example",), ()),
        ("Ada  Lovelace", (), ("Ada Lovelace",)),
        (" ", (), ()),
    ],
)
def test_the_caller_says_who_reads(me, addresses, names):
    assert reader("Subject: x", me) == Reader(addresses, names, "")


def test_the_caller_comes_before_the_header_and_may_be_the_sender():
    found = reader("From: ada@example.org\nTo: ada@example.org, grace@example.org", "ada@example.org")
    assert found.addresses == ("ada@example.org", "grace@example.org")


@pytest.mark.parametrize("field", ["From", "Sender", "Return-Path"])
def test_the_sender_is_never_the_reader(field):
    assert reader(f"{field}: Shop <shop@example.com>\nTo: Shop <shop@example.com>, ada@example.org").addresses == (
        "ada@example.org",
    )


def test_a_mailing_list_in_to_is_told():
    assert reader("From: grace@example.com\nTo: list@example.net").addresses == ("list@example.net",)


def test_undisclosed_recipients_are_nobody():
    assert reader("To: undisclosed-recipients:;") == Reader()


def test_senders_are_those_who_write_and_the_list():
    found = senders(
        "From: Grace <Grace@example.com>\nSender: bounce@list.example\nReply-To: r@example.com\nTo: dev@list.example\n"
        "List-Post: <mailto:post@list.example>\nList-Id: Developers <dev.list.example>"
    )
    assert found == (
        "grace@example.com",
        "bounce@list.example",
        "r@example.com",
        "post@list.example",
        "dev@list.example",
    )


def test_a_header_that_names_thousands_is_bounded():
    many = ",\n ".join(f"Reader {number} <reader{number}@example.org>" for number in range(5000))
    found = reader(f"To: {many}")
    assert len(found.addresses) == MAX_ADDRESSES
    assert len(found.names) == MAX_ADDRESSES


@pytest.mark.parametrize("sign", ["a", '"', "<", "@", "a@", '"\\', "=?utf-8?q?", "<a@b", ",", "a@b,", " "])
def test_hostile_fields_take_no_time(sign):
    begin = time.process_time()
    reader(
        f"To: {sign * 300_000}\nFrom: {sign * 300_000}\nReceived: for {sign * 300_000}\nMessage-ID: {sign * 300_000}"
    )
    assert time.process_time() - begin < 2


@given(st.binary(max_size=300), st.text(max_size=50))
def test_any_octets_are_read(octets, me):
    message = b"To: " + octets
    found = reader_of(message, part_map(message), (me,))
    assert all(address == address.lower() for address in found.addresses)
