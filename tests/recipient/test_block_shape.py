"""The shape of a URL seen once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipient.block_samples import target

from backstamp.recipient.block.glob import Address, target_matches
from backstamp.recipient.block.shape import shape_of


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/track/open.php?u=abc&id=12", "/track/open.php?u="),
        ("/track/open/Zx81kQp2", "/track/open/"),
        ("/wf/open?upn=u001.abcdef", "/wf/open?upn="),
        ("/e3t/Ctc/Zx81kQp2/pixel.gif", "/*/Ctc/*/pixel.gif"),
        ("/o/8f14e45fceea167a5a36dedd4bea2543.gif", None),
        ("/d/d.gif", "/d/d.gif"),
        ("/open/8f14e45fceea167a5a36dedd4bea2543.gif", "/open/*.gif"),
        ("/app/emailOpened?m=1", "/app/emailOpened?m="),
        ("/Zx81kQp2", None),
        ("/?u=1", None),
        ("/", None),
        ("", None),
        ("/pixel.gif", "/pixel.gif"),
        ("/pixel?Zx81kQp2", "/pixel"),
    ],
)
def test_words_stay_and_tokens_go(path: str, shape: str | None) -> None:
    assert shape_of(path) == shape


@given(st.text(max_size=60).map("/".__add__))
def test_a_shape_means_the_url_that_it_is_of_and_is_plain(path: str) -> None:
    shape = shape_of(path)
    if shape is not None:
        assert target_matches(target("t.example", shape), Address("t.example", path))
        assert shape.isascii()
        assert shape.isprintable()
