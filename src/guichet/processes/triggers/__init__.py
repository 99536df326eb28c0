"""What sets campaigns off by itself: events of people, and the clock."""
