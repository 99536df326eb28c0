"""Who saw and changed what: entries appended with the change, sealed into a chain afterwards."""
