"""Questions, answers and aliases on lines of their own, put together; in bounded memory."""

from backstamp.recipient.hunt.assembling import Assembler
from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats.told import Part, Told


def _told(part: Part, client: str, host: str, what: str = "A", *, at: int = 0, **more: object) -> Told:
    tie, leads = str(more.pop("tie", "")), bool(more.pop("leads", False))
    return Told(Event(at, client, host, Means.LOOKUP, what, **more), part, tie, leads)  # type: ignore[arg-type]  # by name


def _events(*lines: Told) -> list[Event]:
    assembler = Assembler("the.log")
    found = [event for number, told in enumerate(lines, start=1) for event in assembler.add(told, number)]
    return [*found, *assembler.rest()]


def test_an_answer_belongs_to_every_question_that_waits_for_it():
    events = _events(
        _told(Part.QUESTION, "192.0.2.1", "x.example"),
        _told(Part.QUESTION, "192.0.2.2", "x.example"),
        _told(Part.ANSWER, "", "x.example", addresses=("198.51.100.1",)),
    )
    assert [event.addresses for event in events] == [("198.51.100.1",)] * 2
    assert [(event.file, event.line) for event in events] == [("the.log", 1), ("the.log", 2)]


def test_an_answer_of_another_type_is_none():
    events = _events(
        _told(Part.QUESTION, "192.0.2.1", "x.example", "AAAA"),
        _told(Part.ANSWER, "", "x.example", "A", addresses=("198.51.100.1",)),
    )
    assert events[0].addresses == ()


def test_an_answer_to_an_earlier_question_does_not_change_it():
    events = _events(
        _told(Part.QUESTION, "192.0.2.1", "x.example"),
        _told(Part.ANSWER, "", "x.example", addresses=("198.51.100.1",)),
        _told(Part.QUESTION, "192.0.2.2", "x.example"),
        _told(Part.ANSWER, "", "x.example", addresses=("198.51.100.2",)),
    )
    assert [event.addresses for event in events] == [("198.51.100.1",), ("198.51.100.2",)]


def test_several_addresses_of_one_answer_are_all_told():
    events = _events(
        _told(Part.QUESTION, "192.0.2.1", "x.example"),
        _told(Part.ANSWER, "", "x.example", addresses=("198.51.100.1",)),
        _told(Part.ANSWER, "", "x.example", addresses=("198.51.100.2",)),
    )
    assert events[0].addresses == ("198.51.100.1", "198.51.100.2")


def test_an_alias_leads_on_to_the_next_line():
    events = _events(
        _told(Part.QUESTION, "192.0.2.1", "shop.example"),
        _told(Part.ANSWER, "", "shop.example", "", leads=True),
        _told(Part.ANSWER, "", "tracker.example", "", leads=True),
        _told(Part.ANSWER, "", "edge.example", addresses=("198.51.100.1",)),
    )
    assert events[0].aliases == ("tracker.example", "edge.example")
    assert events[0].addresses == ("198.51.100.1",)


def test_an_answer_without_its_question_is_an_event_where_it_names_the_client():
    assert len(_events(_told(Part.ANSWER, "192.0.2.1", "x.example", outcome="NOERROR"))) == 1
    assert _events(_told(Part.ANSWER, "", "x.example", outcome="NOERROR")) == []


def test_an_answer_before_its_question_is_one_event():
    events = _events(
        _told(Part.ANSWER, "192.0.2.1", "x.example", tie="7", outcome="NOERROR"),
        _told(Part.QUESTION, "192.0.2.1", "x.example", tie="7"),
    )
    assert [event.outcome for event in events] == ["NOERROR"]


def test_an_answer_much_later_is_none():
    events = _events(
        _told(Part.QUESTION, "192.0.2.1", "x.example"),
        _told(Part.ANSWER, "", "x.example", at=60_000_000, addresses=("198.51.100.1",)),
    )
    assert events[0].addresses == ()


def test_ties_keep_two_look_ups_apart():
    events = _events(
        _told(Part.QUESTION, "192.0.2.1", "x.example", tie="1"),
        _told(Part.QUESTION, "192.0.2.1", "x.example", tie="2"),
        _told(Part.ANSWER, "", "x.example", tie="2", outcome="NXDOMAIN"),
    )
    assert [event.outcome for event in events] == ["", "NXDOMAIN"]


def test_what_waits_is_bounded_and_comes_out_in_order():
    assembler = Assembler("")
    lines = [_told(Part.QUESTION, "192.0.2.1", "x.example", at=number) for number in range(5000)]
    early = [event for number, told in enumerate(lines) for event in assembler.add(told, number)]
    rest = list(assembler.rest())
    assert len(rest) == 1000
    assert [event.at for event in early + rest] == list(range(5000))
