"""Notes about contacts, with what they said before they were edited."""
