"""Companies' own systems that submit texts by SMPP: their accounts, and the server they bind to."""
