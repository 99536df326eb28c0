"""Keys by which a company's own programs call Guichet."""
