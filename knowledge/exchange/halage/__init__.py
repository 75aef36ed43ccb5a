"""The demo company Halage, loaded into an empty database: `company`, then `library`, then `activity`.

The content lies in `knowledge/exchange/demo/`; every date in it is a number of days before today.
"""
