"""Numbers that telephones write to: given by the platform to the companies that may use them."""
