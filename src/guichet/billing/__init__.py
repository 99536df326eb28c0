"""Price lists turned into invoices and shares."""
