"""What holds of every format for mail filters and detection systems, whatever the targets say."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.recipient.rule_samples import ALL, HEADING, HOSTILE, SHARED_PATH

from backstamp.recipient.block.registry import load_format
from backstamp.recipient.block.target import Scope, Target

NAMES = ["sieve", "spamassassin", "rspamd", "exchange", "postfix", "sigma", "suricata", "zeek", "misp", "stix"]
TEXT = st.text(max_size=20)
PATH = st.text(alphabet="/ab1*$?&=.%'\"\\|;:#[]{}()<> \n", max_size=12)
TARGETS = st.lists(
    st.builds(
        Target,
        vendor=TEXT,
        host=TEXT | st.sampled_from(["", "a.example", "198.51.100.7", "2001:db8::1"]),
        below=st.booleans(),
        path=TEXT | PATH | PATH.map(lambda tail: f"/{tail}"),
        scope=st.sampled_from(Scope),
        serves=st.just(SHARED_PATH.serves),
        certainty=st.sampled_from(["certain", "probable", "weak"]),
        source=TEXT,
    ),
    max_size=8,
)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@given(TARGETS)
def test_any_targets_give_a_text_that_ends_in_a_line_break(name, targets):
    text = load_format(name).render(targets, HEADING)
    assert text.endswith("\n")
    assert text.encode()


@pytest.mark.parametrize("name", NAMES)
def test_neither_order_nor_repeats_change_a_file(name):
    render = load_format(name).render
    assert render([*ALL, *HOSTILE], HEADING) == render([*reversed(HOSTILE), *ALL, *reversed(ALL)], HEADING)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_what_it_is_about(name):
    made = load_format(name)
    assert made.name == name
    text = made.render(ALL, replace(HEADING, about="hosts of\nthe test"))
    assert "osts of\n" not in text


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"misp", "stix", "exchange"}))
def test_scopes_stand_in_sections_of_their_own(name):
    text = load_format(name).render(ALL, HEADING).lower()
    assert text.index("serve nothing but opens") < text.index("beaconia") < text.index("blocking them breaks mail")
