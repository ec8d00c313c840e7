"""Every vector that the finder is held to: a sample of our own, and the references that it must give, no more, no less."""

from typing import NamedTuple


class Vector(NamedTuple):
    """One vector: its group and name, a sample, and what is expected, as "kind | trigger | vector | url" (no url: -)."""

    group: str
    name: str
    sample: str
    expected: tuple[str, ...]


def message(head: str, body: str = "") -> str:
    """A whole message as a sample: header lines, an empty line, a body."""
    return f"{head}\n\n{body}".replace("\n", "\r\n")


VECTORS = [
    Vector(
        "Images",
        "img src",
        '<img src="https://example.com/a.gif">',
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Images",
        "img without quotes",
        "<IMG SRC=https://example.com/a.gif>",
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Images",
        "img in single quotes",
        "<img alt='' src='https://example.com/a.gif'>",
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Images",
        "img srcset",
        '<img srcset="https://example.com/1x.png, https://example.com/2x.png 2x">',
        (
            "image | open | img@srcset | https://example.com/1x.png",
            "image | open | img@srcset | https://example.com/2x.png",
        ),
    ),
    Vector(
        "Images",
        "img srcset behind commas",
        '<img srcset=",,,,https://example.com/a.png">',
        ("image | open | img@srcset | https://example.com/a.png",),
    ),
    Vector(
        "Images",
        "img lowsrc",
        '<img lowsrc="https://example.com/low.gif">',
        ("image | open | img@lowsrc | https://example.com/low.gif",),
    ),
    Vector(
        "Images",
        "img dynsrc",
        '<img dynsrc="https://example.com/film.avi">',
        ("image | open | img@dynsrc | https://example.com/film.avi",),
    ),
    Vector(
        "Images",
        "img longdesc",
        '<img longdesc="https://example.com/about.html">',
        ("link | click | img@longdesc | https://example.com/about.html",),
    ),
    Vector(
        "Images",
        "img attributionsrc",
        '<img attributionsrc="https://example.com/report">',
        ("ping | open | img@attributionsrc | https://example.com/report",),
    ),
    Vector(
        "Images",
        "img data-src",
        '<img data-src="https://example.com/later.png">',
        ("image | never | img@data-src | https://example.com/later.png",),
    ),
    Vector(
        "Images",
        "img of the message itself",
        '<img src="cid:logo@example.com">',
        ("image | open | img@src | cid:logo@example.com",),
    ),
    Vector(
        "Images",
        "image element",
        '<image src="https://example.com/a.gif">',
        ("image | open | image@src | https://example.com/a.gif",),
    ),
    Vector(
        "Images",
        "image element with href",
        '<image href="https://example.com/a.gif">',
        ("image | never | image@href | https://example.com/a.gif",),
    ),
    Vector(
        "Images",
        "picture source",
        '<picture><source srcset="https://example.com/w.webp" media="(min-width: 600px)"><img></picture>',
        ("image | open | source@srcset | https://example.com/w.webp",),
    ),
    Vector(
        "Images",
        "input of type image",
        '<input type="image" src="https://example.com/go.png">',
        ("image | open | input@src | https://example.com/go.png",),
    ),
    Vector(
        "Images",
        "isindex src",
        '<isindex src="https://example.com/i.gif" type="image">',
        ("image | open | isindex@src | https://example.com/i.gif",),
    ),
    Vector(
        "Images",
        "video poster",
        '<video poster="https://example.com/p.jpg"></video>',
        ("image | open | video@poster | https://example.com/p.jpg",),
    ),
    Vector(
        "Images",
        "menuitem icon",
        '<menu type="context"><menuitem label="x" icon="https://example.com/i.png"></menuitem></menu>',
        ("image | open | menuitem@icon | https://example.com/i.png",),
    ),
    Vector(
        "Images",
        "body background",
        '<body background="https://example.com/bg.png">',
        ("image | open | body@background | https://example.com/bg.png",),
    ),
    Vector(
        "Images",
        "table background",
        '<table background="https://example.com/t.png"><tr><td></table>',
        ("image | open | table@background | https://example.com/t.png",),
    ),
    Vector(
        "Images",
        "cell background",
        '<table><tr><td background="https://example.com/td.png"><th background="https://example.com/th.png"></table>',
        (
            "image | open | td@background | https://example.com/td.png",
            "image | open | th@background | https://example.com/th.png",
        ),
    ),
    Vector(
        "Images",
        "row background",
        '<table><tr background="https://example.com/tr.png"><td></table>',
        ("image | open | tr@background | https://example.com/tr.png",),
    ),
    Vector(
        "Images",
        "cell outside a table",
        '<td background="https://example.com/td.png">x</td>',
        ("image | open | td@background | https://example.com/td.png",),
    ),
    Vector(
        "Images",
        "second body",
        '<body><p>x<body background="https://example.com/bg.png">',
        ("image | open | body@background | https://example.com/bg.png",),
    ),
    Vector(
        "Evasions",
        "entities in the URL",
        '<img src="&#104;ttps&colon;//example&period;com&sol;a?b=1&amp;c=2">',
        ("image | open | img@src | https://example.com/a?b=1&c=2",),
    ),
    Vector(
        "Evasions",
        "line break inside the URL",
        '<img src="https://exam\r\nple.com/\ta.gif">',
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Evasions",
        "blanks and control characters in front",
        '<img src=" \x01 https://example.com/a.gif ">',
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Evasions",
        "no scheme",
        '<img src="//example.com/a.gif">',
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Evasions",
        "backslashes for slashes",
        '<img src="https:\\\\example.com\\a.gif">',
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Evasions",
        "one slash",
        '<img src="https:/example.com/a.gif">',
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Evasions",
        "upper case",
        '<IMG SRC="HTTPS://EXAMPLE.COM/A.GIF">',
        ("image | open | img@src | https://example.com/A.GIF",),
    ),
    Vector(
        "Evasions",
        "international name",
        '<img src="https://bücher.example/a.gif">',
        ("image | open | img@src | https://xn--bcher-kva.example/a.gif",),
    ),
    Vector(
        "Evasions",
        "user and password",
        '<img src="https://reader:secret@example.com/a.gif">',
        ("image | open | img@src | https://reader:secret@example.com/a.gif",),
    ),
    Vector(
        "Evasions",
        "port and fragment",
        '<img src="http://example.com:8080/a.gif#x">',
        ("image | open | img@src | http://example.com:8080/a.gif#x",),
    ),
    Vector(
        "Evasions",
        "number as address",
        '<img src="http://3221225985/a.gif">',
        ("image | open | img@src | http://192.0.2.1/a.gif",),
    ),
    Vector(
        "Evasions",
        "percent-encoded host",
        '<img src="https://ex%61mple.com/a.gif">',
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Evasions",
        "NUL in the tag",
        '<img\x00 src="https://example.com/a.gif"><img src="https://example.com/b.gif">',
        (
            "other | never | img\x00@src | https://example.com/a.gif",
            "image | open | img@src | https://example.com/b.gif",
        ),
    ),
    Vector(
        "Evasions",
        "slashes between attributes",
        '<img/src="https://example.com/a.gif"/alt="x">',
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Evasions",
        "doubled attribute",
        '<img src="https://example.com/first" src="https://example.com/second">',
        ("image | open | img@src | https://example.com/first",),
    ),
    Vector("Evasions", "never closed attribute", '<img src="https://example.com/a.gif><p>text', ()),
    Vector(
        "Evasions",
        "greater-than inside an attribute",
        '<img alt=">" src="https://example.com/a.gif">',
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Evasions",
        "template that was not filled in",
        '<img src="{{pixel}}"><img src="[url]">',
        (
            "image | open | img@src | -",
            "image | open | img@src | -",
        ),
    ),
    Vector("Evasions", "relative without base", '<img src="a.gif">', ("image | open | img@src | -",)),
    Vector("Evasions", "fragment only", '<a href="#top">up</a>', ()),
    Vector(
        "Base",
        "base href",
        '<base href="https://example.com/mail/"><img src="a.gif">',
        (
            "base | never | base@href | https://example.com/mail/",
            "image | open | img@src | https://example.com/mail/a.gif",
        ),
    ),
    Vector(
        "Base",
        "first base with href counts",
        '<base target="_blank"><base href="https://example.com/1/"><base href="https://example.com/2/"><img src="a">',
        (
            "base | never | base@href | https://example.com/1/",
            "base | never | base@href | https://example.com/2/",
            "image | open | img@src | https://example.com/1/a",
        ),
    ),
    Vector(
        "Base",
        "base behind the image",
        '<img src="a.gif"><base href="https://example.com/b/">',
        (
            "image | open | img@src | https://example.com/b/a.gif",
            "base | never | base@href | https://example.com/b/",
        ),
    ),
    Vector(
        "Base",
        "base without scheme",
        '<base href="//example.com/x/"><img src="../a.gif">',
        (
            "base | never | base@href | https://example.com/x/",
            "image | open | img@src | https://example.com/a.gif",
        ),
    ),
    Vector(
        "Links", "a href", '<a href="https://example.com/">x</a>', ("link | click | a@href | https://example.com/",)
    ),
    Vector(
        "Links",
        "area href",
        '<map><area href="https://example.com/area"></map>',
        ("link | click | area@href | https://example.com/area",),
    ),
    Vector(
        "Links",
        "mailto",
        '<a href="mailto:a@example.com?subject=hi">x</a>',
        ("link | click | a@href | mailto:a@example.com?subject=hi",),
    ),
    Vector(
        "Links",
        "script address",
        '<a href="javascript:alert(1)">x</a>',
        ("link | click | a@href | javascript:alert(1)",),
    ),
    Vector(
        "Links",
        "a ping",
        '<a href="#" ping="https://example.com/p1 https://example.com/p2">x</a>',
        (
            "ping | click | a@ping | https://example.com/p1",
            "ping | click | a@ping | https://example.com/p2",
        ),
    ),
    Vector(
        "Links",
        "area ping",
        '<map><area ping="https://example.com/p"></map>',
        ("ping | click | area@ping | https://example.com/p",),
    ),
    Vector(
        "Links",
        "a attributionsrc",
        '<a attributionsrc="https://example.com/r">x</a>',
        ("ping | click | a@attributionsrc | https://example.com/r",),
    ),
    Vector(
        "Links",
        "quotation's source",
        '<blockquote cite="https://example.com/source">x</blockquote>',
        ("link | never | blockquote@cite | https://example.com/source",),
    ),
    Vector(
        "Links",
        "unknown attribute",
        '<a data-saferedirecturl="https://example.com/r">x</a>',
        ("other | never | a@data-saferedirecturl | https://example.com/r",),
    ),
    Vector(
        "Links",
        "names that look like addresses",
        '<div xmlns="http://www.w3.org/1999/xhtml" itemtype="https://schema.org/Thing" title="https://example.com/">x</div>',
        (),
    ),
    Vector(
        "Style sheets",
        "style attribute",
        '<p style="background-image:url(https://example.com/a.png)">',
        ("image | open | p@style background-image | https://example.com/a.png",),
    ),
    Vector(
        "Style sheets",
        "style attribute, quotes as entities",
        '<p style="background:url(&quot;https://example.com/a.png&quot;)">',
        ("image | open | p@style background | https://example.com/a.png",),
    ),
    Vector(
        "Style sheets",
        "style attribute, brackets as entities",
        '<p style="background:url&#40;https://example.com/a.png&#41;">',
        ("image | open | p@style background | https://example.com/a.png",),
    ),
    Vector(
        "Style sheets",
        "several backgrounds",
        '<p style="background:url(), url(https://example.com/1), url(https://example.com/2)">',
        (
            "image | open | p@style background | https://example.com/1",
            "image | open | p@style background | https://example.com/2",
        ),
    ),
    Vector(
        "Style sheets",
        "list-style",
        '<ul style="list-style-image:url(https://example.com/dot.png)">',
        ("image | open | ul@style list-style-image | https://example.com/dot.png",),
    ),
    Vector(
        "Style sheets",
        "content",
        "<style>p::before{content:url(https://example.com/c.png)}</style>",
        ("image | open | style content | https://example.com/c.png",),
    ),
    Vector(
        "Style sheets",
        "cursor",
        '<p style="cursor:url(https://example.com/c.cur),auto">',
        ("image | open | p@style cursor | https://example.com/c.cur",),
    ),
    Vector(
        "Style sheets",
        "border image",
        '<p style="border-image-source:url(https://example.com/b.png)">',
        ("image | open | p@style border-image-source | https://example.com/b.png",),
    ),
    Vector(
        "Style sheets",
        "mask",
        '<p style="-webkit-mask-image:url(https://example.com/m.png)">',
        ("image | open | p@style -webkit-mask-image | https://example.com/m.png",),
    ),
    Vector(
        "Style sheets",
        "shape-outside",
        '<p style="shape-outside:url(https://example.com/s.png)">',
        ("image | open | p@style shape-outside | https://example.com/s.png",),
    ),
    Vector(
        "Style sheets",
        "filter and clip-path",
        '<p style="filter:url(https://example.com/f.svg#f);clip-path:url(https://example.com/c.svg#c)">',
        (
            "image | open | p@style filter | https://example.com/f.svg#f",
            "image | open | p@style clip-path | https://example.com/c.svg#c",
        ),
    ),
    Vector(
        "Style sheets",
        "image-set",
        "<p style=\"background:image-set('https://example.com/1x.png' 1x, url(https://example.com/2x.png) 2x)\">",
        (
            "image | open | p@style background image-set() | https://example.com/1x.png",
            "image | open | p@style background | https://example.com/2x.png",
        ),
    ),
    Vector(
        "Style sheets",
        "image()",
        "<p style=\"background-image:image('https://example.com/i.png')\">",
        ("image | open | p@style background-image image() | https://example.com/i.png",),
    ),
    Vector(
        "Style sheets",
        "src()",
        "<p style=\"background:src('https://example.com/s.png')\">",
        ("image | open | p@style background src() | https://example.com/s.png",),
    ),
    Vector(
        "Style sheets",
        "custom property",
        "<style>p{--leak:url(https://example.com/v.png);background:var(--leak)}</style>",
        ("image | open | style --leak | https://example.com/v.png",),
    ),
    Vector(
        "Style sheets",
        "fallback of attr()",
        "<style>p::before{content:attr(x, url(https://example.com/f.png))}</style>",
        ("image | open | style content | https://example.com/f.png",),
    ),
    Vector(
        "Style sheets",
        "attr() of an attribute",
        '<style>s::after{content:attr(foo url)}</style><s foo="https://example.com/attr">x</s>',
        ("other | never | s@foo | https://example.com/attr",),
    ),
    Vector(
        "Style sheets",
        "escaped url",
        "<style>p{background:\\75\\72\\6C(https://example.com/e.png)}</style>",
        ("image | open | style background | https://example.com/e.png",),
    ),
    Vector(
        "Style sheets",
        "escape inside the URL",
        "<style>p{background:url(https://ex\\61mple.com/a.png)}</style>",
        ("image | open | style background | https://example.com/a.png",),
    ),
    Vector(
        "Style sheets",
        "comment between",
        "<style>p{background:/* x */url(https://example.com/a.png)/* } */}</style>",
        ("image | open | style background | https://example.com/a.png",),
    ),
    Vector(
        "Style sheets",
        "@import string",
        '<style>@import "https://example.com/i.css";</style>',
        ("style | open | style @import | https://example.com/i.css",),
    ),
    Vector(
        "Style sheets",
        "@import url",
        "<style>@import url(https://example.com/i.css) screen;</style>",
        ("style | open | style @import | https://example.com/i.css",),
    ),
    Vector(
        "Style sheets",
        "@import for printing",
        "<style>@import url(https://example.com/p.css) print;</style>",
        ("style | print | style @import | https://example.com/p.css",),
    ),
    Vector(
        "Style sheets",
        "@font-face",
        '<style>@font-face{font-family:x;src:url(https://example.com/f.woff2) format("woff2"),url(https://example.com/f.ttf)}</style>',
        (
            "font | open | style @font-face | https://example.com/f.woff2",
            "font | open | style @font-face | https://example.com/f.ttf",
        ),
    ),
    Vector(
        "Style sheets",
        "@media print",
        "<style>@media print{p{background:url(https://example.com/print.png)}}</style>",
        ("image | print | style background | https://example.com/print.png",),
    ),
    Vector(
        "Style sheets",
        "@media screen",
        "<style>@media screen and (max-width:600px){p{background:url(https://example.com/s.png)}}</style>",
        ("image | open | style background | https://example.com/s.png",),
    ),
    Vector(
        "Style sheets",
        "quoted or forwarded",
        "<style>blockquote #x{background:url(https://example.com/reply.png)}</style>",
        ("image | open | style background | https://example.com/reply.png",),
    ),
    Vector(
        "Style sheets",
        "pointed at",
        "<style>a:hover{background:url(https://example.com/hover.png)}</style>",
        ("image | open | style background | https://example.com/hover.png",),
    ),
    Vector(
        "Style sheets",
        "@namespace",
        "<style>@namespace url(http://www.w3.org/1999/xhtml);</style>",
        ("other | never | style @namespace | http://www.w3.org/1999/xhtml",),
    ),
    Vector(
        "Style sheets",
        "behaviour",
        '<p style="behavior:url(https://example.com/b.htc)">',
        ("script | open | p@style behavior | https://example.com/b.htc",),
    ),
    Vector(
        "Style sheets",
        "XBL binding",
        '<p style="-moz-binding:url(https://example.com/b.xml#x)">',
        ("script | open | p@style -moz-binding | https://example.com/b.xml#x",),
    ),
    Vector(
        "Style sheets",
        "AlphaImageLoader",
        "<p style=\"filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='https://example.com/a.png')\">",
        ("image | open | p@style filter AlphaImageLoader() | https://example.com/a.png",),
    ),
    Vector(
        "Style sheets",
        "ICMFilter",
        "<p style=\"filter:progid:DXImageTransform.Microsoft.ICMFilter(colorSpace='https://example.com/c.icm')\">",
        ("image | open | p@style filter ICMFilter() | https://example.com/c.icm",),
    ),
    Vector(
        "Style sheets",
        "expression",
        "<p style=\"width:expression(new Image().src='https://example.com/x')\">",
        ("script | open | p@style width expression() | https://example.com/x",),
    ),
    Vector(
        "Style sheets",
        "source map",
        "<style>/*# sourceMappingURL=https://example.com/m.map */</style>",
        ("other | never | style sourceMappingURL | https://example.com/m.map",),
    ),
    Vector(
        "Style sheets",
        "style inside a template",
        "<template><style>p{background:url(https://example.com/t.png)}</style></template>",
        ("image | open | style background | https://example.com/t.png",),
    ),
    Vector(
        "Style sheets",
        "unclosed style",
        "<style>p{background:url(https://example.com/u.png)",
        ("image | open | style background | https://example.com/u.png",),
    ),
    Vector(
        "Style sheets",
        "style with comment marks",
        "<style><!-- p{background:url(https://example.com/c.png)} --></style>",
        ("image | open | style background | https://example.com/c.png",),
    ),
    Vector(
        "Style sheets",
        "style sheet in the body of a cell",
        "<table><style>td{background:url(https://example.com/x.png)}</style></table>",
        ("image | open | style background | https://example.com/x.png",),
    ),
    Vector(
        "Head",
        "stylesheet",
        '<link rel="stylesheet" href="https://example.com/s.css">',
        ("style | open | link@href rel=stylesheet | https://example.com/s.css",),
    ),
    Vector(
        "Head",
        "stylesheet for printing",
        '<link rel="stylesheet" media="print" href="https://example.com/p.css">',
        ("style | print | link@href rel=stylesheet | https://example.com/p.css",),
    ),
    Vector(
        "Head",
        "alternate stylesheet",
        '<link rel="alternate stylesheet" href="https://example.com/a.css">',
        ("style | open | link@href rel=stylesheet | https://example.com/a.css",),
    ),
    Vector(
        "Head",
        "icon",
        '<link rel="shortcut icon" href="https://example.com/favicon.ico">',
        ("image | open | link@href rel=icon | https://example.com/favicon.ico",),
    ),
    Vector(
        "Head",
        "touch icon",
        '<link rel="apple-touch-icon" href="https://example.com/t.png">',
        ("image | open | link@href rel=apple-touch-icon | https://example.com/t.png",),
    ),
    Vector(
        "Head",
        "preload",
        '<link rel="preload" as="font" href="https://example.com/f.woff">',
        ("prefetch | open | link@href rel=preload | https://example.com/f.woff",),
    ),
    Vector(
        "Head",
        "preload imagesrcset",
        '<link rel="preload" as="image" imagesrcset="https://example.com/1.png, https://example.com/2.png 2x">',
        (
            "prefetch | open | link@imagesrcset | https://example.com/1.png",
            "prefetch | open | link@imagesrcset | https://example.com/2.png",
        ),
    ),
    Vector(
        "Head",
        "prefetch",
        '<link rel="prefetch" href="https://example.com/next.html">',
        ("prefetch | open | link@href rel=prefetch | https://example.com/next.html",),
    ),
    Vector(
        "Head",
        "prerender",
        '<link rel="prerender" href="https://example.com/next.html">',
        ("prefetch | open | link@href rel=prerender | https://example.com/next.html",),
    ),
    Vector(
        "Head",
        "modulepreload",
        '<link rel="modulepreload" href="https://example.com/m.js">',
        ("prefetch | open | link@href rel=modulepreload | https://example.com/m.js",),
    ),
    Vector(
        "Head",
        "preconnect",
        '<link rel="preconnect" href="https://example.com">',
        ("prefetch | automatic | link@href rel=preconnect | https://example.com/",),
    ),
    Vector(
        "Head",
        "dns-prefetch",
        '<link rel="dns-prefetch" href="//reader-42.example.com">',
        ("prefetch | automatic | link@href rel=dns-prefetch | https://reader-42.example.com/",),
    ),
    Vector(
        "Head",
        "manifest",
        '<link rel="manifest" href="https://example.com/m.json">',
        ("prefetch | open | link@href rel=manifest | https://example.com/m.json",),
    ),
    Vector(
        "Head",
        "HTML import",
        '<link rel="import" href="https://example.com/i.html">',
        ("script | open | link@href rel=import | https://example.com/i.html",),
    ),
    Vector(
        "Head",
        "search description",
        '<link rel="search" href="https://example.com/osd.xml">',
        ("prefetch | open | link@href rel=search | https://example.com/osd.xml",),
    ),
    Vector(
        "Head",
        "feed",
        '<link rel="alternate" type="application/rss+xml" href="https://example.com/feed">',
        ("link | click | link@href rel=alternate | https://example.com/feed",),
    ),
    Vector(
        "Head",
        "canonical",
        '<link rel="canonical" href="https://example.com/page">',
        ("link | never | link@href rel=canonical | https://example.com/page",),
    ),
    Vector(
        "Head",
        "pingback",
        '<link rel="pingback" href="https://example.com/xmlrpc">',
        ("ping | never | link@href rel=pingback | https://example.com/xmlrpc",),
    ),
    Vector(
        "Head",
        "written by Office",
        '<link rel="File-List" href="https://example.com/filelist.xml">',
        ("other | never | link@href rel=file-list | https://example.com/filelist.xml",),
    ),
    Vector(
        "Head",
        "meta refresh",
        '<meta http-equiv="refresh" content="0; url=https://example.com/next">',
        ("refresh | open | meta@http-equiv=refresh | https://example.com/next",),
    ),
    Vector(
        "Head",
        "meta refresh in quotes",
        '<meta http-equiv="Refresh" content="5;URL=\'https://example.com/next\'">',
        ("refresh | open | meta@http-equiv=refresh | https://example.com/next",),
    ),
    Vector(
        "Head",
        "meta security policy",
        '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'; report-uri https://example.com/csp">',
        ("ping | open | meta@http-equiv=content-security-policy | https://example.com/csp",),
    ),
    Vector(
        "Head",
        "meta tile",
        '<meta name="msapplication-TileImage" content="https://example.com/t.png">',
        ("image | open | meta@name=msapplication-tileimage | https://example.com/t.png",),
    ),
    Vector(
        "Head",
        "meta task",
        '<meta name="msapplication-task" content="name=x;action-uri=https://example.com/do;icon-uri=https://example.com/i.ico">',
        (
            "prefetch | open | meta@name=msapplication-task | https://example.com/do",
            "prefetch | open | meta@name=msapplication-task | https://example.com/i.ico",
        ),
    ),
    Vector(
        "Head",
        "meta preview picture",
        '<meta property="og:image" content="https://example.com/og.png">',
        ("image | automatic | meta@property=og:image | https://example.com/og.png",),
    ),
    Vector(
        "Head",
        "meta that names a page",
        '<meta property="og:url" content="https://example.com/page">',
        ("link | never | meta@property=og:url | https://example.com/page",),
    ),
    Vector(
        "Head",
        "meta for reading views",
        '<meta name="copyright" content="<img src=https://example.com/r.png>">',
        ("image | never | meta@content img@src | https://example.com/r.png",),
    ),
    Vector(
        "Head",
        "html manifest",
        '<html manifest="https://example.com/cache.manifest">',
        ("prefetch | open | html@manifest | https://example.com/cache.manifest",),
    ),
    Vector(
        "Head",
        "head profile",
        '<html><head profile="https://example.com/profile">',
        ("other | open | head@profile | https://example.com/profile",),
    ),
    Vector(
        "Head",
        "doctype",
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "https://example.com/xhtml1.dtd"><p>x',
        ("other | never | doctype | https://example.com/xhtml1.dtd",),
    ),
    Vector(
        "Head",
        "import instruction",
        '<?import namespace="x" implementation="https://example.com/x.htc" ?><p>x',
        ("script | open | <?import?>@implementation | https://example.com/x.htc",),
    ),
    Vector(
        "Head",
        "xml-stylesheet",
        '<?xml-stylesheet type="text/xsl" href="https://example.com/x.xsl"?><p>x',
        ("style | open | <?xml-stylesheet?>@href | https://example.com/x.xsl",),
    ),
    Vector(
        "Media, embeds and frames",
        "video",
        '<video src="https://example.com/v.mp4"></video>',
        ("media | open | video@src | https://example.com/v.mp4",),
    ),
    Vector(
        "Media, embeds and frames",
        "audio source",
        '<audio><source src="https://example.com/a.ogg"></audio>',
        ("media | open | source@src | https://example.com/a.ogg",),
    ),
    Vector(
        "Media, embeds and frames",
        "track",
        '<video><track src="https://example.com/t.vtt"></video>',
        ("media | open | track@src | https://example.com/t.vtt",),
    ),
    Vector(
        "Media, embeds and frames",
        "bgsound",
        '<bgsound src="https://example.com/s.wav">',
        ("media | open | bgsound@src | https://example.com/s.wav",),
    ),
    Vector(
        "Media, embeds and frames",
        "object data",
        '<object data="https://example.com/o"></object>',
        ("object | open | object@data | https://example.com/o",),
    ),
    Vector(
        "Media, embeds and frames",
        "object codebase",
        '<object codebase="https://example.com/c"></object>',
        ("object | open | object@codebase | https://example.com/c",),
    ),
    Vector(
        "Media, embeds and frames",
        "object param",
        '<object><param name="movie" value="https://example.com/m.swf"></object>',
        ("object | open | param@value name=movie | https://example.com/m.swf",),
    ),
    Vector(
        "Media, embeds and frames",
        "embed",
        '<embed src="https://example.com/e">',
        ("object | open | embed@src | https://example.com/e",),
    ),
    Vector(
        "Media, embeds and frames",
        "applet",
        '<applet codebase="https://example.com/c/" code="https://example.com/T.class" archive="https://example.com/a.jar"></applet>',
        (
            "object | open | applet@codebase | https://example.com/c/",
            "object | open | applet@code | https://example.com/T.class",
            "object | open | applet@archive | https://example.com/a.jar",
        ),
    ),
    Vector(
        "Media, embeds and frames",
        "data island",
        '<xml src="https://example.com/d.xml"></xml>',
        ("object | open | xml@src | https://example.com/d.xml",),
    ),
    Vector(
        "Media, embeds and frames",
        "iframe",
        '<iframe src="https://example.com/f"></iframe>',
        ("frame | open | iframe@src | https://example.com/f",),
    ),
    Vector(
        "Media, embeds and frames",
        "iframe srcdoc",
        '<iframe srcdoc="&lt;img src=&quot;https://example.com/a&amp;amp;b&quot;&gt;"></iframe>',
        ("image | open | iframe@srcdoc img@src | https://example.com/a&b",),
    ),
    Vector(
        "Media, embeds and frames",
        "srcdoc in srcdoc",
        '<iframe srcdoc="<iframe srcdoc=&quot;<img src=https://example.com/deep>&quot;></iframe>"></iframe>',
        ("image | open | iframe@srcdoc iframe@srcdoc img@src | https://example.com/deep",),
    ),
    Vector(
        "Media, embeds and frames",
        "iframe data: address",
        '<iframe src="data:text/html,%3Cimg%20src=https://example.com/d%3E"></iframe>',
        (
            "frame | open | iframe@src | data:text/html,%3Cimg%20src=https://example.com/d%3E",
            "image | open | iframe@src data: img@src | https://example.com/d",
        ),
    ),
    Vector(
        "Media, embeds and frames",
        "iframe data: in base64",
        '<iframe src="data:text/html;base64,PGltZyBzcmM9aHR0cHM6Ly9leGFtcGxlLmNvbS9iPg=="></iframe>',
        (
            "frame | open | iframe@src | data:text/html;base64,PGltZyBzcmM9aHR0cHM6Ly9leGFtcGxlLmNvbS9iPg==",
            "image | open | iframe@src data: img@src | https://example.com/b",
        ),
    ),
    Vector(
        "Media, embeds and frames",
        "iframe view-source:",
        '<iframe src="view-source:https://example.com/v"></iframe>',
        (
            "frame | open | iframe@src | view-source:https://example.com/v",
            "frame | open | iframe@src view-source: | https://example.com/v",
        ),
    ),
    Vector(
        "Media, embeds and frames",
        "iframe javascript: address",
        "<iframe src=\"javascript:'<img src=https://example.com/j>'\"></iframe>",
        (
            "frame | open | iframe@src | javascript:'<img src=https://example.com/j>'",
            "image | never | iframe@src javascript: img@src | https://example.com/j",
        ),
    ),
    Vector(
        "Media, embeds and frames",
        "frame",
        '<frameset><frame src="https://example.com/f"></frameset>',
        ("frame | open | frame@src | https://example.com/f",),
    ),
    Vector(
        "Media, embeds and frames",
        "frame's fallback",
        '<iframe><img src="https://example.com/f"></iframe>',
        ("image | open | img@src | https://example.com/f",),
    ),
    Vector(
        "Media, embeds and frames",
        "portal",
        '<portal src="https://example.com/p"></portal>',
        ("frame | open | portal@src | https://example.com/p",),
    ),
    Vector(
        "Media, embeds and frames",
        "layer",
        '<layer src="https://example.com/l"></layer>',
        ("frame | open | layer@src | https://example.com/l",),
    ),
    Vector(
        "Media, embeds and frames",
        "script",
        '<script src="https://example.com/s.js"></script>',
        ("script | open | script@src | https://example.com/s.js",),
    ),
    Vector(
        "Media, embeds and frames",
        "address in a script",
        '<script>document.write("<img src=https://example.com/w>")</script>',
        ("script | never | script text | https://example.com/w",),
    ),
    Vector(
        "Media, embeds and frames",
        "JSON-LD picture and action",
        '<script type="application/ld+json">{"@context":"https://schema.org","image":"https://example.com/i.png","target":"https:\\/\\/example.com\\/go"}</script>',
        (
            "link | never | script ld+json @context | https://schema.org/",
            "image | automatic | script ld+json image | https://example.com/i.png",
            "link | click | script ld+json target | https://example.com/go",
        ),
    ),
    Vector(
        "Media, embeds and frames",
        "noscript",
        '<noscript><img src="https://example.com/n.gif"></noscript>',
        ("image | open | img@src | https://example.com/n.gif",),
    ),
    Vector(
        "Media, embeds and frames",
        "template",
        '<template><img src="https://example.com/t.gif"></template>',
        ("image | open | img@src | https://example.com/t.gif",),
    ),
    Vector(
        "Media, embeds and frames",
        "image as data:",
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        ("image | open | img@src | data:image/gif;base64,R0lGODlhAQABAAAAACw=",),
    ),
    Vector(
        "Forms",
        "form action",
        '<form action="https://example.com/f"></form>',
        ("form | submit | form@action | https://example.com/f",),
    ),
    Vector(
        "Forms",
        "button formaction",
        '<form><button formaction="https://example.com/b">x</button></form>',
        ("form | submit | button@formaction | https://example.com/b",),
    ),
    Vector(
        "Forms",
        "input formaction",
        '<form><input type="submit" formaction="https://example.com/i"></form>',
        ("form | submit | input@formaction | https://example.com/i",),
    ),
    Vector(
        "Forms",
        "isindex action",
        '<isindex action="https://example.com/s">',
        ("form | submit | isindex@action | https://example.com/s",),
    ),
    Vector(
        "SVG and MathML",
        "svg image",
        '<svg><image href="https://example.com/i.png"/></svg>',
        ("image | open | image@href | https://example.com/i.png",),
    ),
    Vector(
        "SVG and MathML",
        "svg image xlink",
        '<svg><image xlink:href="https://example.com/i.png"/></svg>',
        ("image | open | image@xlink:href | https://example.com/i.png",),
    ),
    Vector(
        "SVG and MathML",
        "svg use",
        '<svg><use xlink:href="https://example.com/u.svg#x"/></svg>',
        ("image | open | use@xlink:href | https://example.com/u.svg#x",),
    ),
    Vector(
        "SVG and MathML",
        "svg feImage",
        '<svg><filter><feImage href="https://example.com/f.png"/></filter></svg>',
        ("image | open | feimage@href | https://example.com/f.png",),
    ),
    Vector(
        "SVG and MathML",
        "svg script",
        '<svg><script href="https://example.com/s.js"></script></svg>',
        ("script | open | script@href | https://example.com/s.js",),
    ),
    Vector(
        "SVG and MathML",
        "svg link",
        '<svg><a xlink:href="https://example.com/a"><text>x</text></a></svg>',
        ("link | click | a@xlink:href | https://example.com/a",),
    ),
    Vector(
        "SVG and MathML",
        "svg set",
        '<svg><image><set attributeName="href" to="https://example.com/set.png"/></image></svg>',
        ("image | open | set@to | https://example.com/set.png",),
    ),
    Vector(
        "SVG and MathML",
        "svg animate values",
        '<svg><image><animate attributeName="xlink:href" values="https://example.com/1; https://example.com/2"/></image></svg>',
        (
            "image | open | animate@values | https://example.com/1",
            "image | open | animate@values | https://example.com/2",
        ),
    ),
    Vector(
        "SVG and MathML",
        "svg fill",
        '<svg><rect fill="url(https://example.com/g.svg#g)"/></svg>',
        ("image | open | rect@fill | https://example.com/g.svg#g",),
    ),
    Vector(
        "SVG and MathML",
        "svg cursor and mask",
        '<svg><rect cursor="url(https://example.com/c.cur),auto" mask="url(https://example.com/m.svg#m)"/></svg>',
        (
            "image | open | rect@cursor | https://example.com/c.cur",
            "image | open | rect@mask | https://example.com/m.svg#m",
        ),
    ),
    Vector(
        "SVG and MathML",
        "svg own style",
        "<svg><style>rect{fill:url(https://example.com/s.svg#s)}</style></svg>",
        ("image | open | style fill | https://example.com/s.svg#s",),
    ),
    Vector(
        "SVG and MathML",
        "svg font",
        '<svg><font-face-uri xlink:href="https://example.com/f.svg"/></svg>',
        ("font | open | font-face-uri@xlink:href | https://example.com/f.svg",),
    ),
    Vector(
        "SVG and MathML",
        "svg as data:",
        "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='https://example.com/d.png'/></svg>\">",
        (
            "image | open | img@src | data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='https://example.com/d.png'/></svg>",
            "image | open | img@src data: image@href | https://example.com/d.png",
        ),
    ),
    Vector("SVG and MathML", "reference inside the picture", '<svg><rect fill="url(#g)"/><use href="#u"/></svg>', ()),
    Vector(
        "SVG and MathML",
        "math href",
        '<math><mi href="https://example.com/m">x</mi></math>',
        ("link | click | mi@href | https://example.com/m",),
    ),
    Vector(
        "SVG and MathML",
        "math xlink",
        '<math xlink:href="https://example.com/m"><mi>x</mi></math>',
        ("link | click | math@xlink:href | https://example.com/m",),
    ),
    Vector(
        "Outlook",
        "conditional comment",
        '<!--[if mso]><img src="https://example.com/o.png"><![endif]-->',
        ("image | open | img@src | https://example.com/o.png",),
    ),
    Vector(
        "Outlook",
        "cell in a conditional comment",
        '<!--[if mso]></td><td background="https://example.com/o.png"><![endif]-->',
        ("image | open | td@background | https://example.com/o.png",),
    ),
    Vector(
        "Outlook",
        "style in a conditional comment",
        "<!--[if gte mso 9]><style>p{background:url(https://example.com/s.png)}</style><![endif]-->",
        ("image | open | style background | https://example.com/s.png",),
    ),
    Vector(
        "Outlook",
        "not for Outlook",
        '<!--[if !mso]><!--><img src="https://example.com/n.png"><!--<![endif]-->',
        ("image | open | img@src | https://example.com/n.png",),
    ),
    Vector(
        "Outlook",
        "revealed to all",
        '<![if !mso]><img src="https://example.com/r.png"><![endif]>',
        ("image | open | img@src | https://example.com/r.png",),
    ),
    Vector(
        "Outlook",
        "VML fill",
        '<!--[if mso]><v:rect><v:fill type="tile" src="https://example.com/v.png" color="#fff"/></v:rect><![endif]-->',
        ("image | open | v:fill@src | https://example.com/v.png",),
    ),
    Vector(
        "Outlook",
        "VML in the open",
        '<v:imagedata src="https://example.com/v.png" o:href="https://example.com/o.png"/>',
        (
            "image | open | v:imagedata@src | https://example.com/v.png",
            "image | open | v:imagedata@o:href | https://example.com/o.png",
        ),
    ),
    Vector(
        "Outlook",
        "VML button",
        '<!--[if mso]><v:roundrect href="https://example.com/go" arcsize="8%"></v:roundrect><![endif]-->',
        ("link | click | v:roundrect@href | https://example.com/go",),
    ),
    Vector(
        "Outlook",
        "VML stroke",
        '<v:stroke src="https://example.com/s.png"/>',
        ("image | open | v:stroke@src | https://example.com/s.png",),
    ),
    Vector(
        "Outlook",
        "VML frame",
        '<vmlframe src="https://example.com/f.vml"></vmlframe>',
        ("frame | open | vmlframe@src | https://example.com/f.vml",),
    ),
    Vector(
        "Outlook",
        "VML background",
        '<!--[if gte mso 9]><v:background fill="t"><v:fill src="https://example.com/bg.png"/></v:background><![endif]-->',
        ("image | open | v:fill@src | https://example.com/bg.png",),
    ),
    Vector("Outlook", "comment", '<!-- <img src="https://example.com/c.png"> -->', ()),
    Vector(
        "Outlook",
        "comment that ends early",
        '<!--><img src="https://example.com/e.png">-->',
        ("image | open | img@src | https://example.com/e.png",),
    ),
    Vector(
        "AMP",
        "amp-img",
        '<amp-img src="https://example.com/a.png" srcset="https://example.com/a2.png 2x"></amp-img>',
        (
            "image | open | amp-img@src | https://example.com/a.png",
            "image | open | amp-img@srcset | https://example.com/a2.png",
        ),
    ),
    Vector(
        "AMP",
        "amp-anim",
        '<amp-anim src="https://example.com/a.gif"></amp-anim>',
        ("image | open | amp-anim@src | https://example.com/a.gif",),
    ),
    Vector(
        "AMP",
        "amp-list",
        '<amp-list src="https://example.com/list.json"></amp-list>',
        ("other | open | amp-list@src | https://example.com/list.json",),
    ),
    Vector(
        "AMP",
        "amp form",
        '<form method="post" action-xhr="https://example.com/f"></form>',
        ("form | submit | form@action-xhr | https://example.com/f",),
    ),
    Vector(
        "AMP",
        "amp-state",
        '<amp-state src="https://example.com/s.json"></amp-state>',
        ("other | open | amp-state@src | https://example.com/s.json",),
    ),
    Vector(
        "Headers",
        "read receipt",
        message("Disposition-Notification-To: Ann <ann@example.com>\nContent-Type: text/plain"),
        ("receipt | automatic | header Disposition-Notification-To | mailto:ann@example.com",),
    ),
    Vector(
        "Headers",
        "delivery receipt",
        message("Return-Receipt-To: ann@example.com\nContent-Type: text/plain"),
        ("receipt | automatic | header Return-Receipt-To | mailto:ann@example.com",),
    ),
    Vector(
        "Headers",
        "reading confirmation",
        message("X-Confirm-Reading-To: <ann@example.com>\nContent-Type: text/plain"),
        ("receipt | automatic | header X-Confirm-Reading-To | mailto:ann@example.com",),
    ),
    Vector(
        "Headers",
        "Pegasus receipt",
        message("X-PMRQC: 1\nContent-Type: text/plain"),
        ("receipt | automatic | header X-PMRQC | -",),
    ),
    Vector(
        "Headers",
        "delivery report",
        message("Generate-Delivery-Report: yes\nContent-Type: text/plain"),
        ("receipt | automatic | header Generate-Delivery-Report | -",),
    ),
    Vector(
        "Headers",
        "unsubscribe",
        message(
            "List-Unsubscribe: <mailto:u@example.com>,\n <https://example.com/u?\n id=1>\nContent-Type: text/plain"
        ),
        (
            "unsubscribe | click | header List-Unsubscribe | mailto:u@example.com",
            "unsubscribe | click | header List-Unsubscribe | https://example.com/u?id=1",
        ),
    ),
    Vector(
        "Headers",
        "one-click unsubscribe",
        message(
            "List-Unsubscribe: <https://example.com/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\nContent-Type: text/plain"
        ),
        (
            "unsubscribe | automatic | header List-Unsubscribe | https://example.com/u",
            "unsubscribe | automatic | header List-Unsubscribe-Post | -",
        ),
    ),
    Vector(
        "Headers",
        "unsubscribe in encoded words",
        message("List-Unsubscribe: =?us-ascii?Q?=3Chttps=3A=2F=2Fexample.com=2Fu=3E?=\nContent-Type: text/plain"),
        ("unsubscribe | click | header List-Unsubscribe | https://example.com/u",),
    ),
    Vector(
        "Headers",
        "list addresses",
        message(
            "List-Help: <https://example.com/help>\nList-Archive: <https://example.com/archive>\nContent-Type: text/plain"
        ),
        (
            "link | click | header List-Help | https://example.com/help",
            "link | click | header List-Archive | https://example.com/archive",
        ),
    ),
    Vector(
        "Headers",
        "BIMI location",
        message(
            "BIMI-Location: v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/vmc.pem\nContent-Type: text/plain"
        ),
        (
            "avatar | automatic | header BIMI-Location | https://example.com/logo.svg",
            "avatar | automatic | header BIMI-Location | https://example.com/vmc.pem",
        ),
    ),
    Vector(
        "Headers",
        "BIMI selector",
        message("BIMI-Selector: v=BIMI1; s=brand\nContent-Type: text/plain"),
        ("avatar | automatic | header BIMI-Selector s= | -",),
    ),
    Vector(
        "Headers",
        "picture of the sender",
        message("X-Image-URL: https://example.com/face.png\nContent-Type: text/plain"),
        ("avatar | open | header X-Image-URL | https://example.com/face.png",),
    ),
    Vector(
        "Headers",
        "sender",
        message("From: Ann <ann@example.com>\nContent-Type: text/plain"),
        ("avatar | automatic | header From | -",),
    ),
    Vector(
        "Headers",
        "signature's name",
        message("DKIM-Signature: v=1; d=example.com; s=reader42; b=x\nContent-Type: text/plain"),
        ("other | automatic | header DKIM-Signature s= | -",),
    ),
    Vector(
        "Headers",
        "OpenPGP key",
        message("OpenPGP: id=12345678; url=https://example.com/key.asc\nContent-Type: text/plain"),
        ("certificate | click | header OpenPGP | https://example.com/key.asc",),
    ),
    Vector(
        "Headers",
        "address in another field",
        message("X-Report-Abuse: see https://example.com/abuse\nContent-Type: text/plain"),
        ("other | never | header X-Report-Abuse | https://example.com/abuse",),
    ),
    Vector(
        "Headers",
        "Content-Base",
        message("Content-Base: https://example.com/base/\nContent-Type: text/html", '<img src="a.gif">'),
        (
            "base | never | header Content-Base | https://example.com/base/",
            "image | open | img@src | https://example.com/base/a.gif",
        ),
    ),
    Vector(
        "Headers",
        "Content-Location",
        message("Content-Location: https://example.com/mail/1.html\nContent-Type: text/html", '<img src="a.gif">'),
        (
            "base | never | header Content-Location | https://example.com/mail/1.html",
            "image | open | img@src | https://example.com/mail/a.gif",
        ),
    ),
    Vector(
        "Other parts",
        "calendar attachment",
        message(
            "Subject: x\nContent-Type: text/calendar",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTACH;FMTTYPE=image/png:https://example.com/\n a.png\nEND:VEVENT\nEND:VCALENDAR\n",
        ),
        ("attachment | click | text/calendar ATTACH | https://example.com/a.png",),
    ),
    Vector(
        "Other parts",
        "calendar picture",
        message(
            "Subject: x\nContent-Type: text/calendar",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nIMAGE;VALUE=URI;DISPLAY=BADGE:https://example.com/i.png\nEND:VEVENT\nEND:VCALENDAR\n",
        ),
        ("image | open | text/calendar IMAGE | https://example.com/i.png",),
    ),
    Vector(
        "Other parts",
        "calendar address",
        message(
            "Subject: x\nContent-Type: text/calendar",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nURL:https://example.com/event\nEND:VEVENT\nEND:VCALENDAR\n",
        ),
        ("link | click | text/calendar URL | https://example.com/event",),
    ),
    Vector(
        "Other parts",
        "calendar conference",
        message(
            "Subject: x\nContent-Type: text/calendar",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nCONFERENCE;VALUE=URI;FEATURE=AUDIO:https://example.com/call\nEND:VEVENT\nEND:VCALENDAR\n",
        ),
        ("link | click | text/calendar CONFERENCE | https://example.com/call",),
    ),
    Vector(
        "Other parts",
        "calendar fuller text",
        message(
            "Subject: x\nContent-Type: text/calendar",
            'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDESCRIPTION;ALTREP="https://example.com/d.html":Come to https://example.com/here\\, please\nEND:VEVENT\nEND:VCALENDAR\n',
        ),
        (
            "link | click | text/calendar DESCRIPTION ALTREP | https://example.com/d.html",
            "link | click | text/calendar DESCRIPTION | https://example.com/here",
        ),
    ),
    Vector(
        "Other parts",
        "calendar invitation",
        message(
            "Subject: x\nContent-Type: text/calendar",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nORGANIZER:mailto:ann@example.com\nATTENDEE;RSVP=TRUE:mailto:bob@example.com\nATTENDEE:mailto:eve@example.com\nEND:VEVENT\nEND:VCALENDAR\n",
        ),
        (
            "receipt | click | text/calendar ORGANIZER | mailto:ann@example.com",
            "receipt | click | text/calendar ATTENDEE | mailto:bob@example.com",
        ),
    ),
    Vector(
        "Other parts",
        "calendar alarm",
        message(
            "Subject: x\nContent-Type: text/calendar",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VALARM\nACTION:AUDIO\nATTACH:https://example.com/ring.wav\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n",
        ),
        ("media | automatic | text/calendar ATTACH of an alarm | https://example.com/ring.wav",),
    ),
    Vector(
        "Other parts",
        "calendar text in HTML",
        message(
            "Subject: x\nContent-Type: text/calendar",
            'BEGIN:VCALENDAR\nBEGIN:VEVENT\nX-ALT-DESC;FMTTYPE=text/html:<img src="https://example.com/h.png">\\n\nEND:VEVENT\nEND:VCALENDAR\n',
        ),
        ("image | open | text/calendar X-ALT-DESC img@src | https://example.com/h.png",),
    ),
    Vector(
        "Other parts",
        "calendar source",
        message(
            "Subject: x\nContent-Type: text/calendar",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSOURCE;VALUE=URI:https://example.com/c.ics\nEND:VEVENT\nEND:VCALENDAR\n",
        ),
        ("prefetch | automatic | text/calendar SOURCE | https://example.com/c.ics",),
    ),
    Vector(
        "Other parts",
        "card picture",
        message(
            "Subject: x\nContent-Type: text/vcard",
            "BEGIN:VCARD\nPHOTO;VALUE=uri:https://example.com/p.jpg\nEND:VCARD\n",
        ),
        ("image | open | text/vcard PHOTO | https://example.com/p.jpg",),
    ),
    Vector(
        "Other parts",
        "card logo and sound",
        message(
            "Subject: x\nContent-Type: text/vcard",
            "BEGIN:VCARD\nitem1.LOGO:https://example.com/l.png\nSOUND:https://example.com/s.ogg\nEND:VCARD\n",
        ),
        (
            "image | open | text/vcard LOGO | https://example.com/l.png",
            "media | click | text/vcard SOUND | https://example.com/s.ogg",
        ),
    ),
    Vector(
        "Other parts",
        "card address and key",
        message(
            "Subject: x\nContent-Type: text/vcard",
            "BEGIN:VCARD\nURL:https://example.com/\nKEY:https://example.com/k.asc\nEND:VCARD\n",
        ),
        (
            "link | click | text/vcard URL | https://example.com/",
            "certificate | click | text/vcard KEY | https://example.com/k.asc",
        ),
    ),
    Vector(
        "Other parts",
        "card calendars",
        message(
            "Subject: x\nContent-Type: text/vcard",
            "BEGIN:VCARD\nCALURI:https://example.com/cal\nFBURL:https://example.com/busy\nSOURCE:https://example.com/me.vcf\nEND:VCARD\n",
        ),
        (
            "link | click | text/vcard CALURI | https://example.com/cal",
            "link | click | text/vcard FBURL | https://example.com/busy",
            "prefetch | automatic | text/vcard SOURCE | https://example.com/me.vcf",
        ),
    ),
    Vector(
        "Other parts",
        "card picture inside",
        message("Subject: x\nContent-Type: text/vcard", "BEGIN:VCARD\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\nEND:VCARD\n"),
        (),
    ),
    Vector(
        "Other parts",
        "external body by URL",
        message(
            'Content-Type: message/external-body; access-type=URL;\n URL="https://example.com/\n file"',
            "Content-Type: text/plain\n\n",
        ),
        ("attachment | click | message/external-body url | https://example.com/file",),
    ),
    Vector(
        "Other parts",
        "external body by FTP",
        message(
            "Content-Type: message/external-body; access-type=anon-ftp; site=ftp.example.com; directory=pub; name=f.txt"
        ),
        ("attachment | click | message/external-body anon-ftp | ftp://ftp.example.com/pub/f.txt",),
    ),
    Vector(
        "Other parts",
        "external body by mail",
        message('Content-Type: message/external-body; access-type=mail-server; server="files@example.com"'),
        ("attachment | click | message/external-body mail-server | mailto:files@example.com",),
    ),
    Vector(
        "Other parts",
        "address in plain text",
        message("Subject: x\nContent-Type: text/plain", "See https://example.com/a (or www.example.com/b)."),
        (
            "link | click | text/plain URL | https://example.com/a",
            "link | click | text/plain www | http://www.example.com/b",
        ),
    ),
    Vector(
        "Other parts",
        "style sheet as a part",
        message("Subject: x\nContent-Type: text/css", "@import 'https://example.com/i.css';"),
        ("style | open | style @import | https://example.com/i.css",),
    ),
    Vector(
        "Other parts",
        "picture as a part",
        message(
            "Subject: x\nContent-Type: image/svg+xml",
            '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.com/i.png"/></svg>',
        ),
        ("image | open | image@href | https://example.com/i.png",),
    ),
    Vector(
        "Other parts",
        "AMP part",
        message(
            "Subject: x\nContent-Type: text/x-amp-html",
            '<html amp4email><body><amp-img src="https://example.com/a.png"></amp-img>',
        ),
        ("image | open | amp-img@src | https://example.com/a.png",),
    ),
    Vector(
        "Other parts",
        "message inside",
        message("Content-Type: message/rfc822", 'Content-Type: text/html\n\n<img src="https://example.com/inner.gif">'),
        ("image | open | img@src | https://example.com/inner.gif",),
    ),
    Vector(
        "Other parts",
        "message inside, encoded",
        message(
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64",
            "Q29udGVudC1UeXBlOiB0ZXh0L2h0bWwKCjxpbWcgc3JjPSJodHRwczovL2V4YW1wbGUuY29tL2kiPg==",
        ),
        ("image | open | img@src | https://example.com/i",),
    ),
    Vector(
        "Other parts",
        "attached page",
        message(
            'Content-Type: application/octet-stream; name="invoice.html"', '<img src="https://example.com/att.gif">'
        ),
        ("image | open | img@src | https://example.com/att.gif",),
    ),
    Vector(
        "Other parts",
        "quoted-printable soft break",
        message(
            "Content-Transfer-Encoding: quoted-printable\nContent-Type: text/html",
            '<img src=3D"https://exam=\nple.com/a.gif">',
        ),
        ("image | open | img@src | https://example.com/a.gif",),
    ),
    Vector(
        "Other parts",
        "base64",
        message(
            "Content-Transfer-Encoding: base64\nContent-Type: text/html",
            "PGltZyBzcmM9Imh0dHBzOi8vZXhhbXBsZS5jb20vYi5naWYiPg==",
        ),
        ("image | open | img@src | https://example.com/b.gif",),
    ),
    Vector(
        "Other parts",
        "two parts",
        message(
            "Content-Type: multipart/alternative; boundary=b",
            '--b\n\nhttps://example.com/text\n--b\nContent-Type: text/html\n\n<a href="https://example.com/html">x</a>\n--b--\n',
        ),
        (
            "link | click | text/plain URL | https://example.com/text",
            "link | click | a@href | https://example.com/html",
        ),
    ),
]
