"""The readers, one for each publisher's layout, by the names that origins and commands use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from indicators.sources import (
    census,
    desnz_fuel_poverty,
    dfe_ees,
    dfe_lait,
    fingertips,
    mhclg_iod,
    nhsbsa,
    nomis_wards,
    ons_els,
    ons_health_index,
    ons_sdg,
    trafford,
    transcribed,
    ukhsa,
)
from indicators.sources.base import Reader

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        module.READER.name: module.READER
        for module in (
            census,
            desnz_fuel_poverty,
            dfe_ees,
            dfe_lait,
            fingertips,
            mhclg_iod,
            nhsbsa,
            nomis_wards,
            ons_els,
            ons_health_index,
            ons_sdg,
            trafford,
            transcribed,
            ukhsa,
        )
    }
)
