"""The wire format of ClamAV's daemon, as far as scanning a stream goes."""
