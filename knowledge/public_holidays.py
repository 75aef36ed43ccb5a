"""The library `holidays`, which loads a country when somebody asks for it.

It is written to, but its package of countries imports all 250 as soon as one is needed: 8 MB in
every installation, where people work in a few. A package that imports nothing stands in for it.
"""

import sys
from types import ModuleType

import holidays

__all__ = ["holidays"]

_COUNTRIES = "holidays.countries"

if _COUNTRIES not in sys.modules:
    sys.modules[_COUNTRIES] = ModuleType(_COUNTRIES)
    sys.modules[_COUNTRIES].__path__ = [f"{path}/countries" for path in holidays.__path__]
