"""The demo's model and its trainer: a Temporal activity worker in Python."""
