"""The sending of a letter as a step: one letter that is sent for several procedures."""
