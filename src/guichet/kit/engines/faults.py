"""What can go wrong with an engine, in words for the operator."""

from guichet.kit.faults import OperatorFault


class EngineFault(OperatorFault):
    """An engine cannot start or go on. The text says what is wrong and what to do."""
