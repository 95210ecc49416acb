"""What the outside must satisfy: protocols, and the plain records that are exchanged."""
