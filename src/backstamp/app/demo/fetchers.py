"""The machines of the play: proxies, prefetchers, security gateways and curl, each with the headers it sends."""

from backstamp.app.demo.client import Client

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"

APPLE_RELAY = Client(
    name="Apple Mail Privacy Protection",
    headers=(
        ("User-Agent", "Mozilla/5.0"),
        ("Accept", "image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5"),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Accept-Language", "en-GB,en;q=0.9"),
    ),
    source="wttw/pixelcheck, README: four records of 2021-09-05; the order among the four is ours",
)

GMAIL_IMAGE_PROXY = Client(
    name="Gmail's image proxy",
    headers=(
        ("Connection", "keep-alive"),
        ("User-Agent", "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"),
        ("Accept-Encoding", "gzip,deflate,br"),
    ),
    source="gophish issue 1390 (2019): host, connection, user-agent and accept-encoding, nothing else",
)

GMAIL_PREFETCH = Client(
    name="Gmail's prefetch",
    headers=(
        ("Connection", "keep-alive"),
        ("User-Agent", f"{_WINDOWS} Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0"),
        ("Accept-Encoding", "gzip,deflate,br"),
    ),
    source="the string: SparkPost, 2022-01-25; the other headers taken over from Gmail's image proxy",
)

DEFENDER = Client(
    name="Microsoft Defender for Office 365",
    headers=(
        ("Connection", "Keep-Alive"),
        ("User-Agent", f"{_WINDOWS} Chrome/80.0.3987.132 Safari/537.36"),
        ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        ("Accept-Encoding", "gzip, deflate"),
    ),
    source="frozen Chrome version: gophish issues 973 and 2446; the other headers are ours",
)

BARRACUDA = Client(
    name="Barracuda's gateway",
    headers=(
        ("User-Agent", f"{_WINDOWS} Chrome/120.0.0.0 Safari/537.36"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
    ),
    source="follows links and does not identify itself: Marketo, quoting Barracuda; the headers are ours",
)

CURL = Client(
    name="curl",
    headers=(("User-Agent", "curl/7.88.1"), ("Accept", "*/*")),
    source="Debian's curl 7.88.1, measured",
)

MACHINES = (APPLE_RELAY, GMAIL_IMAGE_PROXY, GMAIL_PREFETCH, DEFENDER, BARRACUDA, CURL)
