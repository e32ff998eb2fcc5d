"""What each figure means, in the words of the page. docs/reports.md says the same with its reasons."""

from django.utils.translation import gettext_lazy as _

DEFINITIONS = [
    (
        _("Which chats"),
        _(
            "Those that began in the chosen days, in the organisation's time zone. All that happened in a chat counts for the"
            " day and the hour in which it began, also a reply or an end that came later."
        ),
    ),
    (_("Chats"), _("How many began. Of an agent: those in which they took part.")),
    (
        _("Customers"),
        _("How many different customers had those chats. Who comes back after they were erased is somebody new."),
    ),
    (
        _("Wait"),
        _(
            "From the beginning of a chat until the first agent came in; it is the first agent's. Not counted: chats that"
            " nobody took, and chats that an agent reopened."
        ),
    ),
    (
        _("Service level"),
        _(
            "The share of chats claimed within the target, of those that began in business hours. A chat that nobody took"
            " counts as late as soon as its customer has waited longer than the target. Not counted: chats that began outside"
            " business hours, and chats that an agent reopened."
        ),
    ),
    (
        _("First reply, reply"),
        _(
            "From the customer's first unanswered message to an agent's reply, and the reply is its sender's. Greetings and"
            " keyword replies are no replies; a message that answers nothing is not counted."
        ),
    ),
    (
        _("Handling"),
        _(
            "From when the first agent came in until the chat was closed. Of an agent: each of their stays, until they left."
            " Chats that are still open are not counted."
        ),
    ),
    (_("Missed"), _("Chats that ended because the reply window was over before anybody answered.")),
    (_("Returned"), _("Chats that went back to the waiting list from an agent, however often.")),
    (_("Reopened"), _("Chats that an agent began with a customer of theirs.")),
    (
        _("Median, 90 % within"),
        _(
            "Half of them took no longer, or nine of ten. These are read from classes of length and at most 2.5 percent off;"
            " numbers, means and shares are exact."
        ),
    ),
    (
        _("Erased chats"),
        _(
            "Chats still count after they were erased, for their age or with their customer: sums are kept, and nothing of who"
            " wrote or what was said. A chat that the erasing itself closed counts as closed then."
        ),
    ),
]
