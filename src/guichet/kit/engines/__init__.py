"""The embedded PostgreSQL and NATS: their binaries come with the Python packages, everything
else (data, settings, accounts, recovery) is decided here.
"""
