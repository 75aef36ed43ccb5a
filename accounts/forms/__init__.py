"""Parsing and field checks; the views hand `cleaned_data` to the actions."""
