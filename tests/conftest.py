"""What every test shares: the corpora's place, and an honest account of tests that could not run here."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"

# Time on a shared machine proves nothing: what must be fast is measured in bench/.
# The same examples in every run: a change answers for itself, not for what chance finds in another room that day.
# Chance has its own place: `pytest --hypothesis-profile explore`, and make fuzz.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        missing = [
            program for marker in item.iter_markers("needs") for program in marker.args if shutil.which(program) is None
        ]
        if missing:
            item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(missing)}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.getreports("skipped")
    if not skipped:
        return
    terminalreporter.section("not tested here")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.line(f"{report.nodeid}: {reason.removeprefix('Skipped: ')}")


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The mail corpora; they are data of the test machines and not part of the project."""
    if not CORPORA.is_dir():
        pytest.skip("the mail corpora are not on this machine")
    return CORPORA
