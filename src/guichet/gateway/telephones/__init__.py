"""What telephones write: read in order, once, and given to whom it is for."""
