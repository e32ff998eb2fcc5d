"""What a person is told when a private service cannot run."""


class ServiceError(Exception):
    """A private service cannot run here. Its text is one line that says what is wrong and what helps."""
