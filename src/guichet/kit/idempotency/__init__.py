"""One answer per ``Idempotency-Key``: written in the very transaction that did the work.

After *The Idempotency-Key HTTP Header Field* (IETF draft, httpapi working group). A key belongs
to its caller within a tenant. The row is inserted first: whoever comes with the same key waits
on it until the first has committed, then gets the same answer.
"""
