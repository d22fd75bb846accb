"""The named errors of this package. Each carries its faults; see `geo.errors`."""

from geo.errors import Fault, SuiteError, did_you_mean, quoted

__all__ = [
    "CheckError",
    "ContractError",
    "DefinitionError",
    "DisclosureError",
    "Fault",
    "MethodError",
    "SourceError",
    "StoreError",
    "SuiteError",
    "UnknownIndicatorError",
    "did_you_mean",
    "quoted",
]


class DefinitionError(SuiteError):
    """A definition, framework or origin file that breaks its own rules."""


class ContractError(SuiteError):
    """Rows that do not fit the observation contract."""


class SourceError(SuiteError):
    """A publisher's file that is not what it claims to be."""


class CheckError(SuiteError):
    """Figures that were read but should not be believed without a person's word."""


class StoreError(SuiteError):
    """The store cannot do what was asked of it."""


class UnknownIndicatorError(SuiteError, KeyError):
    """An indicator, framework or heading that the catalogue does not hold."""

    __str__ = SuiteError.__str__


class MethodError(SuiteError, ValueError):
    """Input for which a statistic has no answer."""


class DisclosureError(SuiteError):
    """A table that cannot be made safe to show, or is not what it was taken for."""
