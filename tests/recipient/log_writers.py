"""The story as each program would have logged it. `python tests/recipient/log_writers.py` writes tests/recipient/logs anew."""

import base64
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.recipient.story import LOOKUPS, Asked
from tests.recipient.wire_writer import dnstap_frame, frame_stream, response

FOLDER = Path(__file__).parent / "logs"


def _mixed(name: str) -> str:
    """Case as a resolver with 0x20 mixes it."""
    return "".join(letter.upper() if place % 3 == 1 else letter for place, letter in enumerate(name))


def _bind() -> str:
    lines = [
        "21-Nov-2026 08:00:00.001 general: info: zone tracker.example/IN: loaded serial 1",
        "21-Nov-2026 08:00:00.002 general: notice: running",
    ]
    for number, asked in enumerate(LOOKUPS):
        time = f"{asked.at:%d-%b-%Y %H:%M:%S}.000"
        name = _mixed(asked.host)
        head = f"client @0x7fa0d607f{number:03x} {asked.client}#{asked.port} ({name}): view staff query: all"
        lines.append(f"{time} queries: info: {head}: query: {name} IN {asked.what} +E(0)K (192.0.2.53)")
        if asked.blocked:
            rule = f"{name}/{asked.what}/IN via {asked.host}.rpz.example"
            lines.append(f"{time} rpz: info: {head}: rpz QNAME NXDOMAIN rewrite {rule}")
    return "\n".join(lines) + "\n"


def _bind_syslog() -> str:
    lines = ["Nov 21 08:00:00 ns1 postfix/smtpd[811]: connect from mail.tracker.example[192.0.2.99]"]
    for asked in LOOKUPS:
        head = f"{asked.at:%b} {asked.at.day:>2} {asked.at:%H:%M:%S} ns1 named[712]: client {asked.client}#{asked.port}"
        lines.append(f"{head} ({asked.host}): query: {asked.host} IN {asked.what} + (192.0.2.53)")
        if asked.blocked:
            lines.append(f"{head} ({asked.host}): rpz QNAME NXDOMAIN rewrite {asked.host} via {asked.host}.rpz.example")
    return "\n".join(lines) + "\n"


def _unbound() -> str:
    lines = ["[1795248000] unbound[901:0] info: start of service (unbound 1.17.1)."]
    for asked in LOOKUPS:
        head = f"[{int(asked.at.timestamp())}] unbound[901:0] info:"
        name = f"{_mixed(asked.host)}."
        lines.append(f"{head} {asked.client} {name} {asked.what} IN")
        if asked.blocked:
            where = f"{asked.client}@{asked.port} {name} {asked.what} IN"
            lines.append(f"{head} rpz: applied [staff] {asked.host}. rpz-nxdomain {where}")
        lines.append(f"{head} {asked.client} {name} {asked.what} IN {asked.outcome} 0.012345 0 82")
    return "\n".join(lines) + "\n"


def _unbound_tagged() -> str:
    lines = []
    for asked in LOOKUPS:
        head = f"{asked.at:%b} {asked.at.day:>2} {asked.at:%H:%M:%S} gate unbound[901]: [901:1]"
        lines.append(f"{head} query: {asked.client} {asked.host}. {asked.what} IN")
        tail = f"{asked.outcome} 0.012345 1 82 on udp 192.0.2.53 53"
        lines.append(f"{head} reply: {asked.client} {asked.host}. {asked.what} IN {tail}")
    return "\n".join(lines) + "\n"


def _dnsmasq_lines(asked: Asked, program: str, extra: str) -> list[str]:
    time = f"{asked.at:%b} {asked.at.day:>2} {asked.at:%H:%M:%S}"
    head = f"{time} {program}: {extra}"
    lines = [f"{head}query[{asked.what}] {asked.host} from {asked.client}"]
    if asked.blocked:
        word = "gravity blocked" if "pihole" in program else "config"
        return [*lines, f"{head}{word} {asked.host} is NXDOMAIN"]
    lines.append(f"{head}forwarded {asked.host} to 192.0.2.53")
    chain = (asked.host, *asked.aliases)
    lines += [f"{head}reply {name} is <CNAME>" for name in chain[:-1]]
    lines += [f"{head}reply {chain[-1]} is {address}" for address in asked.addresses or ("NODATA",)]
    return lines


def _dnsmasq() -> str:
    lines = ["Nov 21 08:00:00 router dnsmasq[590]: started, version 2.90 cachesize 150"]
    for asked in LOOKUPS:
        lines += _dnsmasq_lines(asked, "router dnsmasq[590]", "")
    lines.insert(9, "Nov 21 09:12:02 router sshd[77]: Accepted publickey for root from 192.0.2.10 port 4022")
    return "\n".join(lines) + "\n"


def _dnsmasq_extra() -> str:
    lines = []
    for number, asked in enumerate(LOOKUPS, start=1):
        lines += _dnsmasq_lines(asked, "dnsmasq[590]", f"{number} {asked.client}/{asked.port} ")
    return "\n".join(lines) + "\n"


def _pihole() -> str:
    return "\n".join(line for asked in LOOKUPS for line in _dnsmasq_lines(asked, "pihole dnsmasq[590]", "")) + "\n"


def _adguard() -> str:
    lines = []
    for number, asked in enumerate(LOOKUPS):
        entry: dict[str, object] = {
            "T": f"{asked.at:%Y-%m-%dT%H:%M:%S}.000000000Z",
            "QH": asked.host,
            "QT": asked.what,
            "QC": "IN",
            "CP": "",
            "Upstream": "192.0.2.53:53",
            "Answer": base64.b64encode(response(asked, number)).decode(),
            "IP": asked.client,
            "Result": {},
            "Elapsed": 12345678,
            "Cached": False,
        }
        if asked.blocked:
            rules = [{"Text": f"||{asked.host}^", "FilterListID": 1}]
            entry["Result"] = {"IsFiltered": True, "Reason": 3, "Rules": rules}
        lines.append(json.dumps(entry, separators=(",", ":")))
    return "\n".join(lines) + "\n"


_ZEEK_DNS = (
    "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto trans_id query qtype_name rcode_name answers TTLs rejected"
)


def _zeek_table() -> str:
    fields = _ZEEK_DNS.split()
    lines = [
        "#separator \\x09",
        "#set_separator\t,",
        "#empty_field\t(empty)",
        "#unset_field\t-",
        "#path\tdns",
        "#open\t2026-11-21-00-00-00",
        "#fields\t" + "\t".join(fields),
        "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tcount\tstring\tstring\tstring\tvector[string]\tvector[interval]\tbool",
    ]
    for number, asked in enumerate(LOOKUPS):
        answers = (*asked.aliases, *asked.addresses)
        head = [
            f"{asked.at.timestamp():.6f}",
            f"C{number:017x}",
            asked.client,
            str(asked.port),
            "192.0.2.53",
            "53",
            "udp",
        ]
        body = [str(number), asked.host, asked.what, asked.outcome, ",".join(answers) or "-"]
        lines.append("\t".join([*head, *body, ",".join("60.000000" for _ in answers) or "-", "F"]))
    return "\n".join([*lines, "#close\t2026-11-22-01-00-00"]) + "\n"


def _zeek_json() -> str:
    lines = []
    for number, asked in enumerate(LOOKUPS):
        entry: dict[str, object] = {
            "ts": asked.at.timestamp(),
            "uid": f"C{number:017x}",
            "id.orig_h": asked.client,
            "id.orig_p": asked.port,
            "id.resp_h": "192.0.2.53",
            "id.resp_p": 53,
            "proto": "udp",
            "query": asked.host,
            "qtype_name": asked.what,
            "rcode_name": asked.outcome,
        }
        answers = [*asked.aliases, *asked.addresses]
        if answers:
            entry |= {"answers": answers, "TTLs": [60.0] * len(answers)}
        lines.append(json.dumps(entry))
    return "\n".join(lines) + "\n"


def _labels(name: str) -> str:
    return "".join(f"({len(label)}){label}" for label in name.split(".")) + "(0)"


def _windows(form: Callable[[Asked], str]) -> str:
    lines = [
        "DNS Server log file creation at 11/21/2026 8:00:00 AM",
        "Log file wrap at 11/21/2026 8:00:00 AM",
        "",
        "Message logging key (for packets - other items use a subset of these fields):",
        "\tField #  Information         Values",
        "\t-------  -----------         ------",
        "\t   1     Date",
        "",
    ]
    for number, asked in enumerate(LOOKUPS):
        head = f"{form(asked)} 0E70 PACKET  00000000033397A0 UDP"
        name = _labels(_mixed(asked.host))
        letters = f"{0x5B00 + number:04x}"
        code = f"8385 A DR {asked.outcome:>8}" if asked.blocked else f"8081   DR {asked.outcome:>8}"
        lines += [
            f"{head} Rcv {asked.client:<15} {letters}   Q [0001   D   NOERROR] {asked.what:<6} {name}",
            f"{head} Snd 192.0.2.53      {letters}   Q [0001   D   NOERROR] {asked.what:<6} {name}",
            f"{head} Rcv 192.0.2.53      {letters} R Q [8081   DR  NOERROR] {asked.what:<6} {name}",
            f"{head} Snd {asked.client:<15} {letters} R Q [{code}] {asked.what:<6} {name}",
            "",
        ]
    return "\r\n".join(lines) + "\r\n"


def _american(asked: Asked) -> str:
    hour = asked.at.hour % 12 or 12
    return f"{asked.at.month}/{asked.at.day}/{asked.at.year} {hour}:{asked.at:%M:%S} {asked.at:%p}"


def _german(asked: Asked) -> str:
    return f"{asked.at:%d.%m.%Y %H:%M:%S}"


def _japanese(asked: Asked) -> str:
    return f"{asked.at:%Y/%m/%d} {asked.at.hour}:{asked.at:%M:%S}"


def _route53() -> str:
    lines = []
    for asked in LOOKUPS:
        answers = [{"Rdata": f"{alias}.", "Type": "CNAME", "Class": "IN"} for alias in asked.aliases]
        answers += [{"Rdata": address, "Type": asked.what, "Class": "IN"} for address in asked.addresses]
        entry: dict[str, object] = {
            "version": "1.100000",
            "account_id": "111122223333",
            "region": "eu-central-1",
            "vpc_id": "vpc-0example",
            "query_timestamp": f"{asked.at:%Y-%m-%dT%H:%M:%SZ}",
            "query_name": f"{asked.host}.",
            "query_type": asked.what,
            "query_class": "IN",
            "rcode": asked.outcome,
            "answers": answers,
            "srcaddr": asked.client,
            "srcport": str(asked.port),
            "transport": "UDP",
            "srcids": {"instance": "i-0example"},
        }
        if asked.blocked:
            entry |= {"firewall_rule_action": "BLOCK", "firewall_rule_group_id": "rslvr-frg-0example"}
        lines.append(json.dumps(entry))
    return "\n".join(lines) + "\n"


def _cloudflare() -> str:
    lines = []
    for asked in LOOKUPS:
        entry = {
            "CNAMEs": list(asked.aliases),
            "Datetime": f"{asked.at:%Y-%m-%dT%H:%M:%SZ}",
            "DstIP": "192.0.2.53",
            "DstPort": 53,
            "Protocol": "udp",
            "QueryName": asked.host,
            "QueryNameReversed": ".".join(reversed(asked.host.split("."))),
            "QueryType": {"A": 1, "AAAA": 28, "HTTPS": 65}[asked.what],
            "QueryTypeName": asked.what,
            "RCode": {"NOERROR": 0, "NXDOMAIN": 3}[asked.outcome],
            "ResolvedIPs": list(asked.addresses),
            "ResolverDecision": "blockedByCategory" if asked.blocked else "allowedOnNoPolicyMatch",
            "SrcIP": asked.client,
            "SrcPort": asked.port,
        }
        lines.append(json.dumps(entry))
    return "\n".join(lines) + "\n"


def _coredns() -> str:
    lines = ["2026-11-21T08:00:00.000000000Z stdout F .:53", "2026-11-21T08:00:00.100000000Z stdout F CoreDNS-1.11.1"]
    for number, asked in enumerate(LOOKUPS):
        client = f"[{asked.client}]" if ":" in asked.client else asked.client
        said = f'"{asked.what} IN {asked.host}. udp 46 false 1232" {asked.outcome} qr,rd,ra 90 0.012345678s'
        time = f"{asked.at:%Y-%m-%dT%H:%M:%S}.000000000Z"
        lines.append(f"{time} stdout F [INFO] {client}:{asked.port} - {number + 1000} {said}")
    return "\n".join(lines) + "\n"


def _powerdns() -> str:
    lines = []
    for number, asked in enumerate(LOOKUPS):
        client = f"[{asked.client}]" if ":" in asked.client else asked.client
        head = f"{asked.at:%b} {asked.at.day:>2} {asked.at:%H:%M:%S} gate pdns_recursor[433]: 3 [{number}/1]"
        lines.append(f"{head} question for '{asked.host}|{asked.what}' from {client}:{asked.port}")
        lines.append(f"{head} answer to question '{asked.host}|{asked.what}': 1 answers, 0 additional, took 2 packets")
    return "\n".join(lines) + "\n"


def _journal() -> str:
    lines = []
    for asked in LOOKUPS:
        for line in _dnsmasq_lines(asked, "dnsmasq[590]", ""):
            entry = {
                "__REALTIME_TIMESTAMP": str(int(asked.at.timestamp() * 1_000_000)),
                "SYSLOG_IDENTIFIER": "dnsmasq",
                "_PID": "590",
                "MESSAGE": line.partition("]: ")[2],
            }
            lines.append(json.dumps(entry))
    return "\n".join(lines) + "\n"


TEXTS: dict[str, Callable[[], str]] = {
    "bind.log": _bind,
    "bind_syslog.log": _bind_syslog,
    "unbound.log": _unbound,
    "unbound_tagged.log": _unbound_tagged,
    "dnsmasq.log": _dnsmasq,
    "dnsmasq_extra.log": _dnsmasq_extra,
    "dnsmasq_journal.json": _journal,
    "pihole.log": _pihole,
    "adguard_querylog.json": _adguard,
    "zeek_dns.log": _zeek_table,
    "zeek_dns.json": _zeek_json,
    "windows_american.log": lambda: _windows(_american),
    "windows_german.log": lambda: _windows(_german),
    "windows_japanese.log": lambda: _windows(_japanese),
    "route53.json": _route53,
    "cloudflare.json": _cloudflare,
    "coredns.log": _coredns,
    "powerdns.log": _powerdns,
}


def dnstap() -> bytes:
    """A dnstap file: the answer to a question right behind it."""
    frames = [
        dnstap_frame(asked, number, answers=answers)
        for number, asked in enumerate(LOOKUPS)
        for answers in (False, True)
    ]
    return frame_stream(frames)


_FTL_TYPES = {"A": 1, "AAAA": 2, "HTTPS": 16}
_FTL_STATUS = {"answered": 2, "gravity": 1, "alias": 9}


def ftl_before_2023(path: Path) -> None:
    """pihole-FTL.db of FTL 5.0: one table of texts."""
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE queries (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL, type INTEGER NOT NULL, "
            "status INTEGER NOT NULL, domain TEXT NOT NULL, client TEXT NOT NULL, forward TEXT, additional_info TEXT)"
        )
        database.executemany(
            "INSERT INTO queries (timestamp, type, status, domain, client, additional_info) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    int(asked.at.timestamp()),
                    _FTL_TYPES[asked.what],
                    _status(asked),
                    asked.host,
                    asked.client,
                    _hidden(asked),
                )
                for asked in LOOKUPS
            ],
        )
    database.close()


def ftl(path: Path) -> None:
    """pihole-FTL.db since FTL 5.16: numbers in query_storage, texts in tables beside it, and the view of old."""
    names: dict[str, dict[str, int]] = {"domain": {}, "client": {}, "info": {}}

    def number(kind: str, text: str | None) -> int | None:
        return None if text is None else names[kind].setdefault(text, len(names[kind]) + 1)

    rows = [
        (
            asked.at.timestamp(),
            _FTL_TYPES[asked.what],
            _status(asked),
            number("domain", asked.host),
            number("client", asked.client),
            number("info", _hidden(asked)),
            2 if asked.outcome == "NXDOMAIN" else 4,
        )
        for asked in LOOKUPS
    ]
    with sqlite3.connect(path) as database:
        database.executescript(
            "CREATE TABLE query_storage (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL, type INTEGER NOT NULL, "
            "status INTEGER NOT NULL, domain INTEGER NOT NULL, client INTEGER NOT NULL, forward INTEGER, additional_info INTEGER, "
            "reply_type INTEGER, reply_time REAL, dnssec INTEGER, list_id INTEGER);"
            "CREATE TABLE domain_by_id (id INTEGER PRIMARY KEY, domain TEXT NOT NULL);"
            "CREATE TABLE client_by_id (id INTEGER PRIMARY KEY, ip TEXT NOT NULL, name TEXT);"
            "CREATE TABLE addinfo_by_id (id INTEGER PRIMARY KEY, type INTEGER NOT NULL, content NOT NULL);"
            "CREATE VIEW queries AS SELECT id, timestamp, type, status, domain, client FROM query_storage;"
        )
        database.executemany("INSERT INTO domain_by_id VALUES (?, ?)", _turned(names["domain"]))
        database.executemany("INSERT INTO client_by_id VALUES (?, ?, NULL)", _turned(names["client"]))
        database.executemany("INSERT INTO addinfo_by_id VALUES (?, 1, ?)", _turned(names["info"]))
        database.executemany(
            "INSERT INTO query_storage (timestamp, type, status, domain, client, additional_info, reply_type) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
    database.close()


def _turned(numbers: dict[str, int]) -> list[tuple[int, str]]:
    return [(number, text) for text, number in numbers.items()]


def _status(asked: Asked) -> int:
    return _FTL_STATUS["alias" if asked.aliases else "gravity" if asked.blocked else "answered"]


def _hidden(asked: Asked) -> str | None:
    """Pi-hole names the alias for which it blocked; a branded name that it let through it does not un-cloak."""
    return asked.aliases[0] if asked.aliases else None


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, write in TEXTS.items():
        (FOLDER / file).write_bytes(write().encode())
