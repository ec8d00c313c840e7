"""Rules for mail filters, in the programs themselves: each flags what is tracked, however encoded, and nothing else."""

import mailbox
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.endtoend.installation import free_ports
from tests.endtoend.processes import wait_for_port
from tests.recipient.rule_samples import ALL, CLEAN, HEADING, HOSTILE, TRACKED, message

from backstamp.recipient.block.messages import postfix, rspamd, sieve, spamassassin

SYMBOLS = {
    "host": "BACKSTAMP_BEACONIA_INC",
    "path": "BACKSTAMP_S_MAILER_S_D",
    "exact": "BACKSTAMP_S_MAILER_S_D",
    "branded": "BACKSTAMP_S_SENDIOUS",
    "address": "BACKSTAMP_198_51_100_7",
    "css": "BACKSTAMP_BEACONIA_INC",
    "weak": "BACKSTAMP_WEAK",
}
TARGETS = [*ALL, *HOSTILE]
NOBODY = 65534


@pytest.fixture(scope="module")
def letters() -> Iterator[Path]:
    """The messages as files that anyone may read; Dovecot's tools refuse to run as root."""
    with TemporaryDirectory(prefix="filters-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for encoding in ("base64", "quoted-printable"):
            for sample, html in {**TRACKED, "clean": CLEAN}.items():
                (folder / f"{sample}.{encoding}.eml").write_bytes(message(html, encoding))
        folder.chmod(0o777)
        yield folder


def run(*command: str, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **more)


def dovecot(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    home = {"HOME": str(folder), "USER": "nobody", "PATH": os.environ["PATH"]}
    return run(*command, cwd=folder, env=home, **who)


@pytest.mark.needs("sievec", "sieve-test")
def test_sieve_flags_every_tracked_message_and_no_clean_one(letters):
    script = letters / "tracked.sieve"
    script.write_text(sieve.FORMAT.render(TARGETS, HEADING))
    compiled = dovecot("sievec", str(script), folder=letters)
    assert compiled.returncode == 0, compiled.stderr
    for path in sorted(letters.glob("*.eml")):
        done = dovecot("sieve-test", "-l", f"maildir:{letters}/box", str(script), path.name, folder=letters)
        assert done.returncode == 0, done.stderr
        assert ("add IMAP flags: $Tracked" in done.stdout) == (not path.name.startswith("clean")), path.name


@pytest.fixture(scope="module")
def spam_rules(tmp_path_factory) -> list[str]:
    """The options for SpamAssassin with our rules and nothing else; of plugins the one without which it does nothing."""
    site, rules = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("rules")
    (site / "only.pre").write_text("loadplugin Mail::SpamAssassin::Plugin::Check\n")
    # Without its lists SpamAssassin knows no top-level domain, and sees no host in a URL.
    (rules / "00_domains.cf").write_text("util_rb_tld example org\nadd_header all Found _TESTS(,)_\n")
    (rules / "backstamp.cf").write_text(spamassassin.FORMAT.render(TARGETS, HEADING))
    return ["-L", f"--siteconfigpath={site}", f"--configpath={rules}", f"--prefspath={rules}/none", "--nocreate-prefs"]


@pytest.mark.needs("spamassassin")
def test_spamassassin_accepts_the_rules(spam_rules):
    checked = run("spamassassin", *spam_rules, "--lint")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@pytest.mark.needs("spamassassin")
def test_spamassassin_names_who_tracks_and_nobody_in_a_clean_message(spam_rules, letters, tmp_path):
    sent = mailbox.mbox(tmp_path / "sent")
    for path in sorted(letters.glob("*.eml")):
        sent.add(path.read_bytes().replace(b"Subject: News", f"Subject: {path.name}".encode()))
    sent.close()
    (tmp_path / "marked").write_text(run("spamassassin", *spam_rules, "--mbox", str(tmp_path / "sent")).stdout)
    marked = mailbox.mbox(tmp_path / "marked")
    found = {letter["Subject"]: letter["X-Spam-Found"] for letter in marked}
    marked.close()
    assert found == {path.name: SYMBOLS.get(path.name.partition(".")[0], "none") for path in letters.glob("*.eml")}


@pytest.fixture(scope="module")
def rspamd_settings(tmp_path_factory) -> tuple[Path, int]:
    """A configuration with our rules and nothing else, and the port of its scanner."""
    folder = tmp_path_factory.mktemp("rspamd")
    (port,) = free_ports(1)
    (folder / "regexp.conf").write_text(rspamd.FORMAT.render(TARGETS, HEADING))
    (folder / "domains").write_text("example\norg\n")
    settings = folder / "rspamd.conf"
    settings.write_text(f"""
        options {{
          filters = "regexp"; url_tld = "{folder}/domains"; cache_file = "{folder}/symbols"; hs_cache_dir = "{folder}";
          control_socket = "{folder}/control"; pidfile = "{folder}/pid"; tempdir = "{folder}";
          dns {{ nameserver = ["127.0.0.1"]; }}
        }}
        logging {{ type = "console"; level = "warning"; }}
        actions {{ reject = 1000; }}
        group "backstamp" {{ max_score = 1; }}
        regexp {{ .include "{folder}/regexp.conf" }}
        worker "normal" {{ bind_socket = "127.0.0.1:{port}"; count = 1; }}
    """)
    return settings, port


@pytest.mark.needs("rspamadm")
def test_rspamd_accepts_the_rules(rspamd_settings):
    settings, _ = rspamd_settings
    checked = run("rspamadm", f"--var=DBDIR={settings.parent}", "configtest", "--strict", "-c", str(settings))
    assert checked.returncode == 0, checked.stdout
    assert "invalid" not in checked.stdout + checked.stderr


@pytest.mark.needs("rspamd", "rspamc")
def test_rspamd_names_who_tracks_and_nobody_in_a_clean_message(rspamd_settings, letters):
    settings, port = rspamd_settings
    log = settings.with_suffix(".log")
    command = ["rspamd", "-f", "-i", "-c", str(settings), f"--var=DBDIR={settings.parent}"]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            wait_for_port(port, process, log)
            for path in sorted(letters.glob("*.eml")):
                scanned = answer(port, path)
                wanted = SYMBOLS.get(path.name.partition(".")[0])
                assert {word for word in scanned.split() if word.startswith("BACKSTAMP")} == {wanted} - {None}, (
                    path.name
                )
        finally:
            process.terminate()


def answer(port: int, path: Path) -> str:
    """What the scanner says; it answers a little later than it listens."""
    deadline = time.monotonic() + 20
    while True:
        scanned = run("rspamc", "-h", f"127.0.0.1:{port}", "symbols", str(path))
        if "Action:" in scanned.stdout:
            return scanned.stdout.replace("(", " ")
        assert time.monotonic() < deadline, scanned.stdout + scanned.stderr
        time.sleep(0.1)


@pytest.mark.needs("postmap")
@pytest.mark.parametrize(
    ("field", "action"),
    [
        ("Disposition-Notification-To: <boss@shop.example>", "IGNORE"),
        ("RETURN-RECEIPT-TO: boss@shop.example", "IGNORE"),
        ("X-Confirm-Reading-To: boss@shop.example", "IGNORE"),
        (
            "List-Unsubscribe: <mailto:x@y.example>,\n <https://u.mail.delight.example/u?1>",
            "WARN tracked by Mailer's Delight",
        ),
        ("Message-ID: <77@px.beaconia.example>", "WARN tracked by Beaconia, Inc."),
        ("Message-ID: <77@apx.beaconia.example>", ""),
        ("List-Unsubscribe: <https://mail.delight.example.org/>", ""),
        ("Subject: https://mail.delight.example/", ""),
    ],
)
def test_postfix_acts_on_fields(tmp_path, field, action):
    table = tmp_path / "backstamp.pcre"
    table.write_text(postfix.FORMAT.render(TARGETS, HEADING))
    if not Path("/usr/lib/postfix/postfix-pcre.so").exists() and "pcre" not in run("postconf", "-m").stdout.split():
        pytest.skip("not installed: postfix-pcre")
    asked = run("postmap", "-q", field, f"pcre:{table}")
    assert (asked.stdout.strip(), asked.stderr) == (action, "")
