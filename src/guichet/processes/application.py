"""The web application of this process, put together from what the rooms offer."""

from starlette.applications import Starlette
from starlette.types import ASGIApp

from guichet.processes.foundation import Foundation


def build(foundation: Foundation) -> ASGIApp:
    """The application: API, live socket, channels' own routes, console."""
    app = Starlette()
    app.state.foundation = foundation
    return app
