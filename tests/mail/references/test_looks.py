from backstamp.mail.html import Document
from backstamp.mail.references.looks import AFTER, BEFORE, Looks
from backstamp.mail.references.markup import walk


def orders(text: str) -> list[tuple[str, tuple[str, ...]]]:
    met = walk(Document(text))
    looks = Looks(text, met)
    found = [looks.of(one.tag) for one in met if one.tag and one.tag.name == "img"]
    return [(look.order, look.hidden) for look in found]


def test_pixels_stand_before_or_after_what_is_seen():
    pixel = "<img width=1 height=1>"
    (first, _), (second, _), (last, _) = orders(f"{pixel}<p>Hello</p>{pixel}<p>Bye</p>{pixel}")
    assert (first, second, last) == (BEFORE, "", AFTER)


def test_a_visible_image_is_content_and_hidden_text_is_none():
    (image, _), (pixel, _) = orders('<img width=600 height=300><img width=1 height=1><p style="display:none">x</p>')
    assert (image, pixel) == ("", AFTER)


def test_style_sheets_hide_what_is_inside():
    ((_, hidden),) = orders("<style>.x{display:none}</style><div class=x><p><img></p></div>")
    assert hidden == ("inside an element that is not shown",)


def test_what_follows_a_hidden_element_is_not_hidden():
    ((_, first), (_, second)) = orders("<p hidden><img>x<p><img width=10 height=10>")
    assert first
    assert second == ()
