"""Words: measures, units and reasons as a reader meets them."""
