"""What is done with the bytes of files that people hand in: read as text, drawn as previews, checked for malware."""
