"""Places and shapes: areas, vintages, lookups, aggregation. It knows nothing of indicators."""
