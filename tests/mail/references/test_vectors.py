import pytest
from tests.mail.references.vectors import VECTORS, Vector
from tests.mail.references.vectors_page import PAGE, page

from backstamp.mail.references.document import references_in_html
from backstamp.mail.references.message import references
from backstamp.mail.references.reference import Reference


def told(vector: Vector) -> list[Reference]:
    if "\r\n\r\n" in vector.sample:
        return list(references(vector.sample.encode()))
    return list(references_in_html(vector.sample))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.group}: {vector.name}")
def test_a_vector_gives_just_the_references_that_are_expected(vector: Vector) -> None:
    found = tuple(f"{one.kind} | {one.trigger} | {one.vector} | {one.url or '-'}" for one in told(vector))
    assert found == vector.expected


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.group}: {vector.name}")
def test_what_is_written_stands_at_the_span(vector: Vector) -> None:
    transfer_encoded = "Transfer-Encoding" in vector.sample
    for reference in told(vector):
        if not transfer_encoded:
            assert vector.sample[slice(*reference.span)] == reference.raw


def test_there_are_more_vectors_than_anybody_else_tests_and_none_twice() -> None:
    assert len({vector.sample for vector in VECTORS}) == len(VECTORS) >= 230
    assert len({(vector.group, vector.name) for vector in VECTORS}) == len(VECTORS)


def test_the_page_of_vectors_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(VECTORS), "run tests/mail/references/vectors_page.py"
