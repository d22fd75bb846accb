"""Readers, one a publisher's layout, by the name that origins and the command line use."""

from collections.abc import Mapping
from types import MappingProxyType

from indicators.sources import (
    fingertips,
    ons_els,
    ons_health_index,
    ons_sdg,
    trafford,
)
from indicators.sources.base import Reader, Reading

__all__ = ["READERS", "Reader", "Reading"]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        module.READER.name: module.READER
        for module in (
            fingertips,
            ons_els,
            ons_health_index,
            ons_sdg,
            trafford,
        )
    }
)
