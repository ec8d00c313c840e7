"""What a hunt prints as JSON: written piece by piece, it is the same, and takes no memory."""

import json
import tracemalloc

from tests.app.hunts import hunted
from tests.recipient.hunting import BOB, CHRIS, at, lookup, message

from backstamp.app.hunt_models import hunt_report, json_pieces


def test_the_pieces_together_are_the_whole_report():
    found = hunted([lookup(at(9)), lookup(at(11), CHRIS)], [message("offer", at(8))])
    told = json.loads("".join(json_pieces(found)))
    assert told == json.loads(hunt_report(found).model_dump_json())
    assert [opening["client"] for opening in told["openings"]] == [BOB, CHRIS]
    assert [reading["relation"] for reading in told["messages"][0]["readings"]] == ["recipient", "forwarded"]


def test_a_hunt_that_found_nothing_is_a_report_too():
    found = hunted([])
    told = json.loads("".join(json_pieces(found)))
    assert told == json.loads(hunt_report(found).model_dump_json())
    assert told["openings"] == told["messages"] == []


def test_what_would_command_a_terminal_is_escaped_in_every_piece():
    found = hunted([lookup(at(9), aliases=("x\u009b31m.example",))], [message("of\u202efer", at(8))])
    text = "".join(json_pieces(found))
    assert not {"\u009b", "\u202e"} & set(text)
    assert json.loads(text)["messages"][0]["subject"] == "of\u202efer"


def test_writing_thousands_of_openings_takes_the_memory_of_one():
    found = hunted([lookup(at(0) + number * 60_000_000) for number in range(3_000)])
    list(json_pieces(hunted([lookup(at(9))])))
    tracemalloc.start()
    written = sum(map(len, json_pieces(found)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert written > 1_500_000
    assert most < 300_000
