"""The demo's outbox: mails nobody sends, readable in the browser."""
