from backstamp.app.demo.cast import CAST
from backstamp.app.demo.newsletters.letter import BOOKSHOP, CHANGELOG


def test_twelve_people_get_six_letters_of_each_kind():
    assert len({member.address for member in CAST}) == 12
    assert [member.letter for member in CAST] == [BOOKSHOP] * 6 + [CHANGELOG] * 6


def test_nobody_lives_at_a_domain_that_exists():
    assert all(member.address.endswith(".example") for member in CAST)


def test_who_clicked_had_read():
    assert all(member.truth.read for member in CAST if member.truth.clicked)
