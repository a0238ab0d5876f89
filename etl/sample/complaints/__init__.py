"""The sample of the municipality's own complaint system."""
