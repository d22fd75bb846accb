"""The methods are tried on the same examples every time, however slow the machine."""

from hypothesis import settings

settings.register_profile("the same every time", deadline=None, derandomize=True, database=None)
settings.load_profile("the same every time")
