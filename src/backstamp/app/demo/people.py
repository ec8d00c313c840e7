"""What people read and click with: mail programs and browsers, each with the headers it sends."""

from backstamp.app.demo.client import Client

OUTLOOK_WINDOWS = Client(
    name="Outlook on Windows",
    headers=(
        ("Accept", "*/*"),
        ("User-Agent", "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "Keep-Alive"),
    ),
    source="the shape of the string: uap-core's tests; the other headers are ours",
)

OUTLOOK_MAC = Client(
    name="Outlook on a Mac",
    headers=(
        ("Accept", "*/*"),
        ("User-Agent", "MacOutlook/16.89.24090815 (Intelx64 Mac OS X Version 14.6.1 (Build 23G93))"),
        ("Accept-Language", "en-gb"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "keep-alive"),
    ),
    source="the shape of the string: uap-core's tests; the other headers are ours",
)

THUNDERBIRD = Client(
    name="Thunderbird",
    headers=(
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0"),
        ("Accept", "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"),
        ("Accept-Language", "en-US,en;q=0.9"),
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Connection", "keep-alive"),
        ("Sec-Fetch-Dest", "image"),
        ("Sec-Fetch-Mode", "no-cors"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Priority", "u=5, i"),
    ),
    source="Debian's Thunderbird 153.7.0esr, measured 2026-11-21",
)

_NAVIGATION = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)


def _chromium_family(site: str, brands: str, platform: str, agent: str) -> tuple[tuple[str, str], ...]:
    """Chromium 156 following a link: from a web page (``cross-site``), or from a mail program (``none``)."""
    return (
        ("Connection", "keep-alive"),
        ("sec-ch-ua", brands),
        ("sec-ch-ua-mobile", "?0"),
        ("sec-ch-ua-platform", f'"{platform}"'),
        ("Upgrade-Insecure-Requests", "1"),
        ("User-Agent", agent),
        ("Accept", _NAVIGATION),
        ("Sec-Fetch-Site", site),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-User", "?1"),
        ("Sec-Fetch-Dest", "document"),
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Accept-Language", "en-US,en;q=0.9"),
    )


_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
_LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
_CHROMIUM_BRANDS = '"Not:A-Brand";v="8", "Chromium";v="156"'

CHROME = Client(
    name="Chrome",
    headers=_chromium_family(
        "cross-site", f'{_CHROMIUM_BRANDS}, "Google Chrome";v="156"', "Windows", f"{_WINDOWS} Safari/537.36"
    ),
    source="Debian's Chromium 156, measured 2026-11-21, under Chrome's name",
)

EDGE = Client(
    name="Edge",
    headers=_chromium_family(
        "none", f'{_CHROMIUM_BRANDS}, "Microsoft Edge";v="156"', "Windows", f"{_WINDOWS} Safari/537.36 Edg/156.0.0.0"
    ),
    source="Debian's Chromium 156, measured 2026-11-21, under Edge's name",
)

_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"

SAFARI_IPHONE = Client(
    name="Safari on an iPhone",
    headers=(
        ("Sec-Fetch-Dest", "document"),
        ("User-Agent", f"{_IPHONE} Version/26.4 Mobile/15E148 Safari/604.1"),
        ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        ("Sec-Fetch-Site", "none"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Accept-Language", "en-GB,en;q=0.9"),
        ("Priority", "u=0, i"),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Connection", "keep-alive"),
    ),
    source="the shape of Safari's string and headers; not measured here",
)

CHROMIUM_PAGE = Client(
    name="Chromium following a link",
    headers=_chromium_family("none", _CHROMIUM_BRANDS, "Linux", _LINUX),
    source="Debian's Chromium 156, measured 2026-11-21",
)

CHROMIUM_IMAGE = Client(
    name="Chromium loading an image",
    headers=(
        ("Connection", "keep-alive"),
        ("sec-ch-ua-platform", '"Linux"'),
        ("User-Agent", _LINUX),
        ("sec-ch-ua", _CHROMIUM_BRANDS),
        ("sec-ch-ua-mobile", "?0"),
        ("Accept", "image/jxl,image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "no-cors"),
        ("Sec-Fetch-Dest", "image"),
        ("Sec-Fetch-Storage-Access", "none"),
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Accept-Language", "en-US,en;q=0.9"),
    ),
    source="Debian's Chromium 156, measured 2026-11-21",
)

READERS = (
    OUTLOOK_WINDOWS,
    OUTLOOK_MAC,
    THUNDERBIRD,
    CHROME,
    EDGE,
    SAFARI_IPHONE,
    CHROMIUM_PAGE,
    CHROMIUM_IMAGE,
)
