"""Commands about what is asked of the person whose consent it is."""
