from backstamp.mail.references.reference import Kind, Trigger
from backstamp.mail.references.table import ROWS, row


def test_all_names_are_lower_case():
    assert all(name == name.lower() for place in ROWS for name in place)


def test_a_prefix_of_the_element_does_not_count():
    assert row("v:fill", "src") == row("fill", "src")
    assert row("fill", "o:href") is not None
    assert row("img", "alt") is None


def test_links_wait_for_a_click_and_images_do_not():
    link, image = row("a", "href"), row("img", "src")
    assert link
    assert image
    assert (link.kind, link.trigger) == (Kind.LINK, Trigger.CLICK)
    assert (image.kind, image.trigger) == (Kind.IMAGE, Trigger.OPEN)
