"""The commands and their arguments. What a command does is in its own file, read when called:
``guichet --help`` and ``guichet serve`` load nothing they do not need.
"""

from pathlib import Path
from typing import Annotated

import typer

from guichet.cli import simulate, tenant, user

app = typer.Typer(
    name="guichet",
    help="Guichet: one hub through which a company and its customers reach each other.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

app.add_typer(tenant.app, name="tenant")
app.add_typer(user.app, name="user")
app.add_typer(simulate.app, name="simulate")


@app.command()
def serve(
    roles: Annotated[
        str | None,
        typer.Option(
            help="What this process does, separated by commas: web, router, sms, mail, voice,"
            " worker. Default: everything this release has.",
            show_default=False,
        ),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Demo data, demo sign-ins, an outbox instead of mail.")
    ] = False,
) -> None:
    """Serve Guichet until stopped."""
    from guichet.cli import serve as command

    command.run(roles, demo=demo)


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema (serve does it too)."""
    from guichet.cli import migrate as command

    command.run()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write everything (database, files, secret) into one file; Guichet may run meanwhile."""
    from guichet.cli import backup as command

    command.run(file, force=force)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that guichet backup wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the data there is.")] = False,
) -> None:
    """Put a backup in the place of everything; Guichet must not run meanwhile."""
    from guichet.cli import backup as command

    command.run_restore(file, force=force)


@app.command()
def doctor() -> None:
    """Look at settings, servers, schema, clock, disk, port and relay; say what to mend."""
    from guichet.cli import doctor as command

    command.run()


audit = typer.Typer(help="The audit trail.", no_args_is_help=True)
app.add_typer(audit, name="audit")


@audit.command("verify")
def verify_audit() -> None:
    """Recompute every chain of the audit trail; name the first broken entry of each."""
    from guichet.cli import audit as command

    command.verify()


@app.command()
def version() -> None:
    """Tell the version of Guichet and of what it carries."""
    from guichet.cli import about as command

    command.run()
