"""The house and the peers of ``benches/chat.py``."""
