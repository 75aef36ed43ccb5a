"""Every write of the reply desk; import from the module that holds it."""
