"""Steps that somebody confirms together."""
