"""Messages that nobody sends by mistake: each is meant to take all time or all memory of whoever reads it."""

import base64
import zlib
from collections.abc import Callable, Iterator

MEGABYTE = 1 << 20
HEAD = b"From: shop@shop.example\r\nTo: Ada Lovelace <ada@reader.example>\r\nMessage-ID: <1@shop.example>\r\n"
_ENCODED = base64.b64encode(b"ada@reader.example").decode().rstrip("=")


def html(body: bytes, *fields: bytes) -> bytes:
    """A message of one HTML part."""
    head = b"".join(field + b"\r\n" for field in fields)
    return HEAD + head + b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body


def _tags() -> bytes:
    return html(b"".join(b"<b><i title=x%d>" % number for number in range(50_000)))


def _nested_tables() -> bytes:
    return html(b"<table><tr><td>" * 50_000 + b'<img src="https://t.example/o.gif?u=1" width=1 height=1>')


def _nested_hidden() -> bytes:
    """Each level has a style of its own, so whoever asks all ancestors of all elements is quadratic."""
    return html(
        b"<style>div div{display:block}</style>" + b'<div style="width:9px"><img src="https://t.example/a">' * 30_000
    )


def _nested_parts() -> bytes:
    opening = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (depth, depth) for depth in range(50_000)
    )
    return HEAD + opening + b"Content-Type: text/html\r\n\r\n<img src=https://t.example/o.gif>"


def _many_parts() -> bytes:
    part = b"--b\r\nContent-Type: text/html\r\n\r\n<img src=https://t.example/o.gif?u=1 width=1>\r\n"
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 50_000 + b"--b--\r\n"


def _messages_in_messages() -> bytes:
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 20_000 + html(b"<img src=https://t.example/o.gif>")


def _long_url() -> bytes:
    path = (_ENCODED * (MEGABYTE // len(_ENCODED))).encode()
    return html(b'<a href="https://t.example/%s">x</a><img src="https://t.example/o/%s?a=%s">' % (path, path, path))


def _long_url_of_percents() -> bytes:
    percents = b"%2525" * 200_000
    return html(b'<a href="https://t.example/r?url=https%%3A%%2F%%2Fx.example%%2F%s">x</a>' % percents)


def _urls_in_urls() -> bytes:
    return html(b'<a href="%sx.example">x</a>' % (b"https://t.example/r?url=" * 20_000))


def _distinct_links() -> bytes:
    """Every link has a token that could be an encoded address, and looks like none before it."""
    return html("".join(_links(100_000)).encode())


def _links(count: int) -> Iterator[str]:
    for number in range(count):
        token = base64.urlsafe_b64encode(f"{number};reader{number}@reader.example".encode()).decode()
        yield f'<a href="https://h{number % 500}.click.example/r/{token}?id={number:032x}">x</a>\n'


def _distinct_hosts() -> bytes:
    images = "".join(f'<img src="https://h{number}.n{number}.example/{number:032x}.gif">' for number in range(50_000))
    return html(images.encode())


def _identical_pixels() -> bytes:
    return html(b'<img src="https://t.example/o.gif?u=ada%40reader.example" width="1" height="1" alt="">' * 100_000)


def _long_header() -> bytes:
    return html(b"<p>x</p>", b"X-Long: " + b"word <https://t.example/x> " * (5 * MEGABYTE // 27))


def _long_folded_header() -> bytes:
    line = b"\r\n <https://shop.example/u/0123456789abcdef0123456789abcdef>,"
    return html(b"<p>x</p>", b"List-Unsubscribe:" + line * (5 * MEGABYTE // len(line)))


def _many_fields() -> bytes:
    words = b"=?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?b?w5xiZXI=?= <a@b.example>, "
    names = (b"To", b"Cc", b"Subject", b"From", b"X-Original-To", b"Reply-To", b"List-Id", b"Received", b"X-Word")
    return html(b"<p>x</p>", *(names[number % len(names)] + b": " + words * 3 for number in range(20_000)))


def _encoded_words() -> bytes:
    return html(
        b"<p>x</p>", b"Subject: " + b"=?" * 500_000, b"From: " + b"=?utf-8?q?" * 200_000, b"To: " + b"<@" * 500_000
    )


def _addresses() -> bytes:
    return html(b"<p>x</p>", b"To: " + b", ".join(b"a%d@x%d.example" % (n, n) for n in range(100_000)))


def _data_url() -> bytes:
    picture = base64.b64encode(bytes(7_500_000))
    return html(b'<img src="data:image/png;base64,%s"><img src="https://t.example/o.gif" width=1>' % picture)


def _style_sheet() -> bytes:
    rules = b"".join(
        b"@media all{.a%d .b>c~d+e:not(.f),.g%d{background:url(https://c.example/%d)}" % (n, n, n)
        for n in range(12_000)
    )
    return html(
        b"<style>%s</style>%s" % (rules, b'<div class="a1 b g5"><img class="g9" src="https://t.example/x"></div>' * 500)
    )


def _nested_style_sheet() -> bytes:
    return html(b"<style>" + b"a{b:c(" * 170_000 + b"</style><p style='" + b"(" * 500_000 + b"'>x")


def _selectors() -> bytes:
    """Many rules times many elements."""
    rules = b"".join(b"div.c%d img,td img.c%d{width:1px;display:none}" % (n, n) for n in range(10_000))
    images = b"".join(
        b'<div class="c%d"><img class="c%d x y" src="https://t.example/%d">' % (n, n, n) for n in range(5_000)
    )
    return html(b"<style>%s</style>%s" % (rules, images))


def _base64_chain() -> bytes:
    token = b"ada@reader.example"
    while len(token) < 400_000:
        token = base64.urlsafe_b64encode(token)
    return html(b'<img src="https://t.example/?t=%s"><a href="https://t.example/%s">x</a>' % (token, token[:16_000]))


def _squeezed_tokens() -> bytes:
    """Each token becomes ten megabytes."""
    token = base64.urlsafe_b64encode(zlib.compress(bytes(10 * MEGABYTE), 9))
    return html(b"".join(b'<img src="https://t.example/%d/%s">' % (number, token) for number in range(200)))


def _small_squeezed_tokens() -> bytes:
    """Short tokens, each another, that become 60 KB of text each."""
    texts = (b"%d;" % number + b"words of no meaning " * 3000 for number in range(10_000))
    tokens = (base64.urlsafe_b64encode(zlib.compress(text, 9)) for text in texts)
    return html(b"".join(b'<img src="https://t.example/%s">' % token for token in tokens))


def _squeezed_chain() -> bytes:
    token = b"ada@reader.example" + bytes(100 * MEGABYTE)
    for _ in range(3):
        token = base64.urlsafe_b64encode(zlib.compress(token, 9))
    return html(b'<img src="https://t.example/?t=%s">' % token * 20)


def _json_tokens() -> bytes:
    token = base64.urlsafe_b64encode(b"[" * 6_000 + b'{"a":' * 1000)
    return html(b"".join(b'<img src="https://t.example/%d/%s">' % (number, token) for number in range(300)))


def _octets() -> bytes:
    junk = b"\x00\xff\xfe\xed\xa0\x80\xc0\xaf\xf4\x90\x80\x80"
    link = b'<a href="https://t.example/' + junk + b'">x</a><img src="https://t\x00.example/\xff" width=1>'
    return html(junk * 1000 + link * 3000, b"Subject: " + junk * 50, b"To: " + junk + b"@x.example")


def _surrogates() -> bytes:
    link = b'<a href="https://t.example/&#xD800;&#xDFFF;&#x110000;?e=%ED%A0%80">x</a><img src="https://&#xD83D;.example/o.gif">'
    return html(link * 5000, b"Subject: =?utf-16?b?2ADYAA==?= =?utf-7?q?+2AA-?=")


def _right_to_left() -> bytes:
    host = "t\u202emoc.elpmaxe\u202c.example"
    link = f'<a href="https://{host}/\u2066x\u2069?e=ada@reader.example">x</a><img src="https://{host}/o.gif" width=1>'
    return html(link.encode() * 5000, "Subject: \u202e\u2067evil".encode())


def _comments() -> bytes:
    return html(b"<!--[if mso]>" * 50_000 + b"<img src=https://t.example/o.gif><![endif]-->" * 20_000)


def _open_attributes() -> bytes:
    return html(b'<a href="' * 100_000 + b"<a <img src='" * 50_000)


def _attributes() -> bytes:
    return html(b"<img " + b"".join(b"a%d=b " % number for number in range(200_000)) + b"src=https://t.example/o.gif>")


def _srcset() -> bytes:
    return html(b'<img srcset="' + b", ".join(b"https://t.example/%d.png %dw" % (n, n) for n in range(100_000)) + b'">')


def _entities() -> bytes:
    return html(
        b"<p>"
        + b"&amp" * 300_000
        + b'<a href="https://t.example/?'
        + b"&CounterClockwiseContourIntegra" * 30_000
        + b'">x'
    )


def _plain_urls() -> bytes:
    body = b"".join(
        b"see https://t.example/%032x and www.x%d.example (http://[::%d]/)\r\n" % (n, n, n) for n in range(30_000)
    )
    return HEAD + b"Content-Type: text/plain\r\n\r\n" + body + b"http://" * 100_000 + b"a@" * 100_000


def _calendar() -> bytes:
    event = (
        b"BEGIN:VEVENT\r\nURL:https://t.example/x\r\nX-ALT-DESC;FMTTYPE=text/html:<img src=https://t.example/%d>\r\n"
    )
    body = b"".join(event % number for number in range(20_000)) + b"\r\n " * 300_000
    return HEAD + b"Content-Type: text/calendar\r\n\r\n" + body


def _quoted_printable() -> bytes:
    body = b'<img src=3D"https://t.example/=\r\n' + b"=\r\n" * 300_000 + b'o.gif">' + b"=3D" * 300_000 + b"=" * 300_000
    return html(body, b"Content-Transfer-Encoding: quoted-printable")


def _messages_in_base64() -> bytes:
    """Decoded five deep, which is where reading ends."""
    inner = html(b"<img src=https://t.example/o.gif>" * 3000)
    for _ in range(8):
        field = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        inner = HEAD + field + base64.encodebytes(inner)
    return inner


def _undo_record() -> bytes:
    """A record such as cleaning leaves, that would expand to a hundred megabytes, many times over."""
    record = base64.b64encode(zlib.compress(bytes(100 * MEGABYTE), 9))
    field = b"X-Backstamp-Cleaned: v=1;\r\n d=" + record
    return html(b"<img src=https://t.example/o.gif width=1>", field, field, field)


def _bases() -> bytes:
    return html(b"<base href=https://b.example/>" * 30_000 + b'<img src="x.gif"><a href=y>y</a>' * 10_000)


def _unclosed_styles() -> bytes:
    return html(b'<div style="background:url(https://t.example/' * 30_000 + b"<style>@import" * 30_000)


def _hidden_nests() -> bytes:
    return html(b"<div style=display:none>" * 2000 + b"<p hidden><img src=https://t.example/1 width=1></p>" * 20_000)


MESSAGES: dict[str, Callable[[], bytes]] = {
    name.removeprefix("_").replace("_", "-"): made
    for name, made in list(globals().items())
    if name.startswith("_") and callable(made) and name != "_links" and not name.startswith("__")
}
"""Each by its name; made when it is called, for some are large."""
