"""Articles, and the answers suggested from them."""
