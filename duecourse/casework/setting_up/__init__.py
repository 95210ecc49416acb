"""A trust set up from its own lists: read as Excel writes them, held against what is there, applied in one go."""
