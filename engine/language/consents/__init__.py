"""What a track's file says of consent: the question, and the page on which the person themselves answers it."""
