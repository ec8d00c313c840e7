import pytest
from tests.recipient.messages import scanned

from backstamp.recipient.finding import FindingKind


@pytest.mark.parametrize(
    ("kind", "html"),
    [
        (FindingKind.CONTENT, '<img width="300" src="https://t.example/a.png">'),
        (FindingKind.OPEN, '<img width="1" height="1" src="https://t.example/a.png">'),
        (FindingKind.OPEN, '<img src="https://t.example/a?b=1">'),
        (FindingKind.CLICK, '<a href="https://t.example/">x</a>'),
        (FindingKind.CLICK, '<form action="https://t.example/"></form>'),
        (FindingKind.STYLE, '<link rel="stylesheet" href="https://t.example/a.css">'),
        (FindingKind.STYLE, "<style>@font-face{src:url(https://t.example/a.woff)}</style>"),
        (FindingKind.PREFETCH, '<link rel="dns-prefetch" href="https://t.example/">'),
        (FindingKind.CONTENT, '<video src="https://t.example/a.mp4"></video>'),
    ],
)
def test_what_somebody_learns(kind, html):
    assert scanned(html).findings[-1].kind is kind


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (FindingKind.RECEIPT, "Return-Receipt-To: spy@shop.example"),
        (FindingKind.CLICK, "List-Unsubscribe: <https://shop.example/off>"),
        (FindingKind.AUTH, "BIMI-Location: v=BIMI1; l=https://shop.example/logo.svg"),
    ],
)
def test_what_a_header_field_tells(kind, field):
    assert kind in {finding.kind for finding in scanned("", field).findings}
