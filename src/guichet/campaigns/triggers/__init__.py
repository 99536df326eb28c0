"""Campaigns that go by themselves: at a call, at an event, before an appointment, regularly."""
