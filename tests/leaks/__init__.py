"""Nothing internal reaches a customer: generated texts through everything that leaves the house."""
