from backstamp.app.demo.people import EDGE, READERS, THUNDERBIRD


def test_thunderbird_sends_what_thunderbird_was_measured_to_send():
    assert [name for name, _ in THUNDERBIRD.headers] == [
        "User-Agent",
        "Accept",
        "Accept-Language",
        "Accept-Encoding",
        "Connection",
        "Sec-Fetch-Dest",
        "Sec-Fetch-Mode",
        "Sec-Fetch-Site",
        "Priority",
    ]


def test_no_reader_calls_itself_headless():
    assert not any("Headless" in value for reader in READERS for _, value in reader.headers)


def test_a_link_followed_from_a_mail_program_has_no_site():
    assert dict(EDGE.headers)["Sec-Fetch-Site"] == "none"


def test_every_reader_says_where_its_headers_come_from():
    assert all(reader.source and reader.name for reader in READERS)
