"""``guichet backup`` and ``guichet restore``."""

from pathlib import Path

from guichet.cli.running import prepare, run_async, say


def run(target: Path, *, force: bool) -> None:
    """Write a backup."""
    settings = prepare()
    from guichet.processes.backup import backup

    run_async(backup(settings, target, say, force=force))


def run_restore(source: Path, *, force: bool) -> None:
    """Restore a backup."""
    settings = prepare()
    from guichet.processes.backup import restore

    run_async(restore(settings, source, say, force=force))
