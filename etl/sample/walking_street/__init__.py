"""The sample of the walking-street system: one market, its stalls and nights, as a PHP programmer kept them."""
