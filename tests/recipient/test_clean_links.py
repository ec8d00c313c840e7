"""Links: straight to their destination, without tracking parameters, marked where that cannot be."""

import pytest
from tests.recipient.clean_samples import HEAD, body_of, html, judged, names, plain

from backstamp.mail.references.message import references
from backstamp.recipient.clean.clean import clean, restore
from backstamp.recipient.clean.cleaned import Cleaned, Deed
from backstamp.recipient.clean.options import CleanOptions, Images, Links
from backstamp.recipient.finding import FindingKind

WRAPPED = (
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2Fa%3Fb%3D1%26c%3D2&amp;data=x"
)
STRAIGHT = "https://shop.example/a?b=1&c=2"
UTM = "https://shop.example/a?utm_source=news&b=1"
OPAQUE = "https://t.co/AbCdEf1234"


def cleaned(message: bytes, links: Links = Links.UNWRAP) -> Cleaned:
    done = clean(message, judged(message), CleanOptions(links=links, undo=False))
    again = clean(done.message, judged(done.message), CleanOptions(links=links, undo=False))
    assert again.message == done.message
    return done


def test_a_wrapped_link_leads_straight_there() -> None:
    done = cleaned(html(f'<a class=x href="{WRAPPED}">go</a>'))
    assert body_of(done.message) == '<a class=x href="https://shop.example/a?b=1&amp;c=2">go</a>'
    assert [(one.deed, one.new) for one in done.changes] == [(Deed.UNWRAPPED, STRAIGHT)]


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_any_quotes_hold_the_new_address(quote: str) -> None:
    done = cleaned(html(f"<a href={quote}{WRAPPED}{quote} id=y>go</a>"))
    assert [one.url for one in references(done.message) if one.vector == "a@href"] == [STRAIGHT]
    assert "id=y" in body_of(done.message)


def test_an_address_in_a_srcdoc_is_escaped_twice() -> None:
    inner = f"<a href='{WRAPPED}'>go</a>".replace("&", "&amp;")
    done = cleaned(html(f'<iframe srcdoc="{inner}"></iframe>'))
    assert [one.url for one in references(done.message) if one.vector.endswith("a@href")] == [STRAIGHT]


def test_parameters_only_where_only_that_is_wished() -> None:
    body = f'<a href="{WRAPPED}">a</a><a href="{UTM.replace("&", "&amp;")}">b</a>'
    done = cleaned(html(body), Links.PARAMS)
    assert body_of(done.message) == f'<a href="{WRAPPED}">a</a><a href="https://shop.example/a?b=1">b</a>'
    assert [one.deed for one in done.changes] == [Deed.STRIPPED]


def test_links_are_kept_where_that_is_wished() -> None:
    message = html(f'<a href="{WRAPPED}" ping="https://p.example/">a</a><form action="https://f.example/"></form>{UTM}')
    assert cleaned(message, Links.KEEP).message == message


def test_pings_and_forms_go_with_the_links() -> None:
    done = cleaned(
        html('<a href="https://a.example/" ping="https://p.example/">a</a><form action=https://f.example/></form>')
    )
    assert (
        body_of(done.message) == '<a href="https://a.example/" ping="about:blank">a</a><form action=about:blank></form>'
    )


def test_a_link_that_cannot_be_unwrapped_stays_and_is_marked() -> None:
    done = cleaned(html(f'<a href="{OPAQUE}">a</a>'))
    assert body_of(done.message) == (
        f'<a title="Backstamp: this link tells t.co that you followed it" href="{OPAQUE}">a</a>'
    )
    assert [left.reference.url for left in done.left if left.reference] == [OPAQUE]


@pytest.mark.parametrize(
    ("title", "marked"),
    [
        ('title="Sale"', 'title="Backstamp: this link tells t.co that you followed it | Sale"'),
        ("title=Sale", 'title="Backstamp: this link tells t.co that you followed it"'),
        ('title="Backstamp: this link is safe"', "tells t.co that you followed it | Backstamp: this link is safe"),
    ],
)
def test_a_title_of_the_senders_does_not_hide_the_mark(title: str, marked: str) -> None:
    assert marked in body_of(cleaned(html(f'<a {title} href="{OPAQUE}">a</a>')).message)


def test_a_link_that_the_scan_knows_is_marked() -> None:
    message = html('<a href="https://click.example/x/42">a</a>')
    done = clean(message, judged(message, names("click.example"), FindingKind.CLICK))
    assert "Backstamp: this link tells click.example" in body_of(done.message)
    assert restore(done.message) == message


def test_plain_text_leads_straight_too() -> None:
    done = cleaned(plain(f"See {WRAPPED.replace('&amp;', '&')}.\r\nOr {OPAQUE}\r\n"))
    assert body_of(done.message) == f"See {STRAIGHT}.\r\nOr {OPAQUE}\r\n"
    assert any("plain text has no place for a mark" in left.why for left in done.left)


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        (f"<{UTM}\r\n&c=2>", ""),
        (f"see {UTM} \r\n&c=2", "; format=flowed; delsp=yes"),
        (f"{'x' * 30} {UTM}\r\n&utm_term=2", ""),
    ],
)
def test_an_address_broken_over_lines_stays_and_is_told(body: str, parameters: str) -> None:
    message = plain(body, parameters)
    done = cleaned(message)
    assert done.message == message
    assert [left.why for left in done.left] == ["it is broken over two lines, and where it ends is not certain"]


def test_flowed_text_without_delsp_never_breaks_an_address() -> None:
    done = cleaned(plain(f"see {UTM} \r\nand more", "; format=flowed"))
    assert body_of(done.message) == "see https://shop.example/a?b=1 \r\nand more"


def test_links_of_an_attached_file_are_its_own_business() -> None:
    message = (
        HEAD
        + f"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.patch\r\n\r\n{UTM}\r\n".encode()
    )
    assert cleaned(message).message == message


def test_a_relative_link_is_written_in_full_where_its_base_goes() -> None:
    message = html('<base href="https://shop.example/m/"><a href="x?a=1">a</a><img src="p.gif"><a href="#top">t</a>')
    done = clean(message, judged(message), CleanOptions(images=Images.ALL, links=Links.KEEP, undo=False))
    assert body_of(done.message).startswith(
        '<base href="#"><a href="https://shop.example/m/x?a=1">a</a><img src="data:'
    )
    assert body_of(done.message).endswith('<a href="#top">t</a>')


def test_calendar_values_lead_straight_too() -> None:
    event = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nURL:{UTM}\r\nDESCRIPTION:Come\\, see {UTM}\\n\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    message = HEAD + b"Content-Type: text/calendar\r\n\r\n" + event.encode()
    assert body_of(cleaned(message).message) == event.replace(UTM, "https://shop.example/a?b=1")


def test_html_in_a_calendar_is_cleaned_in_its_own_writing() -> None:
    value = 'X-ALT-DESC;FMTTYPE=text/html:<p>Hi\\, <img width=1 src="https://t.ex\r\n ample/o\\;1" alt=""> there\\n</p>'
    message = HEAD + f"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n{value}\r\nEND:VCALENDAR\r\n".encode()
    done = clean(message, judged(message, names("t.example")), CleanOptions(undo=False))
    assert "<p>Hi\\,  there\\n</p>" in body_of(done.message)
