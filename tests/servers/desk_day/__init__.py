"""A working day of a whole desk, in real processes and real sockets, and its account."""
