"""The parts of ``./dev``: Python's standard library only, for they run before anything else is
installed.
"""
