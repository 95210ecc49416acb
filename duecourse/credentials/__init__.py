"""What somebody shows that it is they: a password judged, codes of a second factor and the picture of its secret."""
