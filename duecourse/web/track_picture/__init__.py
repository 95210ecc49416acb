"""A track drawn as a picture: where its states stand and how the wires run."""
