"""The words that figures and definitions may use. Each is the word shown to a reader, too."""

from __future__ import annotations

from enum import StrEnum


class PeriodType(StrEnum):
    """What stretch of time one figure covers. A rolling window is never a year."""

    CALENDAR_YEAR = "calendar year"
    FINANCIAL_YEAR = "financial year"
    ACADEMIC_YEAR = "academic year"
    SURVEY_YEAR = "survey year"
    ROLLING_2_YEARS = "rolling 2 years"
    ROLLING_3_YEARS = "rolling 3 years"
    ROLLING_5_YEARS = "rolling 5 years"
    ROLLING_12_MONTHS = "rolling 12 months"
    QUARTER = "quarter"
    MONTH = "month"
    SNAPSHOT = "snapshot"

    @property
    def is_rolling(self) -> bool:
        """Whether successive figures share months, so that they are not independent."""
        return self.value.startswith("rolling")


class MissingReason(StrEnum):
    """Why a row has no value. A reason for absence is data."""

    SUPPRESSED = "suppressed"
    NOT_COLLECTED = "not collected"
    NOT_APPLICABLE = "not applicable"
    UNRELIABLE = "unreliable"
    NOT_PUBLISHED = "not published"


class Sex(StrEnum):
    PERSONS = "persons"
    FEMALE = "female"
    MALE = "male"


class Polarity(StrEnum):
    HIGH_IS_GOOD = "high is good"
    LOW_IS_GOOD = "low is good"
    NO_JUDGEMENT = "no judgement"


class Kind(StrEnum):
    """What sort of number it is; decides how it may be summed, limited and compared."""

    PROPORTION = "proportion"
    RATE = "rate"
    DSR = "dsr"
    RATIO = "ratio"
    MEAN = "mean"
    SCORE = "score"
    COUNT = "count"
    CATEGORY = "category"


class DisclosurePolicy(StrEnum):
    """The publisher's own rule for small numbers, which the suite keeps to."""

    NONE = "none"
    NHS_ENGLAND_HOSPITAL = "nhs england hospital"
    DFE_CHILDREN = "dfe children in need"
    ONS_MORTALITY = "ons mortality"
    SUICIDE = "suicide"


class TargetKind(StrEnum):
    LEVEL = "level"
    PERCENT_REDUCTION = "percent reduction"
    GAP_REDUCTION = "gap reduction"
    HALT_THE_TREND = "halt the trend"
    MATCH_ENGLAND = "match England"


class Path(StrEnum):
    LINEAR = "linear"
    COMPOUND = "compound"


class Status(StrEnum):
    """The answer to 'is the promise being kept?', in the words the board sees."""

    ON_TRACK = "on track"
    OFF_TRACK = "off track"
    UNDETERMINED = "undetermined"
    MET = "met"
    MISSED = "missed"
    NO_TARGET = "no numeric target"
    NO_FIGURE = "no figure for West Yorkshire"
    NO_DATA = "no data"
    FOR_REFERENCE = "for reference"


class AgainstPath(StrEnum):
    """Where an area's limits lie on the day of its latest figure, seen from the path promised."""

    ON_OR_BETTER = "on or better than the path"
    WORSE = "worse than the path"
    SPANS = "limits span the path"
    NO_LIMITS = "no limits to judge by"


class RecentTrend(StrEnum):
    """Where the latest five figures are going; the first two only where there is a good way."""

    BETTER = "getting better"
    WORSE = "getting worse"
    RISING = "rising"
    FALLING = "falling"
    NO_CHANGE = "no significant change"
    CANNOT_BE_TESTED = "cannot be tested"


class Variation(StrEnum):
    """What process control says of the latest figure: usual, or with a cause worth finding."""

    COMMON_CAUSE = "common cause"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEUTRAL = "neutral"
    INSUFFICIENT = "insufficient variation"
    CANNOT_BE_TESTED = "cannot be tested"


class Assurance(StrEnum):
    """Whether the process, as it runs now, can be relied on to meet its target."""

    MEETS = "consistently meets"
    FAILS = "consistently fails"
    HIT_AND_MISS = "hit and miss"


NO_BREAKDOWN = "none"
ALL_OF_BREAKDOWN = "all"
ALL_AGES = "all ages"
