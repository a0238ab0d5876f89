"""A sample of the municipality's system of temporary signs."""
