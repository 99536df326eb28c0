"""What can go wrong with an engine, in words for the operator."""


class EngineFault(Exception):
    """An engine cannot start or go on. The text says what is wrong and what to do."""
