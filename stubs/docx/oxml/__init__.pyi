"""The XML below."""
