from backstamp.mail.html import Document
from backstamp.mail.references import Kind, references


def found(text: str):
    return [(each.kind, each.element.tag, each.attribute, each.value) for each in references(Document(text))]


def test_links_images_and_backgrounds_are_found():
    text = (
        '<link rel=stylesheet href="s.css"><body background=b.png><a href="u?a=1&amp;b=2">x</a><map><area href=v></map>'
        '<img src=i.gif srcset="i2.gif 2x"><table background="t.png"></table><svg><a xlink:href="w">y</a></svg>'
    )
    assert found(text) == [
        (Kind.RESOURCE, "link", "href", "s.css"),
        (Kind.IMAGE, "body", "background", "b.png"),
        (Kind.LINK, "a", "href", "u?a=1&b=2"),
        (Kind.LINK, "area", "href", "v"),
        (Kind.IMAGE, "img", "src", "i.gif"),
        (Kind.IMAGE, "img", "srcset", "i2.gif 2x"),
        (Kind.IMAGE, "table", "background", "t.png"),
        (Kind.LINK, "a", "xlink:href", "w"),
    ]


def test_raw_and_decoded_values_are_both_kept():
    text = '<a href="u?a=1&#38;b">'
    (reference,) = references(Document(text))
    assert (reference.value, reference.raw, text[slice(*reference.span)]) == ("u?a=1&b", "u?a=1&#38;b", "u?a=1&#38;b")
    assert text[slice(*reference.whole)] == 'href="u?a=1&#38;b"'


def test_an_element_that_the_parser_doubles_is_one_reference():
    assert len(found('<b><a href="x">q<p>zz</a>yy</b>')) == 1


def test_comments_scripts_and_styles_hold_no_references():
    assert (
        found(
            '<!-- <a href=x> --><style><a href=y></style><script>"<a href=z>"</script><textarea><a href=t></textarea>'
        )
        == []
    )


def test_templates_and_noscript_are_looked_into():
    assert [value for *_, value in found("<template><a href=x></template><noscript><img src=y></noscript>")] == [
        "x",
        "y",
    ]
