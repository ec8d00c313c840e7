from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.parameters import Tells, known_parameters, read_parameters
from backstamp.catalogue.wrappers import known_wrappers, read_wrappers
from backstamp.errors import CatalogueError

END = 'source = "s"\ndate = 2026-11-21\n'
WRAPPER = '[[wrapper]]\nname = "w"\ntitle = "W"\nkind = "mail"\nhosts = ["a.example"]\n'
OPAQUE = '[[opaque]]\nname = "o"\ntitle = "O"\nkind = "short"\npath = "/x/"\nwhy = "w"\n'
PARAMETER = '[[parameter]]\nnames = ["a", "b_*"]\nvendor = "V"\ntells = "recipient"\n'


def test_a_wrapper_is_read_with_source_and_day():
    facts = read_wrappers(WRAPPER + 'query = ["u"]\nsteps = ["base64", "json:url"]\n' + END + OPAQUE + END, "w.toml")
    (wrapper,) = facts.wrappers
    assert (wrapper.path, wrapper.query, wrapper.steps) == ("/", ("u",), ("base64", "json:url"))
    assert (wrapper.source, wrapper.dated.isoformat()) == ("s", "2026-11-21")
    assert facts.opaque[0].why == "w"


def test_names_that_share_a_vendor_are_one_fact_each():
    facts, exceptions = read_parameters(PARAMETER + END, "p.toml")
    assert [(fact.name, fact.tells) for fact in facts] == [("a", Tells.RECIPIENT), ("b_*", Tells.RECIPIENT)]
    assert exceptions == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[wrapper]\n", "not TOML"),
        ("[[other]]\n", "`other`"),
        ("wrapper = 1\n", "[[wrapper]] table"),
        ("guess = 1\n", "[guess] table"),
        (WRAPPER + END, "either `query` or"),
        (WRAPPER + 'path = "/{}/"\nquery = ["u"]\n' + END, "either `query` or"),
        (WRAPPER + 'path = "/{}/{rest}"\n' + END, "either `query` or"),
        (WRAPPER + 'query = ["u"]\nsteps = ["rot13"]\n' + END, "'rot13' is not known"),
        (WRAPPER + 'path = "x/{}"\n' + END, "must begin with a slash"),
        (WRAPPER + 'query = ["u"]\n', "`source`"),
        (WRAPPER.replace("mail", "post") + 'query = ["u"]\n' + END, "`kind` must be one of"),
        (WRAPPER + 'query = ["u"]\nextra = 1\n' + END, "`extra` means nothing"),
        ('[[wrapper]]\nname = "w"\ntitle = "W"\nkind = "mail"\nquery = ["u"]\n' + END, "give `hosts` or a `path`"),
        (OPAQUE.replace("/x/", "/{}/") + END, "no destination"),
        (OPAQUE + END + OPAQUE + END, "the name o stands 2 times"),
    ],
)
def test_a_malformed_wrapper_is_refused_with_the_fault_named(text, complaint):
    with pytest.raises(CatalogueError) as failure:
        read_wrappers(text, "w.toml")
    assert complaint in failure.value.operator
    assert "w.toml" in failure.value.operator


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[parameter]\n", "not TOML"),
        ("[[other]]\n", "`other`"),
        ("parameter = 1\n", "[[parameter]] table"),
        (PARAMETER.replace('["a", "b_*"]', "[]") + END, "give `names`"),
        (PARAMETER.replace('"a"', '"A"') + END, "lower case"),
        (PARAMETER.replace('"a"', '"*"') + END, "lower case"),
        (PARAMETER.replace('"a"', '"a*b"') + END, "lower case"),
        (PARAMETER.replace("recipient", "much") + END, "`tells` must be one of"),
        ('[[exception]]\nname = "e"\nwhy = "w"\n' + END, "give `hosts`, `segments` or `parameters`"),
    ],
)
def test_a_malformed_parameter_is_refused_with_the_fault_named(text, complaint):
    with pytest.raises(CatalogueError) as failure:
        read_parameters(text, "p.toml")
    assert complaint in failure.value.operator
    assert "p.toml" in failure.value.operator


def test_facts_that_hold_everywhere_have_unmistakable_names():
    everywhere = {fact.name for fact in known_parameters()[0] if not fact.hosts}
    assert everywhere.isdisjoint(
        {"cid", "ref", "source", "id", "u", "e", "sid", "uid", "token", "t", "s", "r", "campaign", "medium"}
    )
    assert all(len(name) > 2 for name in everywhere)


def test_no_parameter_is_stated_twice_for_one_place():
    stated = [(fact.name, host) for fact in known_parameters()[0] for host in fact.hosts or ("",)]
    assert len(stated) == len(set(stated))


def test_every_fact_says_where_it_comes_from_and_when():
    facts = known_wrappers()
    told = [(fact.source, fact.dated) for fact in facts.wrappers]
    told += [(fact.source, fact.dated) for fact in facts.opaque]
    told += [(fact.source, fact.dated) for fact in known_parameters()[0]]
    assert all(source and day.year >= 2024 for source, day in told)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    for read in (read_wrappers, read_parameters):
        with suppress(CatalogueError):
            read(text, "x.toml")
