"""Real mail: every message of the corpora is cleaned, quickly, and comes back octet for octet."""

import re
import time
from pathlib import Path

import pytest
from tests.recipient.clean_samples import still_loads

from backstamp.catalogue.trackers import load_trackers
from backstamp.recipient.clean.clean import clean_once, restore
from backstamp.recipient.clean.options import CleanOptions, Images
from backstamp.recipient.finding import Scan
from backstamp.recipient.scan import scan

TRACE = b"Received: from a.example\r\n by b.example; Mon, 2 Mar 2026 09:00:00 +0000\r\n"
_START = re.compile(rb"\A(?:From [^\n]*+\n)?+")


def traced(message: bytes) -> bytes:
    return _START.sub(lambda match: match[0] + TRACE, message, count=1)


def look(message: bytes) -> Scan:
    return scan(message, load_trackers())


@pytest.mark.parametrize("images", [Images.TRACKERS, Images.ALL])
@pytest.mark.parametrize("corpus", ["ham", "pairs", "phish"])
def test_real_mail_is_cleaned_and_comes_back(corpora: Path, corpus: str, images: Images) -> None:
    changed = 0
    for path in sorted(path for path in (corpora / corpus).rglob("*") if path.suffix in {".eml", ".txt"}):
        message = path.read_bytes()
        begin = time.process_time()
        done = clean_once(message, look, CleanOptions(images=images))
        assert time.process_time() - begin < 5, path
        if images is Images.ALL:
            assert still_loads(done.message) == [], path
        if done.message == message:
            continue
        changed += 1
        assert restore(done.message) == message, path
        assert restore(traced(done.message)) == traced(message), path
        assert clean_once(done.message, look, CleanOptions(images=images)).message == done.message, path
    assert changed > 5
