"""Which targets a program can use."""

import pytest
from tests.recipient.block_samples import CLICK, CONTENT, OPEN, target

from backstamp.catalogue.tracker import Serves
from backstamp.recipient.block.format import Level
from backstamp.recipient.block.selection import blocks_images, suited
from backstamp.recipient.block.target import Scope

BRANDED = target("", "/wf/open?", scope=Scope.SHARED)
HOST = target("o.example.com")
SHAPE = target("o.example.com", "/o/")
SHAPE_BELOW = target("a.o.example.com", "/o/")
SHARED = target("m.example.com", "", OPEN, CLICK, scope=Scope.SHARED)
SHARED_SHAPE = target("m.example.com", "/open/", scope=Scope.SHARED)
SHARED_ALONE = target("n.example.com", "", OPEN, CLICK, scope=Scope.SHARED)
WEAK = target("w.example.com", "/t/", scope=Scope.SHARED, certainty="weak")
WEAK_HOST = target("w.example.com", scope=Scope.SHARED, certainty="weak")
ALL = [BRANDED, HOST, SHAPE, SHAPE_BELOW, SHARED, SHARED_SHAPE, SHARED_ALONE, WEAK, WEAK_HOST]


def test_resolvers_know_whole_hosts_alone_and_nothing_weak() -> None:
    assert suited(ALL, Level.NAME) == [HOST, SHARED, SHARED_ALONE]


def test_for_resolvers_a_host_above_is_enough_where_it_means_those_below() -> None:
    below, above = target("a.o.example.com"), HOST
    assert suited([below, above], Level.NAME) == [above]
    assert suited([below, target("o.example.com", below=False)], Level.NAME)[0] == below
    assert suited([below, target("o.example.com", scope=Scope.SHARED)], Level.NAME)[0] == below


def test_where_urls_are_seen_shared_hosts_are_known_by_shape_and_open_hosts_as_a_whole() -> None:
    assert suited(ALL, Level.URL) == [BRANDED, HOST, SHARED_SHAPE, SHARED_ALONE]


def test_weak_shapes_stay_where_signs_can_be_weighed() -> None:
    assert suited(ALL, Level.MESSAGE) == [BRANDED, HOST, SHARED_SHAPE, SHARED_ALONE, WEAK]


def test_data_is_whole() -> None:
    assert suited(ALL, Level.DATA) == ALL


@pytest.mark.parametrize(
    ("serves", "expected"), [((OPEN,), True), ((OPEN, CLICK), True), ((CLICK,), False), ((OPEN, CONTENT), False)]
)
def test_images_are_blocked_only_where_none_is_to_be_seen(serves: tuple[Serves, ...], expected: bool) -> None:
    assert blocks_images(target("t.example.com", "/o", *serves)) is expected
