"""Files as rows of cells, whatever made them. Pure over byte streams, with bounded memory."""
