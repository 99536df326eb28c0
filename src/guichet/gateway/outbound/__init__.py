"""One row per thing to send, on any channel; who sends it and what became of it."""
