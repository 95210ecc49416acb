"""Cases about the same thing, linked by somebody who works on both, and shown to those who see both."""
