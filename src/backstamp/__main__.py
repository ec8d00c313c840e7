"""``python -m backstamp`` is ``backstamp``."""

from backstamp.app.cli import main

main()
