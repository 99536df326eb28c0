"""The ground every room stands on: clock, ids, database, event log, HTTP edge, mail, storage."""
