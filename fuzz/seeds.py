"""What the targets begin with: messages and vectors of the tests, and rows of decisions that are as good as any."""

import base64
import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import quote

from fuzz import recipient_logs

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


def archives() -> list[bytes]:
    """Messages as they are and in mailboxes and archives, behind an octet that says that nothing stands in front."""
    found = messages()[:6]
    mailbox = b"".join(b"From a@b.example Tue Nov 21 16:00:00 2026\n" + each + b"\n" for each in found)
    made = [*found, mailbox, gzip.compress(mailbox), bz2.compress(mailbox), lzma.compress(found[0])]
    made += [b"%d\n" % len(found[0]) + found[0] + b"<plist/>", _zip(found), _tar(found), gzip.compress(_tar(found))]
    return [b"\0" + each for each in made]


def urls() -> list[bytes]:
    """URLs of many kinds, with tokens and without; the first octets may be read as decisions."""
    address = b"ada.lovelace@reader.example"
    coated = [
        address,
        base64.b64encode(address),
        address.hex().encode(),
        base64.b32encode(address),
        quote(address).encode(),
    ]
    coated += [base64.urlsafe_b64encode(zlib.compress(each)) for each in coated]
    coated += [base64.urlsafe_b64encode(each) for each in coated]
    wrapped = [
        b"\1\1https%3A%2F%2Fx.example%2F%3Futm_source%3Da&data=1#b",
        b"\2\3\4https://x.example/?utm_source=a&fbclid=b",
    ]
    return [*coated, *(b"\0https://t.example/?e=" + each for each in coated), *wrapped]


def lists() -> list[bytes]:
    """Beginnings of the lists that are imported."""
    return [
        b"[Adblock Plus]\n! Licence: CC0\n||t.example^\n||b.example/o/*.gif$image\n@@||c.example^|\n/pixel?\n",
        b'{"license":"x","categories":{"Email":[{"Shop":{"https://a.example/":["t.example","b.example"]}}]}}',
        b"# title: x\n0.0.0.0 t.example b.example\nt.example CNAME .\n*.c.example CNAME rpz-passthru.\nd.example\n",
    ]


def log_lines() -> list[bytes]:
    """Lines of logs, some packed."""
    lines = list(recipient_logs.LOGS)
    return [*lines, b"".join(lines), gzip.compress(b"".join(lines)), b"".join(lines).decode("latin-1").encode("utf-16")]


def _zip(members: list[bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, member in enumerate(members):
            archive.writestr(zipfile.ZipInfo(f"{number}.eml"), member)
    return held.getvalue()


def _tar(members: list[bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for number, member in enumerate(members):
            about = tarfile.TarInfo(f"{number}.eml")
            about.size = len(member)
            archive.addfile(about, io.BytesIO(member))
    return held.getvalue()


def _html5lib() -> Iterator[bytes]:
    for path in sorted((_CORPORA / "html5lib-tests" / "tokenizer").glob("*.test")):
        cases = json.loads(path.read_text(encoding="utf-8")).get("tests", [])
        yield from (case["input"].encode("utf-8", "replace") for case in cases[::7])


def _vectors() -> Iterator[bytes]:
    page = _CORPORA / "vectors" / "httpleaks.html"
    if page.exists():
        lines = page.read_bytes().splitlines(keepends=True)
        yield from (b"".join(lines[place : place + 8]) for place in range(0, len(lines), 8))
