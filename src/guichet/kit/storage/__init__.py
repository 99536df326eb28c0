"""Where files are kept: a local folder, or an S3-compatible server, behind one interface."""

from guichet.kit.storage.choice import storage_of
from guichet.kit.storage.contract import FileKey, Storage, Stored

__all__ = ["FileKey", "Storage", "Stored", "storage_of"]
