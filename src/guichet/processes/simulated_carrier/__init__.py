"""A carrier that does not exist: a real SMPP server that takes texts, sends receipts, and fails in
all the ways carriers fail, by a scenario. For the demo, for tests, and for measures.
"""
