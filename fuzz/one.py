"""One target under the fuzzer, or one input that it found run again.

    .venv/bin/python fuzz/one.py TARGET [libFuzzer's options and corpus folders]
    .venv/bin/python fuzz/one.py TARGET FILE

The first needs atheris; the second does without it where it is not installed, and then shows a plain traceback.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # run as a script: the package stands one folder up


def main(arguments: list[str]) -> None:
    """Run a target; see the module's text."""
    try:
        import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: PLC0415  # not on every Python, no types
    except ImportError:
        return _plain(arguments)
    with atheris.instrument_imports(include=["backstamp"]):
        from fuzz.targets import TARGETS  # noqa: PLC0415  # what is imported here is instrumented
    name, *options = arguments
    atheris.Setup([sys.argv[0], *options], TARGETS[name].check)
    atheris.Fuzz()
    return None


def _plain(arguments: list[str]) -> None:
    from fuzz.targets import TARGETS  # noqa: PLC0415  # only here: where atheris is, it must see this import

    name, *files = arguments
    for file in files:
        TARGETS[name].check(Path(file).read_bytes())


if __name__ == "__main__":
    main(sys.argv[1:])
