"""A request comes in: who is it, which conversation, which rules, what acknowledgement."""
