"""The page where the demo's mails are read, at ``/demo/outbox``, in demo mode only."""
