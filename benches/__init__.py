"""Measurements with a stated load; see docs/benchmarks.md."""
