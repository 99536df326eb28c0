"""``guichet simulate``: parts of the outside world, for trying and measuring."""

from pathlib import Path
from typing import Annotated

import typer

from guichet.cli.running import run_async, say

app = typer.Typer(help="Parts of the outside world that do not exist.", no_args_is_help=True)


@app.callback()
def kinds() -> None:
    """Parts of the outside world that do not exist."""


@app.command()
def carrier(
    *,
    port: Annotated[int, typer.Option(help="Where it speaks SMPP; 0 takes a free one.")] = 2775,
    control_port: Annotated[
        int | None,
        typer.Option(
            help="Where counters, telephones and the scenario are, over HTTP. Default: the next.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="The address it listens at.")] = "127.0.0.1",
    scenario: Annotated[
        Path | None, typer.Option(help="A TOML file: what goes wrong.", show_default=False)
    ] = None,
) -> None:
    """Be a mobile operator: take texts over SMPP and send receipts, until stopped."""
    from guichet.processes.simulated_carrier.command import Place, simulate
    from guichet.processes.simulated_carrier.scenario import Scenario, read

    try:
        followed = Scenario() if scenario is None else read(scenario.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{scenario}: {error}") from error
    beside = control_port if control_port is not None else (port + 1 if port else 0)
    run_async(simulate(followed, Place(host, port, beside), say))
