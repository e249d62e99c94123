"""Mail through an outbox that a crash neither loses nor doubles."""
