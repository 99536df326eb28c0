"""QR codes of sign-up pages, made here: nobody else learns of them. Pure."""

import io
from functools import lru_cache
from typing import Final

QUIET: Final = 4
"""Light modules around, as the standard wants them."""
_PIXELS: Final = 24
"""Of one module in a picture to print."""


@lru_cache(maxsize=256)
def svg(address: str) -> str:
    """The code as a drawing that scales, black on white, without size of its own."""
    import segno  # for who draws one, not for every start

    drawn = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawn, kind="svg", border=QUIET, light="#fff", xmldecl=False, omitsize=True)
    return drawn.getvalue().decode()


@lru_cache(maxsize=64)
def png(address: str) -> bytes:
    """The code as a picture, large enough to print."""
    import segno

    drawn = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawn, kind="png", border=QUIET, scale=_PIXELS)
    return drawn.getvalue()
