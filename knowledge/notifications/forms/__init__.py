"""What people type about being told."""
