from backstamp.app.demo.fetchers import APPLE_RELAY, GMAIL_IMAGE_PROXY, GMAIL_PREFETCH, MACHINES


def test_apple_relay_sends_the_four_published_headers_and_nothing_else():
    assert dict(APPLE_RELAY.headers) == {
        "User-Agent": "Mozilla/5.0",
        "Accept": "image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5",
        "Accept-Encoding": "gzip, deflate, br",
        "Accept-Language": "en-GB,en;q=0.9",
    }


def test_gmail_proxy_sends_only_what_was_published():
    assert [name for name, _ in GMAIL_IMAGE_PROXY.headers] == ["Connection", "User-Agent", "Accept-Encoding"]


def test_gmail_prefetch_carries_its_exact_string():
    assert dict(GMAIL_PREFETCH.headers)["User-Agent"] == (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0"
    )


def test_every_machine_says_where_its_headers_come_from():
    assert all(machine.source and machine.name for machine in MACHINES)
