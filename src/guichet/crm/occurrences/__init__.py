"""The events of contacts: what people bought, booked, visited, told by the company's own systems.

In code they are *occurrences*, for an event is what the log holds.
"""
