"""Rules for detection systems, in the programs and libraries that read them."""

import json
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from tests.endtoend.packets import Capture
from tests.recipient.rule_samples import ALL, HEADING, HOSTILE

from backstamp.recipient.block.detection import sigma, stix, suricata

SETTINGS = """\
%YAML 1.1
---
vars:
  address-groups:
    HOME_NET: "[192.168.0.0/16]"
    EXTERNAL_NET: any
default-log-dir: {folder}
classification-file: {folder}/classification.config
reference-config-file: {folder}/reference.config
threshold-file: {folder}/threshold.config
outputs:
  - eve-log:
      enabled: yes
      filetype: regular
      filename: eve.json
      types: [alert]
app-layer:
  protocols:
    dns:
      udp: {{enabled: yes, detection-ports: {{dp: 53}}}}
      tcp: {{enabled: yes, detection-ports: {{dp: 53}}}}
    http: {{enabled: yes}}
    tls: {{enabled: yes, detection-ports: {{dp: 443}}}}
"""


@pytest.fixture(scope="module")
def suricata_command(tmp_path_factory) -> list[str]:
    """Suricata with settings of its own and our rules, and nothing of the machine's."""
    folder = tmp_path_factory.mktemp("suricata")
    (folder / "suricata.yaml").write_text(SETTINGS.format(folder=folder))
    (folder / "classification.config").write_text("config classification: misc-activity,Misc activity,3\n")
    for empty in ("reference.config", "threshold.config"):
        (folder / empty).touch()
    (folder / "backstamp.rules").write_text(suricata.FORMAT.render([*ALL, *HOSTILE], HEADING))
    return [
        "suricata",
        "-c",
        f"{folder}/suricata.yaml",
        "-S",
        f"{folder}/backstamp.rules",
        "-l",
        str(folder),
        "-k",
        "none",
    ]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.needs("suricata")
def test_suricata_accepts_every_rule(suricata_command):
    checked = run(*suricata_command, "-T", "-v", "--init-errors-fatal")
    rules = Path(suricata_command[4]).read_text().count("\nalert ")
    said = checked.stdout + checked.stderr
    assert checked.returncode == 0, said
    assert f"{rules} rules successfully loaded, 0 rules failed" in said
    assert not re.search(r"(?m)^(W|E): ", said), said


@pytest.mark.needs("suricata")
def test_suricata_raises_an_alert_for_each_tracker_and_for_nothing_else(suricata_command, tmp_path):
    traffic = Capture()
    traffic.look_up("A.pX.beaconia.example")
    traffic.look_up("px.beaconia.example")
    traffic.look_up("apx.beaconia.example")
    traffic.look_up("px.beaconia.example.org")
    traffic.greet("img.px.beaconia.example")
    traffic.greet("shop.example")
    traffic.get("links.shop.example", "/wf/open?upn=u001.x")
    traffic.get("links.shop.example", "/x/wf/open?upn=u001.x")
    traffic.get("one.delight.example", "/a/b/c/pixel.gif")
    traffic.get("one.delight.example", "/a/b/c/pixel.gif.html")
    traffic.get("198.51.100.7", "/x.gif")
    traffic.get("mail.delight.example", "/track/open.php?u=77&id=abc")
    traffic.write(tmp_path / "traffic.pcap")
    done = run(*suricata_command, "-r", str(tmp_path / "traffic.pcap"))
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in (Path(suricata_command[6]) / "eve.json").read_text().splitlines()]
    messages = sorted(event["alert"]["signature"] for event in events if event["event_type"] == "alert")
    prefix = "Backstamp - email tracker "
    assert [message.removeprefix(prefix) for message in messages] == [
        "198.51.100.7 (opens only, HTTP)",
        "Beaconia, Inc. (opens only, DNS)",
        "Beaconia, Inc. (opens only, DNS)",
        "Beaconia, Inc. (opens only, TLS)",
        "Mailer's Delight (shared host, HTTP)",
        "Mailer's Delight (shared host, HTTP)",
        "Mailer's Delight (shared host, HTTP)",
        "Sendious (shared host, HTTP)",
    ]


def test_a_reader_of_sigma_accepts_and_translates_every_rule():
    from sigma.backends.test.backend import TextQueryTestBackend
    from sigma.collection import SigmaCollection

    rules = SigmaCollection.from_yaml(sigma.FORMAT.render([*ALL, *HOSTILE], HEADING))
    assert not rules.errors
    assert [str(rule.level) for rule in rules.rules] == ["low", "low", "informational", "informational"]
    names, requests, *_ = TextQueryTestBackend().convert(rules)
    assert names == 'query in ("px.beaconia.example", "*.px.beaconia.example")'
    assert all(host in requests for host in ('"px.beaconia.example"', ".px.beaconia.example", "198.51.100.7"))


def test_a_reader_of_stix_accepts_every_object_and_pattern():
    validate = import_module("stix2patterns.validator").validate
    bundle = import_module("stix2").parse(stix.FORMAT.render([*ALL, *HOSTILE], HEADING), allow_custom=False)
    kinds = [made.type for made in bundle.objects]
    assert kinds.count("grouping") == 2
    indicators = [made for made in bundle.objects if made.type == "indicator"]
    assert len(indicators) >= len(ALL) - 1
    assert all(validate(made.pattern, "2.1") for made in indicators)
    grouped = [reference for made in bundle.objects if made.type == "grouping" for reference in made.object_refs]
    assert sorted(grouped) == sorted(made.id for made in indicators)
