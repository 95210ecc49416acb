"""The XML of texts."""
