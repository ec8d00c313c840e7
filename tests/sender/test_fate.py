from backstamp.sender.fate import UNANSWERED, Fate, State, answer, decide, to_be_told
from backstamp.sender.reply import Reply

OK = Reply(250, "2.0.0 ok")
LATER = Reply(452, "4.2.2 full")
NEVER = Reply(550, "5.1.1 unknown")


def fates(*replies: Reply | None) -> list[Fate]:
    return [decide(place, f"r{place}@example.org", reply, 7) for place, reply in enumerate(replies)]


def test_what_the_next_server_says_decides() -> None:
    assert [fate.state for fate in fates(OK, LATER, NEVER, None)] == [
        State.ACCEPTED,
        State.REFUSED,
        State.REFUSED,
        State.UNCERTAIN,
    ]


def test_everyone_accepted_is_yes_and_nobody_need_be_told() -> None:
    assert answer(fates(OK, OK)).code == 250
    assert to_be_told(fates(OK, OK)) == ()


def test_someone_accepted_is_yes_and_the_others_must_be_told() -> None:
    mixed = fates(NEVER, OK, LATER, None)
    assert answer(mixed) == Reply(250, "2.0.0 Accepted by the next server for 1 of 4 recipients")
    assert [fate.ordinal for fate in to_be_told(mixed)] == [0, 2, 3]


def test_nobody_accepted_is_the_temporary_refusal_if_there_is_one() -> None:
    assert answer(fates(NEVER, LATER)) == LATER
    assert answer(fates(NEVER, None)) == UNANSWERED
    assert answer(fates(NEVER, NEVER)) == NEVER
    assert to_be_told(fates(NEVER, LATER, None)) == ()


def test_the_only_copy_being_uncertain_is_451() -> None:
    assert answer(fates(None)).code == 451
