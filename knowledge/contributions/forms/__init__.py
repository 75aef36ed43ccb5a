"""What people type about their time."""
