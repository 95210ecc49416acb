"""Words of a letter that a rule forbids and that somebody let stand, with a reason."""
