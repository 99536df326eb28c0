"""What a link raises when it ends. Pure."""


def alone(several: ExceptionGroup[Exception]) -> Exception:
    """The fault of a group that holds one, else the group: all of them are told."""
    return several.exceptions[0] if len(several.exceptions) == 1 else several
