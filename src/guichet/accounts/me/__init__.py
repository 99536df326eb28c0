"""The signed-in user's own view: who am I, what may I do, my profile, my password."""
