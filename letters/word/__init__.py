"""The draft of a letter as a Word file: written for editing, and its text read back. Nothing else knows such files."""
