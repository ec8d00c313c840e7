"""Zeek's dns.log, http.log, ssl.log and conn.log, as tables (TSV) and as JSON.

As of "Zeek Log Formats and Inspection" of its manual. A table's header says how it is separated and which fields it
has; a new header inside the file, as where logs were joined, holds from there on.
"""

import codecs
from collections.abc import Mapping
from typing import ClassVar

from backstamp.recipient.hunt.clock import Clock, epoch
from backstamp.recipient.hunt.event import Event, Means
from backstamp.recipient.hunt.formats import names
from backstamp.recipient.hunt.formats.json_fields import text
from backstamp.recipient.hunt.formats.prefix import json_object
from backstamp.recipient.hunt.formats.told import BadLineError, LineFormat, Told

_MOST_FIELDS = 400


class ZeekTable(LineFormat):
    """One file of tab separated values."""

    name: ClassVar[str] = "zeek"
    title: ClassVar[str] = "Zeek dns, http, ssl or conn (TSV)"
    controls: ClassVar[tuple[bytes, ...]] = (
        b"#separator",
        b"#set_separator",
        b"#empty_field",
        b"#unset_field",
        b"#fields",
    )

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._separator, self._set, self._empty, self._unset = "\t", ",", "(empty)", "-"
        self._fields: list[str] = []

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``. Lines before the first header are not of this format."""
        written = line.decode("utf-8", "replace")
        if written.startswith("#"):
            self._header(written)
            return None
        values = written.split(self._separator, _MOST_FIELDS)
        if not self._fields or len(values) != len(self._fields):
            raise BadLineError("not the fields that the header named")
        row = {
            field: value
            for field, value in zip(self._fields, values, strict=True)
            if value not in {self._unset, self._empty}
        }
        lists = {key: tuple(row[key].split(self._set)) for key in ("answers",) if key in row}
        return _told(row, lists, self._clock)

    def _header(self, written: str) -> None:
        if written.startswith("#separator "):
            self._separator = _unescaped(written[11:27].strip()) or "\t"
            return
        word, _, value = written.partition(self._separator)
        if word == "#fields":
            self._fields = value.split(self._separator, _MOST_FIELDS)
        elif word == "#set_separator" and value:
            self._set = value
        elif word == "#empty_field":
            self._empty = value
        elif word == "#unset_field":
            self._unset = value


class ZeekJson(LineFormat):
    """One file of JSON objects."""

    name: ClassVar[str] = "zeek-json"
    title: ClassVar[str] = "Zeek dns, http, ssl or conn (JSON)"

    def parse(self, line: bytes) -> Told | None:
        """See ``LineFormat``."""
        fields = json_object(line)
        if "id.orig_h" not in fields:
            raise BadLineError("no id.orig_h")
        row = {key: text(fields, key) for key in fields}
        answers = fields.get("answers")
        listed = tuple(item for item in answers if isinstance(item, str)) if isinstance(answers, list) else ()
        return _told(row, {"answers": listed}, self._clock)


def _unescaped(written: str) -> str:
    r"""``\x09`` as the character that it stands for; "" where it stands for none."""
    try:
        return codecs.decode(written.encode("ascii", "replace"), "unicode_escape")
    except UnicodeDecodeError:
        return ""


def _told(row: Mapping[str, str], lists: Mapping[str, tuple[str, ...]], clock: Clock) -> Told | None:
    """Which of Zeek's logs a row is from is told by its fields."""
    if "id.orig_h" not in row:
        return None
    client, at = names.address(row["id.orig_h"]), _at(row.get("ts", ""), clock)
    port = names.port(row.get("id.orig_p", ""))
    if "query" in row:
        return Told(_lookup(row, lists.get("answers", ()), at, client, port))
    if "host" in row and "method" in row:
        return Told(_request(row, at, client, port))
    if "server_name" in row:
        return Told(Event(at, client, names.name(row["server_name"]), Means.CONNECTION, "TLS", port=port))
    if "conn_state" in row and "id.resp_h" in row:
        host, what = names.address(row["id.resp_h"]), row.get("service", "") or row.get("proto", "")
        return Told(Event(at, client, host, Means.CONNECTION, what, outcome=row["conn_state"], port=port))
    return None


def _at(written: str, clock: Clock) -> int | None:
    at = epoch(written)
    return clock.iso(written) if at is None else at


def _lookup(row: Mapping[str, str], answers: tuple[str, ...], at: int | None, client: str, port: int) -> Event:
    """Zeek lists addresses and aliases alike; texts of TXT records are neither."""
    addresses = tuple(answer for answer in answers if names.is_address(answer))
    aliases = tuple(
        names.name(answer) for answer in answers if not names.is_address(answer) and " " not in answer and "." in answer
    )
    kind, code = row.get("qtype_name", ""), row.get("rcode_name", "")
    aliased = aliases if kind in {"A", "AAAA", "HTTPS", "SVCB", "CNAME", ""} else ()
    host = names.name(row["query"])
    return Event(at, client, host, Means.LOOKUP, kind, aliases=aliased, addresses=addresses, outcome=code, port=port)


def _request(row: Mapping[str, str], at: int | None, client: str, port: int) -> Event:
    """http.log's host is the Host field, at times with a port; a proxy's uri is the whole URL."""
    uri = row.get("uri", "")
    host = names.socket_address(row["host"])[0]
    url = uri if "://" in uri else f"http://{row['host']}{uri}"
    code = row.get("status_code", "")
    return Event(at, client, names.name(host), Means.REQUEST, row["method"], url=url, outcome=code, port=port)
