"""Which attributes hold addresses, for what, and when they are fetched: the table that the finder walks.

Sources: WHATWG HTML (attributes index), HTML 4.01, SVG 2, MathML 3, Microsoft's MSHTML and VML references, AMP for
Email. A row's trigger tells what at least one mail client did or does, not what most do.
"""

from dataclasses import dataclass
from enum import Enum, auto

from backstamp.mail.references.reference import Kind, Trigger


class Syntax(Enum):
    """How an attribute's value holds addresses."""

    URL = auto()
    SRCSET = auto()
    URLS = auto()
    ANIMATED = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """What one attribute means."""

    kind: Kind
    trigger: Trigger
    syntax: Syntax = Syntax.URL
    note: str = ""


_OPEN, _CLICK, _NEVER = Trigger.OPEN, Trigger.CLICK, Trigger.NEVER
_OLD = "only Microsoft's old engines fetch it"

_COLUMNS: tuple[tuple[str, Kind, Trigger, str], ...] = (
    # Hyperlinks.
    ("a@href area@href", Kind.LINK, _CLICK, ""),
    ("a@xlink:href", Kind.LINK, _CLICK, ""),
    ("blockquote@cite q@cite del@cite ins@cite", Kind.LINK, _NEVER, "named as the source of a quotation"),
    ("img@longdesc iframe@longdesc frame@longdesc", Kind.LINK, _CLICK, "a description that the reader may ask for"),
    ("bdo@href table@href td@href tr@href p@href div@href span@href", Kind.LINK, _NEVER, ""),
    # Images.
    ("img@src image@src input@src isindex@src", Kind.IMAGE, _OPEN, ""),
    ("img@lowsrc img@dynsrc image@lowsrc image@dynsrc input@lowsrc input@dynsrc", Kind.IMAGE, _OPEN, _OLD),
    ("img@data-src image@data-src", Kind.IMAGE, _NEVER, "for scripts that load later"),
    ("image@href feimage@href image@xlink:href feimage@xlink:href", Kind.IMAGE, _OPEN, ""),
    ("img@href img@xlink:href", Kind.IMAGE, _NEVER, "images have no such attribute"),
    ("use@href use@xlink:href tref@xlink:href mpath@xlink:href", Kind.IMAGE, _OPEN, ""),
    ("cursor@xlink:href cursor@href filter@xlink:href filter@href", Kind.IMAGE, _OPEN, ""),
    ("pattern@xlink:href pattern@href lineargradient@xlink:href lineargradient@href", Kind.IMAGE, _OPEN, ""),
    ("radialgradient@xlink:href radialgradient@href", Kind.IMAGE, _OPEN, ""),
    ("textpath@xlink:href textpath@href altglyph@xlink:href glyphref@xlink:href", Kind.IMAGE, _OPEN, ""),
    ("font-face-uri@xlink:href font-face-uri@href definition-src@xlink:href", Kind.FONT, _OPEN, ""),
    ("color-profile@xlink:href", Kind.OTHER, _OPEN, ""),
    ("body@background table@background td@background th@background tr@background", Kind.IMAGE, _OPEN, ""),
    ("thead@background tbody@background tfoot@background col@background", Kind.IMAGE, _OPEN, ""),
    ("colgroup@background div@background p@background span@background", Kind.IMAGE, _OPEN, ""),
    ("hr@background ul@background ol@background li@background dl@background", Kind.IMAGE, _OPEN, ""),
    ("layer@background ilayer@background", Kind.IMAGE, _OPEN, "Netscape 4"),
    ("ul@src ol@src li@src hr@src caption@src fig@src overlay@src", Kind.IMAGE, _NEVER, "HTML 3.0"),
    ("menuitem@icon command@icon menu@icon", Kind.IMAGE, _OPEN, ""),
    ("video@poster audio@poster", Kind.IMAGE, _OPEN, ""),
    # VML and Office (ECMA-376 part 4 section 14).
    ("fill@src imagedata@src stroke@src", Kind.IMAGE, _OPEN, "VML: Outlook on Windows"),
    ("fill@o:href imagedata@o:href stroke@o:href", Kind.IMAGE, _OPEN, "VML: Outlook on Windows"),
    ("fill@o:althref imagedata@o:althref stroke@o:althref", Kind.IMAGE, _OPEN, "VML: Outlook on Windows"),
    ("imagedata@href fill@href stroke@href", Kind.IMAGE, _OPEN, "VML: Outlook on Windows"),
    ("vmlframe@src", Kind.FRAME, _OPEN, "VML: " + _OLD),
    ("rect@href roundrect@href shape@href oval@href line@href polyline@href", Kind.LINK, _CLICK, "VML"),
    ("arc@href curve@href group@href background@href image@o:href", Kind.LINK, _CLICK, "VML"),
    ("background@src bgpict@src", Kind.IMAGE, _OPEN, "VML: Outlook on Windows"),
    ("smarttagtype@downloadurl", Kind.OTHER, _NEVER, "Office smart tags, withdrawn"),
    ("oleobject@href file@href link@o:href", Kind.OBJECT, _OPEN, "Office markup"),
    # Styles and scripts. SVG's own script carries href.
    ("style@src", Kind.STYLE, _OPEN, "Netscape 4"),
    ("script@src script@href script@xlink:href", Kind.SCRIPT, _OPEN, "mail clients run no scripts; web pages do"),
    ("import@implementation", Kind.SCRIPT, _OPEN, _OLD),
    # Frames.
    ("iframe@src frame@src portal@src fencedframe@src", Kind.FRAME, _OPEN, ""),
    ("ilayer@src layer@src", Kind.FRAME, _OPEN, "Netscape 4"),
    # Media.
    ("video@src audio@src source@src track@src bgsound@src", Kind.MEDIA, _OPEN, ""),
    ("video@href audio@href video@xlink:href audio@xlink:href", Kind.MEDIA, _OPEN, "SVG Tiny 1.2"),
    # Plug-ins.
    ("object@data object@codebase object@classid object@movie object@src", Kind.OBJECT, _OPEN, ""),
    ("object@archive object@code", Kind.OBJECT, _OPEN, ""),
    ("embed@src embed@code embed@pluginspage embed@pluginurl", Kind.OBJECT, _OPEN, ""),
    ("applet@codebase applet@code applet@archive applet@object applet@src", Kind.OBJECT, _OPEN, ""),
    ("xml@src", Kind.OBJECT, _OPEN, "data island: " + _OLD),
    ("math@altimg", Kind.IMAGE, _OPEN, ""),
    ("annotation@src annotation-xml@src mglyph@src", Kind.IMAGE, _OPEN, ""),
    # Forms.
    ("form@action", Kind.FORM, Trigger.SUBMIT, ""),
    ("button@formaction input@formaction isindex@formaction", Kind.FORM, Trigger.SUBMIT, ""),
    ("isindex@action isindex@href", Kind.FORM, Trigger.SUBMIT, ""),
    ("form@data form@script", Kind.FORM, _NEVER, "HTML 3.0 and XForms"),
    # The document itself.
    ("html@manifest", Kind.PREFETCH, _OPEN, "application cache, withdrawn"),
    ("head@profile", Kind.OTHER, _OPEN, "a metadata profile, which few programs fetch"),
    ("base@href", Kind.BASE, _NEVER, "what relative addresses are resolved against"),
    # AMP for Email.
    ("amp-img@src amp-anim@src", Kind.IMAGE, _OPEN, "AMP"),
    ("amp-list@src amp-state@src amp-autocomplete@src", Kind.OTHER, _OPEN, "AMP: data fetched by the client"),
    ("amp-autocomplete@query", Kind.OTHER, Trigger.SUBMIT, "AMP: sent while the reader types"),
    ("amp-video@src amp-audio@src", Kind.MEDIA, _OPEN, "AMP"),
    ("amp-video@poster", Kind.IMAGE, _OPEN, "AMP"),
    ("amp-iframe@src", Kind.FRAME, _OPEN, "AMP"),
    ("amp-pixel@src", Kind.IMAGE, _OPEN, "AMP for web pages; a mail client should refuse it"),
    ("amp-analytics@config", Kind.OTHER, _OPEN, "AMP for web pages; a mail client should refuse it"),
    ("form@action-xhr form@verify-xhr", Kind.FORM, Trigger.SUBMIT, "AMP"),
)
_LISTS: tuple[tuple[str, Kind, Trigger, Syntax], ...] = (
    ("img@srcset image@srcset source@srcset", Kind.IMAGE, _OPEN, Syntax.SRCSET),
    ("img@data-srcset source@data-srcset", Kind.IMAGE, _NEVER, Syntax.SRCSET),
    ("amp-img@srcset amp-anim@srcset", Kind.IMAGE, _OPEN, Syntax.SRCSET),
    ("a@ping area@ping", Kind.PING, _CLICK, Syntax.URLS),
    ("a@attributionsrc area@attributionsrc", Kind.PING, _CLICK, Syntax.URLS),
    ("img@attributionsrc script@attributionsrc", Kind.PING, _OPEN, Syntax.URLS),
    ("set@to animate@to animate@from animate@by", Kind.IMAGE, _OPEN, Syntax.ANIMATED),
    ("animate@values", Kind.IMAGE, _OPEN, Syntax.ANIMATED),
)
_MATHML = ("math", "mi", "mo", "mn", "mrow", "mtext", "mfrac", "msup", "msub", "maction", "mstyle", "ms", "mtable")
PRESENTATION = frozenset(
    {"fill", "stroke", "mask", "filter", "clip-path", "cursor", "marker", "marker-start", "marker-mid", "marker-end"}
    | {"color-profile", "mask-image"}
)
"""Attributes of SVG that are CSS properties and may hold url() (SVG 2 section 6.6)."""

NAMES = frozenset(
    {"xmlns", "itemtype", "itemid", "vocab", "prefix", "typeof", "about", "resource", "datatype", "alt"}
) | {
    "title",
    "aria-label",
    "placeholder",
    "summary",
    "content",
    "label",
    "value",
    "class",
    "id",
    "name",
    "style",
    "srcdoc",
}
"""Attributes that may look like addresses and are names or text (those that mean more have a room of their own)."""


def _rows() -> dict[tuple[str, str], Row]:
    rows: dict[tuple[str, str], Row] = {}
    for places, kind, trigger, note in _COLUMNS:
        for place in places.split():
            element, _, attribute = place.partition("@")
            rows[element, attribute] = Row(kind, trigger, note=note)
    for places, kind, trigger, syntax in _LISTS:
        for place in places.split():
            element, _, attribute = place.partition("@")
            rows[element, attribute] = Row(kind, trigger, syntax)
    for element in _MATHML:
        rows[element, "xlink:href"] = rows[element, "href"] = Row(Kind.LINK, _CLICK, note="MathML")
    return rows


ROWS = _rows()
"""By element and attribute, both lower case; a namespace prefix of the element (``v:``) is left out."""


def row(element: str, attribute: str) -> Row | None:
    """What an attribute of an element means; None where the table does not know it.

    Args:
        element: lower case; ``v:fill`` and ``fill`` are one.
        attribute: lower case, with its prefix.
    """
    return ROWS.get((element.rpartition(":")[2], attribute))
