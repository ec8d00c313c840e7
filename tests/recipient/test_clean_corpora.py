"""Real mail: every message of the corpora is cleaned, quickly, and comes back octet for octet."""

import functools
import re
import time
from pathlib import Path
from zlib import crc32

import pytest
from tests.recipient.clean_samples import still_loads

from backstamp.catalogue.trackers import load_trackers
from backstamp.recipient.clean.clean import clean, clean_once, restore
from backstamp.recipient.clean.options import CleanOptions, Images
from backstamp.recipient.finding import Scan
from backstamp.recipient.reader import Reader
from backstamp.recipient.scan import scan

TRACE = b"Received: from a.example\r\n by b.example; Mon, 2 Mar 2026 09:00:00 +0000\r\n"
NOTHING = Scan("", "", "", "", Reader(), 0, ())
_START = re.compile(rb"\A(?:From [^\n]*+\n)?+")


def traced(message: bytes) -> bytes:
    return _START.sub(lambda match: match[0] + TRACE, message, count=1)


def is_sample(path: Path, one_in: int) -> bool:
    """Whether a file is of a sample, always the same one; the digest is as good as chance."""
    return crc32(path.name.encode()) % one_in == 0


@pytest.mark.parametrize("corpus", ["ham", "pairs", "phish"])
def test_real_mail_is_cleaned_and_comes_back(corpora: Path, corpus: str) -> None:
    """Every file of its trackers; those of the pairs and one in eight of the others of everything that loads, too."""
    changed = 0
    for path in sorted(path for path in (corpora / corpus).rglob("*") if path.suffix in {".eml", ".txt"}):
        wishes = [Images.TRACKERS, Images.ALL] if corpus == "pairs" or is_sample(path, 8) else [Images.TRACKERS]
        changed += cleaned_and_back(path, wishes)
    assert changed > 5


def cleaned_and_back(path: Path, wishes: list[Images]) -> bool:
    """Hold all that is promised of one file; whether anything in it was changed. Each octets are scanned once."""
    message = path.read_bytes()
    look = functools.cache(lambda octets: scan(octets, load_trackers()))
    changed = False
    for images in wishes:
        options = CleanOptions(images=images)
        begin = time.process_time()
        done = clean_once(message, look, options)
        assert time.process_time() - begin < 5, path
        if images is Images.ALL:
            assert still_loads(done.message) == [], path
        if done.message == message:
            continue
        changed = True
        assert restore(done.message) == message, path
        assert restore(traced(done.message)) == traced(message), path
        assert clean_once(done.message, look, options).message == done.message, path
    return changed


@pytest.mark.parametrize("corpus", ["ham", "pairs", "phish"])
def test_nothing_of_real_mail_loads_where_nothing_may(corpora: Path, corpus: str) -> None:
    """One file in two, without findings: then everything remote goes, whatever a scan would say of it."""
    for path in sorted(path for path in (corpora / corpus).rglob("*") if path.suffix in {".eml", ".txt"}):
        if not is_sample(path, 2):
            continue
        message = path.read_bytes()
        done = clean(message, NOTHING, CleanOptions(images=Images.ALL, undo=False))
        assert still_loads(done.message) == [], path
