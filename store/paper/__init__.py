"""The house's own paper: letterheads as they were and are, their pictures, and signatures."""
