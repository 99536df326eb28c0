"""What tills ask of codes of offers."""
