"""Commands on the installation: serving, health, backup, cases set aside."""
