"""Cleaning one HTML text (XHTML, SVG and AMP as well): whole tags where that is cleanest, else values in place."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from backstamp.mail.references.document import HtmlText
from backstamp.mail.references.reference import Kind
from backstamp.mail.references.tags import Tag
from backstamp.mail.splice import Edit
from backstamp.recipient.clean.cleaned import Deed
from backstamp.recipient.clean.made import ABOUT_BLANK, Made, Wanted, defused, led
from backstamp.recipient.clean.marks import mark, mark_text
from backstamp.recipient.clean.pictures import BLANK, Tags, alternative, holds_cell, may_go
from backstamp.recipient.clean.writing import in_markup, safe
from backstamp.recipient.finding import FindingKind

_NESTED = re.compile(r"@(?:srcdoc|content) ")
_PICTURE = re.compile(r"(?:img|image)@src\b(?! )|(?:img|image)@src data:")
_IN_IMG = re.compile(r"(?:img|image)@(?!style)")
_NO_UNSEEN = "its mark would be seen by nobody"


def clean_markup(text: str, wanted: Iterable[Wanted], html: HtmlText | None = None) -> list[Made]:
    """What is done to the references of a text.

    Args:
        text: the document or fragment.
        wanted: what is wished, in the order of the text.
        html: the same text, where the caller has walked it.
    """
    return list(_Cleaner(text, list(wanted), html).made())


class _Cleaner:
    """Cleans one text."""

    def __init__(self, text: str, wanted: list[Wanted], html: HtmlText | None) -> None:
        self._text, self._wanted, self._html = text, wanted, html
        self._gone: dict[int, Made] = {}

    @cached_property
    def _tags(self) -> Tags:
        return Tags((self._html or HtmlText(self._text)).tags())

    def made(self) -> Iterator[Made]:
        for one in self._wanted:
            if one.wish.defuse:
                self._take_tag(one)
        for one in self._wanted:
            yield from self._of(one)

    def _tag(self, one: Wanted) -> Tag | None:
        """The tag that a reference stands in; None where that is written inside an attribute."""
        return None if _NESTED.search(one.reference.vector) else self._tags.at(one.reference.span.start)

    def _take_tag(self, one: Wanted) -> None:
        """Note a tag that goes as a whole."""
        vector = one.reference.vector
        if not (vector.startswith(("link@", "meta@http-equiv=refresh")) or _PICTURE.match(vector)):
            return
        tag = self._tag(one)
        if tag is None or tag.span.start in self._gone or not may_go(self._text, tag):
            return
        made = self._picture(one, tag) if _PICTURE.match(vector) else _removed(one, tag)
        if made is not None:
            self._gone[tag.span.start] = made

    def _picture(self, one: Wanted, tag: Tag) -> Made | None:
        """How a picture goes; None where its element stays."""
        look, finding = one.reference.appearance, one.finding
        unseen = look is not None and (look.tiny or bool(look.hidden))
        if finding is not None and finding.sure and (unseen or finding.kind is FindingKind.OPEN):
            return None if holds_cell(self._text, tag, self._tags) else _removed(one, tag)
        words = "" if unseen else alternative(tag)
        return Made(one, Deed.ALT, tag.text("alt").strip(), (Edit(*tag.span, words),)) if words else None

    def _of(self, one: Wanted) -> Iterator[Made]:
        gone = None
        if self._gone and not _NESTED.search(one.reference.vector):
            tag = self._tags.at(one.reference.span.start)
            gone = self._gone.get(tag.span.start) if tag else None
        if gone is not None:
            yield gone if gone.wanted is one else Made(one, gone.deed, gone.new)
        elif one.wish.defuse:
            yield defused(one, _inert(one))
        else:
            yield from self._linked(one)

    def _linked(self, one: Wanted) -> Iterator[Made]:
        wish, vector = one.wish, one.reference.vector
        if wish.url is not None:
            depth = len(_NESTED.findall(vector)) + (not vector.startswith("script"))
            url = safe(wish.url)
            yield led(one, url, in_markup(url, depth))
        if wish.mark:
            yield self._marked(one)

    def _marked(self, one: Wanted) -> Made:
        tag = self._tag(one)
        if tag is None or tag.name not in {"a", "area"}:
            return Made(one, None, why=f"{one.wish.mark}; {_NO_UNSEEN}")
        words = mark_text(one.wish.url or one.reference.url or "")
        edit = mark(self._text, tag, words)
        return Made(one, Deed.MARKED if edit else None, words, (edit,) if edit else (), one.wish.mark)


def _inert(one: Wanted) -> str:
    """What nobody fetches, in the place of an address.

    A base becomes that of the message itself: with a foreign one even an address that is empty, or a fragment only
    (``fill="url(#a)"``), makes a browser ask its host.
    """
    if one.reference.kind is Kind.BASE:
        return "#"
    return BLANK if _IN_IMG.match(one.reference.vector) else ABOUT_BLANK


def _removed(one: Wanted, tag: Tag) -> Made:
    return Made(one, Deed.REMOVED, "", (Edit(*tag.span, ""),))
