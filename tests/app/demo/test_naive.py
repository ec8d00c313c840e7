from backstamp.app.demo.naive import compare, count_naively
from backstamp.app.demo.story import Truth
from backstamp.hits.hit import Hit, PathKind


def _hit(recipient: int, kind: PathKind, message: int = 7) -> Hit:
    link = 1 if kind is PathKind.LINK else 0
    return Hit(1, 0, "GET", kind, message, recipient, link, "192.0.2.1", "1.1", ())


def test_every_pixel_is_an_open_and_every_link_a_click_to_a_naive_counter():
    hits = [_hit(0, PathKind.PIXEL), _hit(0, PathKind.PIXEL), _hit(1, PathKind.PIXEL), _hit(1, PathKind.LINK)]
    count = count_naively(hits)
    assert count.opened == {(7, 0), (7, 1)}
    assert count.clicked == {(7, 1)}
    assert (count.opens, count.clicks) == (3, 1)


def test_a_click_without_a_pixel_counts_as_an_open_too():
    assert count_naively([_hit(3, PathKind.LINK)]).opened == {(7, 3)}


def test_the_same_ordinal_in_two_messages_is_two_deliveries():
    assert len(count_naively([_hit(0, PathKind.PIXEL), _hit(0, PathKind.PIXEL, message=8)]).opened) == 2


def test_comparison_names_what_was_invented_and_what_was_missed():
    truths = (
        Truth("a@one.example", "Ada", "", read=True, clicked=True),
        Truth("b@two.example", "Bo", "", read=False, clicked=False),
        Truth("c@three.example", "Cy", "", read=True, clicked=False),
    )
    found = compare(truths, opened={"a@one.example", "b@two.example"}, clicked={"b@two.example"})
    assert (found.claimed_opens, found.true_reads) == (2, 2)
    assert (found.claimed_clicks, found.true_clicks) == (1, 1)
    assert found.invented_opens == found.invented_clicks == ("Bo",)
    assert found.missed_reads == ("Cy",)
    assert found.missed_clicks == ("Ada",)
