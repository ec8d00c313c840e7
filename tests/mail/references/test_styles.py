import pytest

from backstamp.mail.references.styles import found_in_sheet
from backstamp.mail.splice import Span


@pytest.mark.parametrize(
    ("css", "trigger", "note"),
    [
        ("@media print{a{b:url(x)}}", "print", "for printing"),
        ("@media print, screen{a{b:url(x)}}", "open", ""),
        ("a:hover{b:url(x)}", "open", "when the reader points at something or acts"),
        (".gmail_quote b{b:url(x)}", "open", "when the message stands quoted in a reply or a forward"),
        ("a{b:url(x)}", "open", ""),
    ],
)
def test_media_and_selectors_say_when(css, trigger, note):
    (found,) = found_in_sheet(css, Span(0, len(css)))
    assert (found.trigger, found.note) == (trigger, note)


def test_places_count_in_the_text_around():
    text = "<style>a{b:url( 'x' )}</style>"
    (found,) = found_in_sheet(text, Span(7, 22))
    assert text[slice(*found.span)] == "x"
