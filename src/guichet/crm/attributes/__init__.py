"""A tenant's own attributes of contacts: their definitions, and what values may be."""
