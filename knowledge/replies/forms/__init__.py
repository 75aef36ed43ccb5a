"""What people and programs send to the reply desk; import from the module that holds it."""
