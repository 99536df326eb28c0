"""Who belongs to which tenant in which roles, and who is invited."""
