"""``python -m guichet`` is ``guichet``."""

from guichet.cli import main

main()
