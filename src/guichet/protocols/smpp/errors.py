"""Whose fault it is: ours, or the peer's."""


class Misuse(ValueError):
    """The caller asked for something SMPP cannot say. Ours: a mistake in the program."""


class PeerFault(Exception):
    """What came is not what the specification allows.

    ``status`` is the command status to answer with, ``command`` and ``sequence`` are those of the
    PDU as far as they could be read. ``fatal``: where the next PDU begins cannot be known; answer
    and close.
    """

    def __init__(
        self, status: int, words: str, *, command: int = 0, sequence: int = 0, fatal: bool = False
    ) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.command = command
        self.sequence = sequence
        self.fatal = fatal
