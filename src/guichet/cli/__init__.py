"""The installed program, guichet: wiring of commands only."""
