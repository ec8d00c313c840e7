"""How well trackers are found: the figures are held, and the page tells what is measured."""

from pathlib import Path

import pytest
from bench.accuracy import measure as measuring
from bench.accuracy.__main__ import main
from bench.accuracy.corpora import Mail, Pair, truth
from bench.accuracy.measure import BLIND, COMPARED, SINGLE, Measured, measure, on_pairs
from bench.accuracy.page import BEGIN, END, PAGE, tables, written
from bench.accuracy.peers import by_hosts, by_list, catalogue, fairemail, mail_tracker_blocker, nextcloud, one_by_one
from bench.accuracy.score import Score, Share, score
from tests.recipient.messages import letter

from backstamp.catalogue.trackers import load_trackers


@pytest.fixture(scope="module")
def measured(corpora: Path) -> Measured:
    return measure(corpora)


def test_one_copy_of_a_pair_is_judged_rightly(measured: Measured):
    for level in (measured.loading, measured.fetching):
        for name in (SINGLE, BLIND):
            assert (level[name].precision or 0) >= 0.95
            assert (level[name].recall or 0) >= 0.95


def test_two_copies_leave_no_doubt(measured: Measured):
    for level in (measured.loading, measured.fetching):
        assert (level[COMPARED].precision, level[COMPARED].recall) == (1.0, 1.0)


def test_hardly_any_image_of_legitimate_mail_is_called_a_tracker(measured: Measured):
    assert measured.ham[SINGLE].share <= 0.01
    assert measured.ham[BLIND].share <= 0.01


def test_the_page_tells_what_is_measured(measured: Measured):
    assert tables(measured) in PAGE.read_text(encoding="utf-8")


def called(rule, html: str) -> list[str]:
    """The addresses that a rule calls trackers in a body."""
    mail = Mail("made up", letter(html))
    orders = rule(mail)
    return [one.value for one in mail.fetching if one.order in orders]


LOGO = '<img src="https://t.example/logo.png" width="120" height="40">'


def img(name: str, attributes: str) -> str:
    return f'<img src="https://t.example/{name}" {attributes}>'


def test_one_pixel_by_one_counts_by_attributes_alone():
    assert called(one_by_one, img("a", "width=1 height=1"))
    assert not called(
        one_by_one, img("a", 'style="width:1px;height:1px"') + img("b", "width=1") + img("c", 'width="2" height="1"')
    )


def test_nextcloud_goes_up_to_four_pixels():
    assert called(nextcloud, img("a", "width=4 height=4"))
    assert not called(nextcloud, img("a", "width=5 height=1"))


def test_fairemail_trusts_the_host_of_a_larger_picture():
    assert called(fairemail, img("a", "width=5 height=5") + img("b", 'style="max-width: 1px"') + img("c", "width=0"))
    assert not called(fairemail, img("a", "width=1 height=1") + LOGO)
    assert not called(fairemail, img("a", "width=26 height=1"))


def test_mail_tracker_blocker_looks_at_the_width_and_spares_spacers():
    rule = mail_tracker_blocker(load_trackers())
    assert called(rule, img("a", 'style="height:9px; width:1px"') + img("b", 'width="1"'))
    assert not called(rule, img("spacer.gif", 'width="1"') + img("b", 'height="1"') + img("c", 'width="10"'))


def test_a_list_is_the_rules_whose_source_names_it():
    trackers = load_trackers()
    pixel = '<img src="https://x.list-manage.com/track/open.php?u=1&id=2&e=3">'
    assert called(by_list(trackers, "MailTrackerBlocker"), pixel)
    assert not called(by_list(trackers, "a list that nobody has"), pixel)
    assert called(catalogue(trackers), pixel)
    assert not called(catalogue(trackers), LOGO)


def test_a_list_of_domains_counts_all_that_is_below_them():
    rule = by_hosts(load_trackers(), "Disconnect")
    assert called(rule, '<img src="https://a.b.mkt51.net/any">')
    assert not called(rule, '<img src="https://notmkt51.net/any"><img src="http://[bad/">')


def test_the_truth_is_what_the_other_copy_does_not_have():
    one, other = (Mail(name, letter(f'{LOGO}<img src="https://t.example/?u={name}">')) for name in "ab")
    true = truth(one, other)
    assert [mail.value for mail in one.fetching if mail.order in true] == ["https://t.example/?u=a"]
    assert on_pairs([Pair(one, other)], lambda _: frozenset(), loading=True) == Score(missed=2)


def test_scores_and_shares():
    one = score(frozenset({1, 2}), frozenset({2, 3}), range(3))
    assert one == Score(right=1, wrong=1)
    assert ((one + Score(missed=1)).precision, (one + Score(missed=1)).recall) == (0.5, 0.5)
    assert (Score().precision, Score().recall, Share(0, 0).share, Share(1, 4).share) == (None, None, 0, 0.25)


def test_a_page_keeps_all_but_its_generated_part():
    figures = Measured({"a": Score(1, 0, 1)}, {}, {}, {"b": Share(1, 8)}, (("h.example", 3),), (6, 1, 2))
    page = written(f"before\n{BEGIN}\nold\n{END}\nafter\n", figures)
    assert page.startswith(f"before\n{BEGIN}\n\n### What loads on opening, in 6 pairs\n")
    assert page.endswith(f"{END}\nafter\n")
    assert "old" not in page
    assert "| a | 1 | 0 | 1 | 1.00 | 0.50 |" in page
    assert "| b | 1 | 8 | 12.5% |" in page
    assert "h.example (3)" in page
    assert written(page, figures) == page


def test_without_the_corpora_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--corpora", str(tmp_path / "none")]) == 2
    assert "the mail corpora are not at" in capsys.readouterr().err


def test_the_tables_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for name in ("pairs", "ham", "phish"):
        (tmp_path / name).mkdir()
    assert measuring.measure(tmp_path).mailings == (0, 0, 0)
    assert main(["--corpora", str(tmp_path)]) == 0
    assert "### What loads on opening, in 0 pairs" in capsys.readouterr().out
