"""Measure how well trackers are found, beside the peers' rules; print the tables.

    make accuracy          or          .venv/bin/python -m bench.accuracy --page

With ``--page`` docs/accuracy.md is written anew. Exit code 2 where the corpora are not at hand. Takes half a minute.
"""

import argparse
import sys
from pathlib import Path

from bench.accuracy.corpora import CORPORA
from bench.accuracy.measure import measure
from bench.accuracy.page import PAGE, tables, written


def main(arguments: list[str] | None = None) -> int:
    """Measure and print.

    Args:
        arguments: of the command line, without the program's name.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="make accuracy", description="How well trackers are found.")
    parser.add_argument("--corpora", type=Path, default=CORPORA, help="folder with pairs, ham and phish")
    parser.add_argument("--page", action="store_true", help="write the tables of docs/accuracy.md anew")
    options = parser.parse_args(arguments)
    if not options.corpora.is_dir():
        print(f"the mail corpora are not at {options.corpora}; --corpora names another folder", file=sys.stderr)
        return 2
    measured = measure(options.corpora)
    if options.page:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    print(tables(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
