"""Pages of the reply desk, by what people do on them."""
