"""A campaign on its way: streamed into mass sending by whoever holds its turn."""
