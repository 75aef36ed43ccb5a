"""What the reply desk reads; import from the module that holds it."""
