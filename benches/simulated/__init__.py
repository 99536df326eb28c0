"""What benches and tests simulate."""
