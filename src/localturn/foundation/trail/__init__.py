"""The audit trail: who changed whose standing, and why."""
