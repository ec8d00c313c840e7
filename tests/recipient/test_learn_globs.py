import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.glob import Glob
from backstamp.catalogue.tracker_read import is_path
from backstamp.recipient.learn_globs import globs, says_something, wider


@pytest.mark.parametrize(
    ("first", "second", "widest"),
    [
        ("/track/open.php?u=5e78d7&e=6496a8003f", "/track/open.php?u=5e78d7&e=dbc07cf131", "/track/open.php?u=*&e="),
        ("/im/k3vq/a.jpg?x=1", "/im/m8xz/a.jpg?x=1", "/im/*/a.jpg?x="),
        ("/o/k3vq.gif", "/o/m8xz.gif", "/o/*.gif"),
        ("/o/k3vq.gif", "/o/m8xz.png", "/o/"),
        ("/d?o00y05gi00f7bu", "/d?o00y05gi00f7bw", "/d?"),
        ("/a/b/k3vq", "/a/b/c/m8xz", "/a/b/"),
        ("/a/b", "/a/b/c", "/a/b"),
        ("/a/b?u=1", "/a/b/c?u=2", "/a/b*?u="),
        ("/c?a=1&b=2", "/c?b=2&a=1", "/c?"),
        ("/c?a=1", "/c", "/c"),
        ("/x/9f86d081884c7d65/open?u=1", "/x/9f86d081884c7d65/open?u=2", "/x/*/open?u="),
        ("/pay$?u=1", "/pay$?u=2", "/pay$?u="),
        ("/k3vq", "/m8xz", "/"),
    ],
)
def test_what_differs_or_means_nothing_becomes_a_star(first, second, widest):
    assert globs(first, second)[0] == widest


def test_closer_globs_keep_values_then_all_that_is_the_same_then_common_starts():
    assert globs("/x?p=view&m=zZObcL81x&u=abc-1f", "/x?p=view&m=zZObcL81x&u=abc-2g") == (
        "/x?p=*&m=*&u=",
        "/x?p=view&m=*&u=",
        "/x?p=view&m=zZObcL81x&u=",
        "/x?p=view&m=zZObcL81x&u=abc-",
    )


def test_a_common_start_by_chance_does_not_stay():
    assert globs("/ab1", "/ab2") == ("/",)


_URLISH = st.text("abz019/?&=*$.-%AF", max_size=60).map(lambda text: f"/{text}")


@given(_URLISH, _URLISH)
def test_every_glob_fits_both_and_may_stand_in_a_rule(first, second):
    for glob in globs(first, second):
        assert is_path(glob)
        assert Glob.read(glob).matches(first)
        assert Glob.read(glob).matches(second)
        for wide in wider(glob, ()):
            assert Glob.read(wide).matches(first)


def test_very_long_addresses_give_rules_within_their_limits():
    first, second = ("/" + "&".join(f"name{number}={who}" for number in range(500)) for who in "ab")
    slashes = "/" + "/".join(["k3vq9"] * 300), "/" + "/".join(["m8xz7"] * 300)
    for pair in ((first, second), slashes, ("/" + "a" * 900 + "/1", "/" + "a" * 900 + "/2")):
        assert all(is_path(glob) and Glob.read(glob).matches(pair[0]) for glob in globs(*pair))
        assert globs(*pair)


@pytest.mark.parametrize(
    ("glob", "differing", "forms"),
    [
        ("/im/*/a.jpg", (), ["/im/*.jpg", "/im/"]),
        ("/shoes/red?src=*&uid=", ("uid",), ["/shoes/red?src=", "/*&uid="]),
        ("/shoes/red?uid=", ("uid",), ["/*?uid="]),
        ("/sun.jpg?uid=*&a=", ("uid",), ["/sun.jpg?uid=", "/*?uid="]),
        ("/shoes/red?uid=", ("uid", "gone"), []),
    ],
)
def test_wider_forms_are_what_many_globs_may_share(glob, differing, forms):
    assert list(wider(glob, differing)) == forms


@pytest.mark.parametrize(
    ("glob", "says"), [("/", False), ("/*.gif", False), ("/*/", False), ("/o/*.gif", True), ("/?u=", True)]
)
def test_a_glob_of_slashes_and_stars_says_nothing(glob, says):
    assert says_something(glob) is says
