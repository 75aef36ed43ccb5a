"""Measuring the product as people meet it. Always on a copy with a DATA_DIR of its own."""
