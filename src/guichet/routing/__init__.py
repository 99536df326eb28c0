"""Who gets which request: a pure engine, its runner, calendars."""
