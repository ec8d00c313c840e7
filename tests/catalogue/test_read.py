import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstamp.catalogue.facts import Certainty, FetcherClass, NetworkClass, Scope
from backstamp.catalogue.read import read_browsers, read_fetchers, read_networks
from backstamp.errors import CatalogueError

COMMON = 'scope = "both"\ncertainty = "certain"\nsource = "a log"\ndate = 2026-11-21\n'
FETCHER = '[[fetcher]]\nname = "curl"\ntitle = "curl"\nclass = "http-library"\ncontains = "curl/"\n' + COMMON
NETWORK = '[[network]]\nname = "n"\ntitle = "N"\nclass = "hosting"\ncidrs = ["192.0.2.0/24"]\nasns = [64496]\n' + COMMON
BROWSER = '[[browser]]\nname = "b"\ntitle = "B"\nregex = \'B/(\\d+)\'\nsource = "s"\ndate = 2026-11-21\n'


def test_a_fetcher_is_read_with_source_and_day():
    (fact,) = read_fetchers(FETCHER, "f.toml")
    assert (fact.kind, fact.how, fact.pattern) == (FetcherClass.HTTP_LIBRARY, "contains", "curl/")
    assert (fact.scope, fact.certainty, fact.source, fact.dated.isoformat()) == (
        Scope.BOTH,
        Certainty.CERTAIN,
        "a log",
        "2026-11-21",
    )


def test_a_network_is_read_and_a_refuted_claim_stands_apart():
    refuted = '[[refuted]]\nname = "r"\nclaim = "c"\nwhy = "w"\nsource = "s"\ndate = 2026-11-21\n'
    (network,), (claim,) = read_networks(NETWORK + refuted, "n.toml")
    assert (network.kind, network.cidrs, network.asns) == (NetworkClass.HOSTING, ("192.0.2.0/24",), (64496,))
    assert claim.claim == "c"


def test_releases_are_sorted_by_version_not_by_text():
    (browser,) = read_browsers(BROWSER + "[browser.releases]\n100 = 2022-03-29\n99 = 2022-03-01\n", "b.toml")
    assert [version for version, _ in browser.releases] == [(99,), (100,)]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("curl/", ""), r"f\.toml: \[\[fetcher\]\] 1 \(curl\): `contains` must be a non-empty text"),
        (("contains", "regexp"), "`regexp` means nothing here"),
        (('class = "http-library"', 'class = "bot"'), "`class` must be one of: bare, prefetch"),
        (('contains = "curl/"', 'regex = "("'), "`regex` is not a regular expression"),
        (('contains = "curl/"', ""), "exactly one of `exact`, `contains`, `regex`"),
        (("2026-11-21", '"2026-11-21"'), "`date` must be a day such as 2026-11-21, without quotes"),
        (("date = 2026-11-21\n", ""), "`date` must be a day"),
        (('source = "a log"\n', ""), "`source` must be a non-empty text"),
        (("[[fetcher]]", "[fetcher]"), r"only \[\[fetcher\]\] tables belong here"),
        (("[[fetcher]]", "[[fetcher"), r"f\.toml: not TOML"),
    ],
)
def test_a_fault_is_told_with_file_entry_and_cure(change, complaint):
    with pytest.raises(CatalogueError, match=complaint):
        read_fetchers(FETCHER.replace(*change), "f.toml")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("192.0.2.0/24", "192.0.2.0/33"), "'192.0.2.0/33' is not a network"),
        (("64496", "0"), "0 is not the number of an autonomous system"),
        (("[64496]", "64496"), "`asns` must be a list"),
        (('cidrs = ["192.0.2.0/24"]\nasns = [64496]\n', ""), "give `cidrs` or `asns`"),
    ],
)
def test_a_fault_in_a_network_is_told(change, complaint):
    with pytest.raises(CatalogueError, match=complaint):
        read_networks(NETWORK.replace(*change), "n.toml")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("(\\d+)", "\\d+"), "exactly one group"),
        (("date = 2026-11-21\n", "date = 2026-11-21\nreleases = { x = 2022-01-01 }\n"), "a version is digits and dots"),
        (("date = 2026-11-21\n", "date = 2026-11-21\nreleases = 3\n"), "`releases` must be a table"),
    ],
)
def test_a_fault_in_a_browser_is_told(change, complaint):
    with pytest.raises(CatalogueError, match=complaint):
        read_browsers(BROWSER.replace(*change), "b.toml")


@given(st.text(max_size=200))
def test_any_text_is_facts_or_a_catalogue_error(text):
    for read in (read_fetchers, read_networks, read_browsers):
        try:
            read(text, "x.toml")
        except CatalogueError as error:
            assert error.operator.startswith("x.toml")
