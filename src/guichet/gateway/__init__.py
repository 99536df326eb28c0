"""What a channel is (contract), which there are (registry), and what runs them (runner)."""
