"""What the targets begin with: messages and vectors of the tests, and rows of decisions that are as good as any."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
_GOLDEN = ROOT / "tests" / "golden"
_CORPORA = ROOT.parent / "shared" / "corpora"
_MOST_OCTETS = 20_000
_ROWS = 40


def messages() -> list[bytes]:
    """The golden messages, before and after stamping; long ones teach a fuzzer nothing that short ones do not."""
    octets = (path.read_bytes() for path in sorted(_GOLDEN.glob("*.eml")) if not path.stem.endswith("_actual"))
    return [each for each in octets if len(each) <= _MOST_OCTETS]


def texts() -> list[bytes]:
    """Markup: the bodies of the golden messages and, where they are at hand, the cases of html5lib and the vectors."""
    bodies = [each.replace(b"\r\n", b"\n").partition(b"\n\n")[2] for each in messages()]
    return [*bodies, *_html5lib(), *_vectors()]


def decisions() -> list[bytes]:
    """Rows of octets of several lengths, the same ones on every run."""
    random = Random(13)  # noqa: S311  # no secret is made here
    return [b"", *(random.randbytes(size * 12) for size in range(1, _ROWS))]


def prefixed() -> list[bytes]:
    """Messages behind a few octets of decisions."""
    random = Random(14)  # noqa: S311  # no secret is made here
    return [random.randbytes(6) + each for each in [*messages(), *texts()[:200]]]


def _html5lib() -> Iterator[bytes]:
    for path in sorted((_CORPORA / "html5lib-tests" / "tokenizer").glob("*.test")):
        cases = json.loads(path.read_text(encoding="utf-8")).get("tests", [])
        yield from (case["input"].encode("utf-8", "replace") for case in cases[::7])


def _vectors() -> Iterator[bytes]:
    page = _CORPORA / "vectors" / "httpleaks.html"
    if page.exists():
        lines = page.read_bytes().splitlines(keepends=True)
        yield from (b"".join(lines[place : place + 8]) for place in range(0, len(lines), 8))
