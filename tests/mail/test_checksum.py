from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.mail import checksum as room
from backstamp.mail.checksum import checksum


@pytest.mark.parametrize("size", [1, 3, 1 << 20])
@given(pieces=st.lists(st.text(alphabet="a\r\n", max_size=9).map(str.encode), max_size=6))
def test_line_breaks_count_alike_however_the_octets_are_cut(size, pieces):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_CHUNK", size)
        assert checksum(pieces) == crc32(b"".join(pieces).replace(b"\r", b""))
