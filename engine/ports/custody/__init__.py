"""What looks into files that were handed in must satisfy: previews, and the check for malware."""
