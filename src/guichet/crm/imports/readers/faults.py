"""What keeps a file from being read."""


class Unreadable(Exception):
    """Nothing of the file is used; ``code`` says why, in words under ``import.<code>``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
