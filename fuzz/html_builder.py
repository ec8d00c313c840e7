"""HTML out of decisions: what mail holds, and what breaks tools that edit mail."""

from fuzz.choices import Choices

_URLS = (
    "https://shop.example/a?x=1&amp;y=2#part",
    "https://shop.example/a?x=1&y=2&copy=3",
    "http://user:pass@host.example:8080/%7Ea/b;c?d#e",
    "https://bücher.example/straße?q=ä",
    "HTTPS://UPPER.EXAMPLE",
    "//relative.example/x",
    "/rooted/path?a='b'",
    "page.html",
    "?query",
    "#fragment",
    "mailto:a@b.example",
    "tel:+1",
    "cid:image",
    "data:text/html,<b>",
    "javascript:void(0)",
    "https://t.example/l/Z2xk2vEuQh-rwJShGKPczssoZ19xjDZP4U-yqhmnh5Me?to=https://x.example/",
    "https://t.example/p/Z2xk2vEuQh-rwJShGKPczssoZ19xjDZP4U-yqhmnh5Me.gif",
    "{{ unsubscribe_url }}",
    "https://shop.example/reset?token=0123456789abcdef0123456789abcdef",
    "https://[::1]:99999/",
    "https://a b c.example/ d",
    "&#104;ttps://entities.example/&#x2F;&amp;amp;",
    "https://new\nline.example/\r\n\tx",
    "",
)
_QUOTES = ('"', "'", "")
_TEXTS = (
    "Words of the newsletter. ",
    "Grüße €",
    "&amp; &lt; &nbsp; &copy &#128; &#0; &bogus;",
    "https://other.example/",
    "=3D =20 =\r\n",
    "\r\n",
    "\n.\nFrom me\n",
    "\t  \t\r\n",
    "x" * 1100,
    "\0",
    "Am 1. Mai schrieb A:",
    "On Monday B wrote:",
)
_OPENINGS = (
    "<p>",
    "<div class=gmail_quote>",
    '<blockquote type="cite">',
    "<table border=0 cellpadding='0'><tr><td style=\"font:12px Arial;background:url('x.png')\">",
    '<div data-backstamp="off">',
    "<!--[if mso]>",
    "<![if !mso]>",
    "<!--",
    "<style>",
    "<script>",
    "<title>",
    "<textarea>",
    "<svg>",
    "<template>",
    "<select><option>",
    "<noscript>",
    "<form action=/go>",
    "<body>",
    "<html><head>",
    "<frameset>",
    "<plaintext>",
    '<div style="display:none">',
)
_CLOSINGS = (
    "</p>",
    "</div>",
    "</blockquote>",
    "</td></tr></table>",
    "<![endif]-->",
    "<![endif]>",
    "-->",
    "</style>",
    "</script>",
    "</title>",
    "</svg>",
    "</template>",
    "</body>",
    "</html>",
    "</a>",
    "--!>",
    ">",
    '"',
)
_WHOLE = (
    "<img src='https://pics.example/a.png' srcset='b.png 1x, https://c.example/d,e.png 2x' width=1 height=1>",
    '<base href="https://base.example/dir/">',
    '<meta charset="iso-8859-1">',
    '<meta http-equiv=refresh content="0; url=https://meta.example/">',
    '<link rel="stylesheet" href="cid:style">',
    "<td background=https://bg.example/x.gif>",
    '@import url("https://css.example/i.css"); p { background: \\75rl(x\\2e png) } /* */',
    '<p class="backstamp-notice">This message tells its sender when it is opened.</p>',
    "<v:fill src='https://vml.example/x.png'/>",
    "<br>",
    "<a>",
    "<",
    "<!doctype html>",
    "<![CDATA[x]]>",
    "<a href>",
)
_ENDS = (">", " >", "/>", "", " class=x>")


def html(choices: Choices, most: int = 60) -> str:
    """Markup of at most so many pieces; it ends where the decisions end."""
    pieces: list[str] = []
    while choices.left and len(pieces) < most:
        pieces.append(_piece(choices))
    return "".join(pieces)


def _piece(choices: Choices) -> str:
    kind = choices.below(8)
    if kind < 2:
        return _link(choices)
    if kind == 7:
        return choices.some_octets(40).decode("utf-8", "replace")
    return choices.pick((_TEXTS, _OPENINGS, _CLOSINGS, _WHOLE, _TEXTS)[kind - 2])


def _link(choices: Choices) -> str:
    tag, name = choices.pick(("a", "A", "area")), choices.pick(("href", "HREF", "style=x href"))
    equals, quote = choices.pick(("=", " = ", "=\r\n")), choices.pick(_QUOTES)
    url, text, end = choices.pick(_URLS), choices.pick(_TEXTS), choices.pick(_ENDS)
    return f"<{tag} {name}{equals}{quote}{url}{quote}{end}{text}{choices.pick(('</a>', '', '</A >'))}"
