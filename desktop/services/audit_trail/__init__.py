"""The audit log looked at: whether it is whole, and who saw or changed something."""
