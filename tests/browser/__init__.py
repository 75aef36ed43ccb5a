"""Journeys in a real Chromium: what people do, how many actions it takes, and who can do it."""
