"""The append-only ledger of use."""
