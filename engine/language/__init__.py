"""Procedure files: from strict YAML with line numbers to closed models and a compiled policy; and guards."""
