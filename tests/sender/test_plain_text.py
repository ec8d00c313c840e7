import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.sender.plain_text import PlainLink, plain_links, replacement


def urls(text: str, *, flowed: bool = False, delsp: bool = False) -> list[str]:
    return [link.url_text for link in plain_links(text, flowed=flowed, delsp=delsp)]


def replaced(text: str, new: str = "https://t.example/new", *, flowed: bool = False, delsp: bool = False) -> str:
    for link in reversed(plain_links(text, flowed=flowed, delsp=delsp)):
        text = text[: link.span[0]] + replacement(link, new) + text[link.span[1] :]
    return text


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("See https://a.example/x.", "https://a.example/x"),
        ("HTTPS://A.example/X, then", "HTTPS://A.example/X"),
        ("(https://a.example/x(y))", "https://a.example/x(y)"),
        ("(see https://a.example/x)", "https://a.example/x"),
        ("[1]: https://a.example/a[1]", "https://a.example/a[1]"),
        ("[name](https://a.example/x)", "https://a.example/x"),
        ("**https://a.example/x**", "https://a.example/x"),
        ('"https://a.example/x"', "https://a.example/x"),
        ("„https://a.example/x“", "https://a.example/x"),
        ("https://a.example/x?!…", "https://a.example/x"),
        ("请访问https://a.example/x。好", "https://a.example/x"),
        ("https://bücher.example/ä", "https://bücher.example/ä"),
        ("https://a.example/?a=1&b=2;c#d", "https://a.example/?a=1&b=2;c#d"),
        ("https://a.example/{{token}}", "https://a.example/{{token}}"),
        ("https://a.example/*|UNSUB|*", "https://a.example/*|UNSUB|"),
        ("https://[::1]:8443/", "https://[::1]:8443/"),
        ("<https://a.example/x,>", "https://a.example/x,"),
        ("<URL:https://a.example/x>", "https://a.example/x"),
        ("text<https://a.example/x>text", "https://a.example/x"),
        ("<https://a.example/long/\n  path?x>", "https://a.example/long/path?x"),
        ("<https://a.example/long/\r\npath\r\n/more>", "https://a.example/long/path/more"),
        ("<https://a.example/x and more>", "https://a.example/x"),
    ],
)
def test_urls_are_found_as_clients_find_them(text, url):
    assert urls(text) == [url]


@pytest.mark.parametrize(
    "text",
    [
        "no link",
        "mailto:a@b.example",
        "xhttps://a.example",
        "view-source+https://a.example",
        "https://",
        "https://...",
        "http:// a.example",
        "> https://a.example",
        ">https://a.example",
        " > https://a.example",
        "-- \nhttps://a.example",
        "Bye\r\n-- \r\nJane\r\nhttps://a.example",
        "-----BEGIN PGP SIGNED MESSAGE-----\nhttps://a.example\n-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----",
        "-----BEGIN PGP MESSAGE-----\nhttps://a.example",
        "https://a.example/<%= token %>",
        "https://a.example/<unsubscribe>",
    ],
)
def test_what_is_no_link_or_not_the_authors_own_is_left_alone(text):
    assert urls(text) == []


def test_the_authors_words_around_quotations_and_armour_are_read():
    text = (
        "https://a.example/1\n> https://a.example/2\n-----BEGIN PGP MESSAGE-----\nhttps://a.example/3\n"
        "-----END PGP MESSAGE-----\rhttps://a.example/4\n--\nhttps://a.example/5\n-- \nhttps://a.example/6\n"
    )
    assert urls(text) == ["https://a.example/1", "https://a.example/4", "https://a.example/5"]


@pytest.mark.parametrize(
    "line",
    [
        "-----Original Message-----",
        "---------- Forwarded message ---------",
        "-------- Weitergeleitete Nachricht --------",
        "-----Message d'origine-----",
        "________________________________\r\nFrom: Ada <ada@sender.example>",
        "____________________\r\nDe : Ada",
    ],
)
def test_below_the_line_above_an_unmarked_quotation_nothing_is_the_authors_own(line):
    text = f"https://own.example\r\n\r\n{line}\r\nSubject: x\r\n\r\nhttps://quoted.example\r\n"
    assert [link.url_text for link in plain_links(text)] == ["https://own.example"]


@pytest.mark.parametrize(
    "line", ["---------- News ----------", "____________________", "Original Message", "----\r\nFrom: x"]
)
def test_a_rule_between_paragraphs_quotes_nothing(line):
    assert len(plain_links(f"https://a.example\r\n{line}\r\nhttps://b.example\r\n")) == 2


def test_a_broken_url_does_not_reach_over_a_quotation_or_an_empty_line():
    assert urls("<https://a.example/x\n> y>") == ["https://a.example/x"]
    assert urls("<https://a.example/x\n\ny>") == ["https://a.example/x"]


def test_the_span_is_what_the_url_covers():
    text = "a <https://a.example/\r\n x> b"
    (link,) = plain_links(text, flowed=False, delsp=False)
    assert text[slice(*link.span)] == "https://a.example/\r\n x"
    assert replaced(text) == "a <https://t.example/new> b"


def test_in_fixed_text_only_the_url_changes():
    text = "One https://a.example/x, two.\r\nThree (https://b.example)\r\n"
    new = "https://t.example/" + "n" * 200
    assert replaced(text, new) == f"One {new}, two.\r\nThree ({new})\r\n"


def test_a_space_in_front_of_a_soft_break_ends_a_url_unless_it_is_deleted():
    text = "See https://a.example/long/ \r\npath for more"
    assert urls(text, flowed=True) == ["https://a.example/long/"]
    assert urls(text, flowed=True, delsp=True) == ["https://a.example/long/path"]
    assert urls(text, delsp=True) == ["https://a.example/long/"]


def test_with_delsp_a_second_space_ends_the_url():
    assert urls("See https://a.example/x  \r\nfor more", flowed=True, delsp=True) == ["https://a.example/x"]


def test_space_stuffing_is_no_part_of_a_joined_url():
    assert urls("https://a.example/x \r\n y \r\n z", flowed=True, delsp=True) == ["https://a.example/xyz"]
    assert urls("https://a.example/x \r\n  y", flowed=True, delsp=True) == ["https://a.example/x"]


def test_a_signature_or_quotation_is_never_joined_to_a_url():
    assert urls("https://a.example/x \r\n-- \r\nJane", flowed=True, delsp=True) == ["https://a.example/x"]
    assert urls("https://a.example/x \r\n>y", flowed=True, delsp=True) == ["https://a.example/x"]


def test_a_stuffed_bracket_is_no_quotation_in_flowed_text():
    assert urls(" > https://a.example", flowed=True) == ["https://a.example"]


LONG = "https://t.example/" + "n" * 80


def test_a_flowed_line_that_becomes_too_long_ends_softly_in_front_of_the_url():
    assert replaced("See https://a.example/x now", LONG, flowed=True) == f"See \r\n{LONG} now"
    assert replaced("See https://a.example/x now", LONG, flowed=True, delsp=True) == f"See  \r\n{LONG} now"
    assert replaced("See https://a.example/x now", flowed=True) == "See https://t.example/new now"


def test_a_flowed_line_keeps_the_line_ends_of_its_text():
    assert replaced("Hello.\nSee https://a.example/x now", LONG, flowed=True) == f"Hello.\nSee \n{LONG} now"


@pytest.mark.parametrize("front", ["", "(", "  ", "See\u00a0", "-- ", "see:"])
def test_a_line_is_not_broken_where_that_would_change_the_paragraph(front):
    assert replaced(f"{front}https://a.example/x", LONG, flowed=True) == f"{front}{LONG}"


def flow(text: str, *, delsp: bool) -> str:
    """RFC 3676 section 4: paragraphs as a reader sees them; text without quotations or signature."""
    lines = [line.removeprefix(" ") for line in text.split("\r\n")]
    seen = ""
    for line in lines:
        if line.endswith(" "):
            seen += line[:-1] if delsp else line
        else:
            seen += line + "\n"
    return seen


WORDS = st.lists(
    st.sampled_from(["word", "https://a.example/x", "https://b.example/y.", " ", "\r\n", "x" * 30]), max_size=30
)


@given(WORDS, st.booleans())
def test_replacing_in_flowed_text_changes_nothing_but_the_urls(words, delsp):
    text = " ".join(words)
    new = "https://t.example/" + "n" * 60
    links = plain_links(text, flowed=True, delsp=delsp)
    marked = replaced(text, new, flowed=True, delsp=delsp)
    expected = text
    for link in reversed(links):
        expected = expected[: link.span[0]] + new + expected[link.span[1] :]
    assert flow(marked, delsp=delsp) == flow(expected, delsp=delsp)


@given(st.text(st.sampled_from("htps:/.a<>() \r\n>-") | st.characters()), st.booleans(), st.booleans())
def test_any_text_is_read_and_spans_come_in_order(text, flowed, delsp):
    last = 0
    for link in plain_links(text, flowed=flowed, delsp=delsp):
        assert isinstance(link, PlainLink)
        assert last <= link.span[0] < link.span[1] <= len(text)
        assert link.url_text.lower().startswith(("http://", "https://"))
        assert not any(map(str.isspace, link.url_text))
        last = link.span[1]


@pytest.mark.parametrize(
    "piece",
    ["<https://a", "https://a ", "https://a \r\n", "<https://a\n", ")", ">\n", "-----BEGIN PGP \n", "https://", "<"],
)
def test_hostile_repetition_costs_no_more_than_its_length(piece):
    text = f"https://a.example/{piece * 50_000}"
    plain_links(text, flowed=True, delsp=True)
    plain_links(text, flowed=False, delsp=False)
