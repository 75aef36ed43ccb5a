"""Every write to threads; import from the module that holds it."""
