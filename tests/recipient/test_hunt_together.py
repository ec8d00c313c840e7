"""Names asked for together narrow down which message it was."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.hunting import BOB, CHRIS, HOST, SECOND, at, folded, lookup, message
from tests.recipient.test_hunt_timeline import told

from backstamp.recipient.hunt.mail import Carried
from backstamp.recipient.hunt.post import Post
from backstamp.recipient.hunt.timeline import Relation
from backstamp.recipient.hunt.together import MOST, TOGETHER, Together

OTHER, THIRD = "pixel.shop.example", "img.news.example"
NOBODYS = "192.0.2.99"


def carrying(name: str, delivered: int, *hosts: str, to: str = "bob@corp.example", links: tuple[str, ...] = ()):
    """A message that loads something from each host."""
    carried = {host: Carried(host not in links, frozenset(), frozenset(), "") for host in (*hosts, *links)}
    return replace(message(name, delivered, (to,)), hosts=carried)


def likely(events, messages) -> list[str]:
    """Subjects of the likeliest messages, opening by opening."""
    return [each.candidates.likely.subject for each in told(events, messages)[0]]


BOTH, NEWER = carrying("both", at(7), HOST, OTHER), carrying("newer", at(8), HOST)


def test_of_several_messages_the_one_with_all_names_asked_for_together_comes_first():
    events = [lookup(at(9)), lookup(at(9) + SECOND, host=OTHER)]
    assert likely(events, [BOTH, NEWER]) == ["both", "both"]
    first = told(events, [BOTH, NEWER])[0][0].candidates
    assert first.together == tuple(sorted((HOST, OTHER)))
    assert [other.subject for other in first.others] == ["newer"]


def test_a_single_name_is_of_the_latest_message():
    (sighting,) = told([lookup(at(9))], [BOTH, NEWER])[0]
    assert sighting.candidates.likely is NEWER
    assert sighting.candidates.together == ()


def test_names_asked_for_one_after_the_other_are_not_together():
    assert likely([lookup(at(9)), lookup(at(9) + TOGETHER + 1, host=OTHER)], [BOTH, NEWER]) == ["newer", "both"]


def test_names_asked_for_by_different_machines_are_not_together():
    assert likely([lookup(at(9)), lookup(at(9), CHRIS, host=OTHER)], [BOTH, NEWER]) == ["newer", "both"]


def test_a_message_that_had_not_arrived_is_none_of_them_whatever_it_carries():
    late = carrying("late", at(12), HOST, OTHER)
    assert likely([lookup(at(9)), lookup(at(9), host=OTHER)], [late, NEWER, carrying("o", at(8), OTHER)]) == [
        "newer",
        "o",
    ]


def test_where_no_message_has_all_names_the_one_with_most_comes_first():
    events = [lookup(at(9), NOBODYS, host=host) for host in (HOST, OTHER, THIRD)]
    messages = [BOTH, NEWER, carrying("third", at(8), THIRD)]
    assert sorted(likely(events, messages)) == ["both", "both", "third"]


def test_two_names_of_a_message_that_chris_never_got_say_that_it_was_forwarded():
    own = carrying("own", at(8), HOST, to="chris@corp.example")
    events = [lookup(at(9), CHRIS), lookup(at(9), CHRIS, host=OTHER)]
    sightings, _ = told(events, [BOTH, own])
    assert [each.relation for each in sightings] == [Relation.FORWARDED, Relation.FORWARDED]


def test_nobody_is_said_to_have_got_a_forward_where_their_own_messages_account_for_all_names():
    own = [carrying(name, at(8), host, to="chris@corp.example") for name, host in (("one", HOST), ("two", OTHER))]
    events = [lookup(at(9), CHRIS), lookup(at(9), CHRIS, host=OTHER)]
    sightings, _ = told(events, [BOTH, *own])
    assert [each.candidates.likely.subject for each in sightings] == ["one", "two"]
    assert [each.relation for each in sightings] == [Relation.RECIPIENT, Relation.RECIPIENT]


def test_of_the_owners_own_messages_the_one_with_all_names_comes_first():
    assert likely([lookup(at(9)), lookup(at(9), host=OTHER)], [BOTH, NEWER]) == ["both", "both"]


def test_a_site_that_somebody_visited_does_not_count_though_a_message_links_to_it():
    linking = carrying("linking", at(7), HOST, links=("www.shop.example",))
    assert likely([lookup(at(9)), lookup(at(9), host="www.shop.example")], [linking, NEWER])[0] == "newer"


def test_a_machine_that_asks_for_too_many_at_once_is_not_one_reader_with_one_message():
    hosts = [f"{number}.tracker.example" for number in range(MOST + 1)]
    openings = folded(*(lookup(at(9), host=host) for host in hosts))
    post = Post([carrying("all", at(8), *hosts)], 0)
    assert Together(openings[:MOST], post).names(openings[0]) == {each.host for each in openings[:MOST]}
    assert Together(openings, post).names(openings[0]) == frozenset()


def test_without_times_nothing_is_together():
    openings = folded(lookup(None), lookup(None, host=OTHER))
    assert Together(openings, Post([BOTH], 0)).names(openings[0]) == frozenset()


@given(
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from([BOB, CHRIS, ""]), st.sampled_from([HOST, OTHER, THIRD])))
)
def test_who_is_together_with_somebody_is_so_the_other_way_round(asked):
    openings = folded(*(lookup(at(9) + second * SECOND, client, host) for second, client, host in asked))
    together = Together(openings, Post([carrying("all", at(8), HOST, OTHER, THIRD)], 0))
    for one in openings:
        for other in openings:
            near = one.client == other.client != "" and abs((one.first or 0) - (other.first or 0)) <= TOGETHER
            assert (other.host in together.names(one)) >= near
            if near:
                assert one.host in together.names(other)
