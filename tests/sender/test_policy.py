import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.errors import ConfigError
from backstamp.sender.modes import Mode, Modes
from backstamp.sender.policy import Policy, read_policy

DOCS = Path(__file__).parents[2] / "docs" / "policy.md"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        path = tmp_path / "policy.toml"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        return path

    return written


@pytest.fixture
def sample(write) -> Policy:
    (text,) = re.findall(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return read_policy(write(text))


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("https://sso.example.com/x", "sso.example.com"),
        ("http://login.bank.example/", "*.bank.example"),
        ("https://example.com/legal#terms", "https://example.com/legal"),
        ("https://example.com/contracts/1?x", "https://example.com/contracts/*"),
        ("http://docs.example.net/a/b.pdf", "*://*.example.net/*.pdf"),
    ],
)
def test_the_sample_of_the_documentation_leaves_what_it_says(sample, url, pattern):
    assert sample.leaves(url) == f"the policy says so ({pattern})"


def test_other_links_are_not_the_policys_business(sample):
    assert sample.leaves("https://example.com/news") is None
    assert Policy().leaves("https://example.com/") is None


@pytest.mark.parametrize(
    ("address", "opens", "links"),
    [
        ("someone@hospital.example", Mode.OFF, Mode.AGGREGATE),
        ("SOMEONE@Hospital.Example", Mode.OFF, Mode.AGGREGATE),
        ("someone@ward.hospital.example", Mode.INDIVIDUAL, Mode.INDIVIDUAL),
        ("a@edu.example", Mode.PSEUDONYMOUS, Mode.INDIVIDUAL),
        ("a@cs.uni.edu.example", Mode.PSEUDONYMOUS, Mode.INDIVIDUAL),
        ("a@notedu.example", Mode.INDIVIDUAL, Mode.INDIVIDUAL),
        ("Jane@example.org", Mode.OFF, Mode.OFF),
        ("joe@example.org", Mode.INDIVIDUAL, Mode.INDIVIDUAL),
        ("nonsense", Mode.INDIVIDUAL, Mode.INDIVIDUAL),
    ],
)
def test_the_sample_of_the_documentation_spares_recipients(sample, address, opens, links):
    assert sample.modes(address) == Modes(opens, links)


def test_of_several_entries_the_least_of_each_counts(write):
    policy = read_policy(
        write(
            '[recipients."*@a.example"]\nopens = "off"\n[recipients."*.example"]\nlinks = "aggregate"\n'
            '[recipients."J@a.example"]\nopens = "individual"\n[recipients."j@A.example"]\nlinks = "pseudonymous"\n'
        )
    )
    assert policy.modes("j@a.example") == Modes(Mode.OFF, Mode.AGGREGATE)


def test_domains_may_be_written_in_any_script(write):
    policy = read_policy(write('[recipients."*@bücher.example"]\nopens = "off"\n'))
    assert policy.modes("a@xn--bcher-kva.example").opens is Mode.OFF
    assert policy.modes("a@Bücher.example").opens is Mode.OFF


def test_an_empty_policy_says_nothing(write):
    assert read_policy(write("")).modes("a@b.example") == Modes()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[links\n", "line 1"),
        ("\udcff", "UTF-8"),
        ("[link]\n", "`link` is not known"),
        ("links = 1", "[links]"),
        ("[links]\nkeep = []", "[links]"),
        ('[links]\nleave = "x"', "list"),
        ("[links]\nleave = [1]", "list"),
        ('[links]\nleave = ["a.example", "a b"]', '"a b"'),
        ("recipients = []", "`recipients`"),
        ("[recipients]\nx = 1", '"x"'),
        ("[recipients.hospital.example]\nopens = 'off'", "quotation marks"),
        ('[recipients."*@a.example"]', "opens, links or both"),
        ('[recipients]\n"*@a.example" = "off"', "opens, links or both"),
        ('[recipients."*@a.example"]\nopens = "none"', "off, aggregate, pseudonymous, individual"),
        ('[recipients."*@a.example"]\nopens = false', "`opens`"),
        ('[recipients."*@a.example"]\nopens = ["off"]', "`opens`"),
        ('[recipients."*@a.example"]\nclicks = "off"', "opens, links or both"),
        ('[recipients."a@b@*"]\nopens = "off"', "is no recipient"),
    ],
)
def test_a_mistake_is_told_with_file_and_entry(write, text, told):
    path = write(text)
    with pytest.raises(ConfigError, match=re.escape(told)) as caught:
        read_policy(path)
    assert str(path) in caught.value.operator


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        read_policy(tmp_path / "none.toml")


@given(st.text())
def test_any_address_and_url_is_answered(text):
    policy = Policy(recipients={"*.example": Modes(Mode.OFF, Mode.OFF)})
    assert policy.modes(text).opens in set(Mode)
    assert policy.leaves(text) is None
