"""The one timeline: requests and their messages, whatever the medium."""
