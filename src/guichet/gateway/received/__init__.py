"""What telephones wrote to a company, for the company to look through."""
