import pytest
from tests.recipient.messages import letter

from backstamp.mail.parts import part_map
from backstamp.mail.references.message import references
from backstamp.mail.structured import unfolded
from backstamp.recipient.address import address
from backstamp.recipient.survey import Survey, shape, survey

LEAVE = "List-Unsubscribe: <https://news.shop.example/off?l=d41lq7zk3&r=w8xk2vq9p>"


def surveyed(html: str, *fields: str) -> Survey:
    message = letter(html, *fields)
    header = [(one.name, unfolded(message[slice(*one.value)])) for one in part_map(message).fields]
    return survey(references(message), header)


def test_the_address_for_leaving_the_list_names_the_reader():
    whole = surveyed('<img src="https://t.shop.example/o?w8xk2vq9p">', LEAVE)
    assert set(whole.identity) == {"w8xk2vq9p"}
    assert whole.identifiers(address("https://t.shop.example/c/w8xk2vq9p")) == [
        ("w8xk2vq9p", "the address for leaving the list")
    ]


def test_what_the_list_header_says_is_the_same_for_all():
    whole = surveyed("", LEAVE, "List-ID: <d41lq7zk3.lists.shop.example>")
    assert set(whole.identity) == {"w8xk2vq9p"}
    assert "d41lq7zk3" in whole.common


def test_the_bounce_address_confirms_who_the_reader_is():
    whole = surveyed("", LEAVE, "Return-Path: <bounce-w8xk2vq9p@shop.example>")
    assert set(whole.identity) == {"w8xk2vq9p"}


def test_a_list_header_that_names_the_reader_too_does_not_hide_him():
    whole = surveyed(
        '<img src="https://t.shop.example/o?w8xk2vq9p">', LEAVE, "List-ID: <d41lq7zk3-w8xk2vq9p.shop.example>"
    )
    assert "w8xk2vq9p" in whole.identity


def test_the_folder_of_pictures_with_names_for_people_is_the_senders():
    whole = surveyed(
        '<img src="https://shop.example/d41lq7zk3/logo.png"><img src="https://t.example/w8xk2vq9p">', LEAVE
    )
    assert set(whole.identity) == {"w8xk2vq9p"}


def test_the_folder_of_a_picture_that_nobody_sees_may_be_the_readers():
    pixel = '<p>x</p><img width="1" height="1" src="https://t.example/oo/w8xk2vq9p/e.gif">'
    assert set(surveyed(pixel, LEAVE).identity) == {"w8xk2vq9p"}


@pytest.mark.parametrize("path", ["leave.php", "rmf/12", "remove", "sign-off", "abmelden"])
def test_an_address_for_leaving_is_known_by_its_words(path):
    whole = surveyed(f'<a href="https://news.shop.example/{path}?s=w8xk2vq9p">x</a>')
    assert whole.identity == {"w8xk2vq9p": "the address for leaving the list"}


@pytest.mark.parametrize("name", ["X-PM-Message-Id", "X-CIO-Delivery-ID"])
def test_a_senders_own_number_of_the_message_names_the_reader(name):
    assert set(surveyed("", f"{name}: w8xk2vq9p").identity) == {"w8xk2vq9p"}


def test_without_an_address_for_leaving_links_and_pictures_confirm_each_other():
    html = '<a href="https://shop.example/c?u=w8xk2vq9p&amp;n=1">x</a><img src="https://shop.example/o?u=w8xk2vq9p">'
    assert set(surveyed(html).identity) == {"w8xk2vq9p"}


def test_links_alike_have_one_shape():
    html = "".join(f'<a href="https://r.shop.example/go/x{number}kq7wz2">x</a>' for number in range(4))
    whole = surveyed(html)
    one = address("https://r.shop.example/go/x1kq7wz2")
    assert shape(one) == ("r.shop.example", "/go/")
    assert whole.shapes[shape(one)] == 4
    assert "shop.example" in whole.sites


def test_sites_of_links_and_sender_are_known():
    whole = surveyed('<a href="https://blog.partner.example/">x</a>')
    assert {"shop.example", "partner.example"} <= whole.known


def test_a_message_without_anything_is_surveyed():
    whole = surveyed("")
    assert not whole.identity
    assert not whole.times
