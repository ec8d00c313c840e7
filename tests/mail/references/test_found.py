from backstamp.mail.references.found import piece, whole
from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.table import Row
from backstamp.mail.references.tags import Attribute
from backstamp.mail.splice import Span

ATTRIBUTE = Attribute("href", "a&amp;b", 10)
ROW = Row(Kind.IMAGE, Trigger.OPEN, note="old")


def test_a_whole_value_and_a_piece_of_it_know_their_places():
    assert whole(ATTRIBUTE, ROW, "v").span == Span(10, 17)
    assert whole(ATTRIBUTE, ROW, "v").value == "a&b"
    found = piece(ATTRIBUTE, ROW, "v", "&b", Span(1, 3))
    assert (found.span, found.note, found.kind) == (Span(11, 17), "old", Kind.IMAGE)
