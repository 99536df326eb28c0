"""``guichet tenant``: companies."""

from typing import Annotated

import typer

from guichet.cli.running import prepare, run_async, say

app = typer.Typer(help="Companies on this platform.", no_args_is_help=True)
Slug = Annotated[str, typer.Argument(help="Its name in addresses, such as maison-vanille.")]


@app.command()
def create(
    slug: Slug,
    *,
    name: Annotated[str, typer.Option(help="Its name.")],
    zone: Annotated[str, typer.Option(help="Time zone, such as Indian/Reunion.")] = "Europe/Paris",
    territory: Annotated[str, typer.Option(help="Country or territory, such as RE.")] = "FR",
    currency: Annotated[str, typer.Option(help="Such as EUR.")] = "EUR",
    languages: Annotated[str, typer.Option(help="fr, en or both, preferred first.")] = "fr,en",
) -> None:
    """Make a company."""
    from guichet.accounts.tenants.types import Settings
    from guichet.cli.values import languages_of

    about = Settings(name, zone, territory, currency, languages_of(languages))

    async def work() -> None:
        from guichet.processes.administration import desk

        async with desk(prepare(), say) as open_desk:
            tenant = await open_desk.create_tenant(slug, about)
        print(f"{tenant.slug}  {tenant.id}")

    run_async(work())


@app.command("list")
def show() -> None:
    """Every company, the newest first."""

    async def work() -> None:
        from guichet.processes.administration import desk

        async with desk(prepare(), say) as open_desk:
            for tenant in await open_desk.all_tenants():
                print(f"{tenant.slug:<30} {tenant.status:<10} {tenant.id}  {tenant.name}")

    run_async(work())


@app.command()
def suspend(
    slug: Slug, reason: Annotated[str, typer.Option(help="Why; its people are told.")]
) -> None:
    """Let nobody of it in until it resumes; nothing is lost."""
    _set_suspended(slug, reason)


@app.command()
def resume(slug: Slug) -> None:
    """Let its people in again."""
    _set_suspended(slug, None)


def _set_suspended(slug: str, reason: str | None) -> None:
    async def work() -> None:
        from guichet.processes.administration import desk

        async with desk(prepare(), say) as open_desk:
            tenant = await open_desk.set_suspended(slug, reason)
        print(f"{tenant.slug}: {tenant.status}")

    run_async(work())
