"""Resolvers and gateways are told apart from readers: as named, or as they behave."""

from datetime import UTC

from tests.recipient.hunting import BOB, CHRIS, DAN, SECOND, at, folded, lookup, message

from backstamp.recipient.hunt.clients import ClientBook, read_network
from backstamp.recipient.hunt.post import Post
from backstamp.recipient.hunt.roles import Role, Standing, standings

GATEWAY, RESOLVER = "192.0.2.25", "192.0.2.53"
NOBODY = ClientBook()


def mail(count: int) -> tuple[Post, list[int]]:
    times = [at(8 + number) for number in range(count)]
    messages = [message(f"m{n}", when, host=f"h{n}.tracker.example") for n, when in enumerate(times)]
    return Post(messages, 300 * SECOND), times


def test_who_asks_for_three_messages_when_they_arrive_is_a_gateway():
    post, times = mail(3)
    events = [lookup(when + 2 * SECOND, GATEWAY, f"h{n}.tracker.example") for n, when in enumerate(times)]
    events += [lookup(when + 1200 * SECOND, BOB, f"h{n}.tracker.example") for n, when in enumerate(times)]
    assert standings(folded(*events), post, NOBODY, (), ()) == {GATEWAY: Standing(Role.GATEWAY, cases=3)}


def test_two_messages_are_too_few_to_infer_a_gateway():
    post, times = mail(2)
    events = [lookup(when + SECOND, GATEWAY, f"h{n}.tracker.example") for n, when in enumerate(times)]
    assert standings(folded(*events), post, NOBODY, (), ()) == {}


def test_a_machine_with_an_owner_is_never_taken_for_a_gateway():
    post, times = mail(4)
    events = [lookup(when + SECOND, GATEWAY, f"h{n}.tracker.example") for n, when in enumerate(times)]
    book = ClientBook.read(f"{GATEWAY},Bob\n", UTC)
    assert standings(folded(*events), post, book, (), ()) == {}


def test_who_asks_right_after_several_others_is_a_resolver_and_they_are_not():
    events = []
    for hour, client in enumerate((BOB, CHRIS, DAN, BOB), 8):
        events += [lookup(at(hour), client), lookup(at(hour) + SECOND // 10, RESOLVER)]
    found = standings(folded(*events), Post((), 0), NOBODY, (), ())
    assert found == {RESOLVER: Standing(Role.RESOLVER, cases=4, partners=3)}


def test_what_the_caller_names_is_believed():
    events = [lookup(at(9), GATEWAY), lookup(at(9), RESOLVER), lookup(at(9), "2001:db8::53"), lookup(at(9), "")]
    networks = [read_network("192.0.2.53"), read_network("2001:db8::/64")]
    found = standings(folded(*events), Post((), 0), NOBODY, networks, [read_network(GATEWAY)])
    assert found == {
        GATEWAY: Standing(Role.GATEWAY, given=True),
        RESOLVER: Standing(Role.RESOLVER, given=True),
        "2001:db8::53": Standing(Role.RESOLVER, given=True),
    }


def test_where_everybody_asks_all_the_time_nobody_is_taken_for_a_resolver():
    events = [lookup(at(9) + number * SECOND // 10, f"192.0.2.{number % 200}") for number in range(20_000)]
    assert standings(folded(*events), Post((), 0), NOBODY, (), ()) == {}
