"""The command ``backstamp``, also as ``python -m backstamp``: Ctrl-C is quiet while the command line still loads."""

import sys


def main() -> None:
    """Load the command line and run it; leaves with its exit code, 130 where Ctrl-C comes first."""
    try:
        from backstamp.app.cli import main as run  # noqa: PLC0415 - what takes long to load is inside the try
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
