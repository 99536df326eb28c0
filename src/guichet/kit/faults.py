"""Faults only an operator can mend: the program says one clear line and ends."""

from typing import ClassVar


class OperatorFault(Exception):
    """The process cannot start or go on. The text is one line: what is wrong, what to do."""

    exit_code: ClassVar[int] = 1
