"""Templates as syntax trees: what their expressions name, and which file has the last word on each block."""
