"""Write what is expected of every golden scan anew: ``.venv/bin/python -m tests.scans``."""

from tests.scans.golden import NAMES, expected, printed

for name in NAMES:
    expected(name).write_text(printed(name), encoding="utf-8")
