"""Parts that python-docx knows."""
