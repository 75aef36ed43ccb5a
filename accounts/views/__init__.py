"""HTTP only: fetch what is visible, check, parse, act, answer."""
