"""Agents, queues, skills and presence."""
