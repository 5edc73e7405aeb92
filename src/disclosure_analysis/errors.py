"""Errors that a user of the package or the command meets."""


class DisclosureError(Exception):
    """The work failed; the message is one plain sentence that says what, where and what to do.

    Attributes:
        exit_status: What the ``disclosure`` command ends with (1: the work failed).
    """

    exit_status = 1


class InputError(DisclosureError):
    """The call or one of its inputs was wrong (exit status 2)."""

    exit_status = 2


class DocumentError(InputError):
    """A document cannot be read: empty, damaged, not text, or not the registered bytes."""


class ReportNotFoundError(InputError):
    """No registered document answers to the district, year and reporter asked for."""
