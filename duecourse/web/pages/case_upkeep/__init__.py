"""Pages on which answers of a case are corrected, holds put on, and the case moved to the version of today."""
