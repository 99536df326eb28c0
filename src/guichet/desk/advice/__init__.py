"""What people of every company ask the platform's operator for, and what becomes of it."""
