"""What is asked of the person whose consent it is, and how they answer who do not sign in."""
