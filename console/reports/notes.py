"""What a reader has to know of the figures of one report, besides what each means."""

from django.utils.translation import gettext as _

from console.reports.computing import Report


def notes(report: Report) -> list[str]:
    """Sentences in the reader's language; none where all was counted from chats that are there."""
    said = []
    if report.total.erased:
        said.append(_("Erased since then, and still counted: %(chats)d.") % {"chats": report.total.erased})
    if report.otherwise:
        said.append(
            _(
                "Some chats were erased while another time zone or another target was set. They stay in the days and hours of"
                " that time zone, and in time or late by that target."
            )
        )
    return said
