"""People put themselves on a company’s list: by a page, its QR code or a keyword by text."""
