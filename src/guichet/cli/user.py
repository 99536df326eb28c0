"""``guichet user``: people who can sign in."""

from typing import Annotated

import typer

from guichet.cli.running import prepare, run_async, say

app = typer.Typer(help="People who can sign in.", no_args_is_help=True)
Email = Annotated[str, typer.Argument(help="Their address.")]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password and print it.")]


@app.command()
def create(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="Their name.")],
    language: Annotated[str, typer.Option(help="fr or en.")] = "fr",
    tenant: Annotated[str | None, typer.Option(help="A company to be a member of.")] = None,
    roles: Annotated[str, typer.Option(help="Their roles there, separated by commas.")] = "",
    operator: Annotated[bool, typer.Option("--operator", help="A platform operator.")] = False,
    generate: Generate = False,
) -> None:
    """Make a user; the password is asked for, or read from a pipe."""
    from guichet.cli.values import language_of, password_of, roles_of

    wanted = roles_of(roles)
    if bool(tenant) != bool(wanted):
        raise typer.BadParameter("--tenant and --roles belong together")
    spoken = language_of(language)
    password = password_of(generate)

    async def work() -> None:
        from guichet.processes.administration import Newcomer, desk

        newcomer = Newcomer(email, name, spoken, password, operator)
        async with desk(prepare(), say) as open_desk:
            user = await open_desk.create_user(newcomer, tenant, wanted)
        print(f"{user.email}  {user.id}")

    run_async(work())


@app.command("list")
def show() -> None:
    """Everybody who can sign in, with their roles."""

    async def work() -> None:
        from guichet.processes.administration import desk

        async with desk(prepare(), say) as open_desk:
            for user in await open_desk.all_users():
                held = await open_desk.roles_of(user)
                places = [f"{slug}: {', '.join(roles)}" for slug, roles in held.items()]
                powers = ["platform operator"] if user.platform_operator else []
                print(f"{user.email:<32} {user.name:<24} {'; '.join([*powers, *places])}")

    run_async(work())


@app.command("reset-password")
def reset_password(email: Email, generate: Generate = False) -> None:
    """Give another password; every session of theirs ends."""
    from guichet.cli.values import password_of

    password = password_of(generate)

    async def work() -> None:
        from guichet.processes.administration import desk

        async with desk(prepare(), say) as open_desk:
            ended = await open_desk.reset_password(email, password)
        print(f"{email}: password changed, {ended} sessions ended")

    run_async(work())


@app.command()
def roles(
    email: Email,
    tenant: Annotated[str, typer.Argument(help="The company.")],
    wanted: Annotated[str, typer.Argument(help="Exactly these roles; '' takes them out.")],
) -> None:
    """Set somebody's roles in a company."""
    from guichet.cli.values import roles_of

    chosen = roles_of(wanted)

    async def work() -> None:
        from guichet.processes.administration import desk

        async with desk(prepare(), say) as open_desk:
            await open_desk.set_roles(email, tenant, chosen)
        print(f"{email} at {tenant}: {', '.join(chosen) or 'no longer a member'}")

    run_async(work())


@app.command()
def operator(
    email: Email,
    revoke: Annotated[bool, typer.Option("--revoke", help="No longer.")] = False,
) -> None:
    """Make somebody a platform operator."""

    async def work() -> None:
        from guichet.processes.administration import desk

        async with desk(prepare(), say) as open_desk:
            user = await open_desk.set_operator(email, not revoke)
        print(f"{email}: {'platform operator' if user.platform_operator else 'ordinary user'}")

    run_async(work())
