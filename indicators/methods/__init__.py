"""One statistic, one file: plain functions on arrays that know nothing of files or indicators.

Standardising and describing:

- `proportion`: shares with Wilson's limits
- `rate`: events over people, with exact Poisson and Byar's limits
- `mean`: means with Student's limits
- `dsr`: directly standardised rates, also of events that a person can have more than once
- `isr`: indirectly standardised ratios and rates
- `life_expectancy`: abridged life tables
- `sii`: the slope and relative index of inequality, and whether a straight line is fair
  (`relative_index`: which ratio, and its limits)
- `quantile`: groups of nearly equal size, such as tenths by deprivation
- `breaks`: where one class of a map ends and the next begins (`natural_breaks`: by least squares)

Telling signal from noise:

- `funnel`: limits around an average, for areas of different size
- `spc`: process control charts; their limits are in `moving_range`, their rules in `signals`
- `trend`: whether the latest five years changed
- `difference`: of two independent estimates, with limits from theirs
- `shrinkage`: small areas drawn towards what is common to them
- `clusters`: neighbouring areas that are high or low together

`estimate` holds what they share: the shape of a result, and how bad input is refused.
"""
