"""What a fact is printed as besides words: a link that a reader can follow, or a picture of the house's own."""
