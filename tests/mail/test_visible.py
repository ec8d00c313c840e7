import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail.style_sheet import StyleSheet
from backstamp.mail.visible import appearance, hides_contents


def image(style: str = "", **attributes: str):
    return appearance("img", {**attributes, "style": style})


@pytest.mark.parametrize(
    ("written", "pixels"),
    [
        ("1", 1),
        ("1px", 1),
        (" 1 ", 1),
        ("0", 0),
        ("100%", None),
        ("0%", 0),
        ("", None),
        ("auto", None),
        ("1.5", 1.5),
        ("-1", None),
        ("600;", 600),
        ("9" * 5000, 1_000_000),
        ("+1", None),
        ("01", 1),
    ],
)
def test_a_width_attribute_reads_as_html_says(written, pixels):
    assert image(width=written).width == pixels


@pytest.mark.parametrize(
    ("style", "pixels"),
    [
        ("width:1px", 1),
        ("width:0", 0),
        ("width:1", 1),
        ("width:0%", 0),
        ("width:50%", None),
        ("width:auto", None),
        ("width:.5pt", 2 / 3),
        ("width:calc(1px)", None),
        ("max-width:1px", 1),
        ("width:600px;max-width:1px", 1),
        ("width:1px;min-width:9px", 9),
        ("max-width:100%", None),
        ("max-width:600px", None),
        ("width:1in", 96),
        ("width:-1px", None),
        ("width:1px!important;width:9px", 1),
        ("width:" + "9" * 5000 + "px", 1_000_000),
        ("width:1zz", None),
    ],
)
def test_a_width_in_style_reads_as_css_says(style, pixels):
    assert image(style).width == pixels


def test_style_wins_over_the_attribute_also_where_it_says_nothing_certain():
    assert image("width:9px", width="1").width == 9
    assert image("width:auto", width="1").width is None


@pytest.mark.parametrize(
    ("style", "attributes", "clause"),
    [
        ("", {"width": "1", "height": "1"}, "1 × 1 pixel by its attributes"),
        ("", {"width": "0", "height": "0"}, "0 × 0 pixels by its attributes"),
        ("", {"width": "3", "height": "2"}, "3 × 2 pixels by its attributes"),
        ("width:1px", {"height": "1"}, "1 × 1 pixel by its style attribute and its attributes"),
        ("", {"width": "600", "height": "0"}, "600 × 0 pixels by its attributes"),
        ("", {"width": "1"}, "1 pixel wide by its attributes"),
        ("max-height:0", {}, "0 pixels high by its style attribute"),
    ],
)
def test_what_is_tiny_says_so(style, attributes, clause):
    look = image(style, **attributes)
    assert look.tiny
    assert look.hidden == (clause,)


@pytest.mark.parametrize(
    "size", [{"width": "600", "height": "1"}, {"width": "4", "height": "4"}, {"height": "2"}, {}, {"width": "0"[:0]}]
)
def test_slices_and_unknown_sizes_are_not_tiny(size):
    assert not image(**size).tiny
    assert image(**size).hidden == ()


def test_a_table_cell_grows_with_what_it_holds():
    look = appearance("td", {"width": "1", "height": "1"})
    assert (look.width, look.height, look.tiny, look.hidden) == (1, 1, False, ())


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY: None !important",
        "d\\69splay:none",
        "visibility:hidden",
        "visibility:collapse",
        "opacity:0",
        "opacity:0%",
        "opacity:.001",
        "content-visibility:hidden",
        "filter:opacity(0)",
        "transform:scale(0)",
        "transform:rotate(1deg) scaleX(0)",
        "transform:scale(1, 0)",
        "scale:0",
        "scale:1 0",
        "position:absolute;left:-9999px",
        "position:fixed;top:-200em",
        "margin-left:-9999px",
        "position:absolute;clip:rect(0 0 0 0)",
        "position:absolute;clip:rect(1px, 1px, 1px, 1px)",
        "clip-path:inset(50%)",
        "clip-path:inset(100%)",
        "clip-path:circle(0)",
        "clip-path:polygon(0 0, 0 0, 0 0)",
        "mso-hide:all",
        "display:block;display:none",
    ],
)
def test_styles_that_hide_an_image(style):
    [clause] = image(style).hidden
    assert "in its style attribute" in clause


@pytest.mark.parametrize(
    "style",
    [
        "display:block",
        "display:none;display:block",
        "display:none;display:block!important",
        "visibility:visible",
        "opacity:1",
        "opacity:0.5",
        "left:-9999px",
        "position:absolute;left:0",
        "clip:rect(0 0 0 0)",
        "position:absolute;clip:rect(0, 10px, 10px, 0)",
        "clip:auto",
        "clip-path:inset(10%)",
        "clip-path:circle(50%)",
        "transform:scale(1)",
        "transform:scale()",
        "margin-left:-10px",
        "font-size:0",
        "line-height:0",
        "text-indent:-9999px",
        "filter:opacity(50%)",
        "color:red",
        "clip-path:inset(0 50% 0 0)",
        "mso-hide:none",
        "x:display:none",
        "",
    ],
)
def test_styles_that_leave_an_image_visible(style):
    assert image(style).hidden == ()


@pytest.mark.parametrize(
    "style", ["font-size:0", "font-size:0px", "text-indent:-9999px", "line-height:0;overflow:hidden"]
)
def test_styles_that_hide_words(style):
    assert len(appearance("a", {"style": style}).hidden) == 1
    assert appearance("td", {"style": style}).hidden == ()


def test_the_hidden_attribute_hides_unless_the_style_shows():
    assert image(hidden="").hidden == ("hidden attribute",)
    assert image("display:block", hidden="").hidden == ()


def test_a_sheet_hides_and_the_style_attribute_wins_over_it():
    sheet = StyleSheet.read(["img{display:none;visibility:hidden!important}"]).for_element("img")
    look = appearance("img", {"style": "display:inline"}, sheet, inside_hidden=True, order="last")
    assert look.hidden == ("visibility: hidden in a style sheet", "inside an element that is not shown")
    assert look.order == "last"
    assert appearance("img", {"style": "visibility:visible!important;display:block"}, sheet).hidden == ()


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "visibility:hidden",
        "opacity:0",
        "max-height:0;overflow:hidden",
        "height:1px;overflow:hidden",
        "position:absolute;left:-9999px",
    ],
)
def test_what_hides_everything_inside(style):
    assert hides_contents({"style": style})


@pytest.mark.parametrize(
    "style", ["", "font-size:0", "max-height:0", "overflow:hidden", "height:100px;overflow:hidden", "mso-hide:all"]
)
def test_what_does_not_hide_an_image_inside(style):
    assert not hides_contents({"style": style})


def test_a_cell_is_as_high_as_its_contents():
    assert not hides_contents({"style": "height:0;overflow:hidden"}, tag="td")


@given(st.text(max_size=30), st.text(max_size=30), st.text(alphabet="displaynoe:;0123.px%-()rectw ", max_size=60))
def test_anything_has_an_appearance(width, height, style):
    for tag in ("img", "a", "td"):
        attributes = {"width": width, "height": height, "style": style, "hidden": None}
        look = appearance(tag, attributes)
        assert all(side is None or 0 <= side <= 1_000_000 for side in (look.width, look.height))
        assert all(look.hidden)
        hides_contents(attributes)


@pytest.mark.parametrize(
    "value", ["scale(" * 30_000, "rect(0 " * 30_000, "0" * 1_000_000, "opacity(" + " " * 1_000_000, "a" * 1_000_000]
)
def test_hostile_values_are_read_in_linear_time(value):
    style = f"position:absolute;clip:{value};transform:{value};width:{value}px;opacity:{value};filter:{value};clip-path:{value}"
    assert image(style, width=value).order == ""
