from console.models.agent import Agent
from console.models.alert_settings import AlertSettings
from console.models.business_hours import Holiday, OpeningTime
from console.models.desk_settings import DeskSettings
from console.models.draft import Draft
from console.models.erasure import Erasure
from console.models.greeting import Greeting
from console.models.greeting_text import GreetingText
from console.models.identity import Identity
from console.models.identity_text import IdentityText
from console.models.kept_cell import KeptCell
from console.models.kept_chat import KeptChat
from console.models.keyword import Keyword
from console.models.keyword_reply import KeywordReply
from console.models.keyword_reply_text import KeywordReplyText
from console.models.letter import Letter
from console.models.offer import Offer
from console.models.participation import Participation
from console.models.report_cell import ReportCell
from console.models.report_day import ReportDay
from console.models.report_mark import ReportMark
from console.models.report_subscription import ReportSubscription
from console.models.retention import Retention
from console.models.sheet_import import SheetImport
from console.models.sign_in import SignIn
from console.models.transfer import Transfer

__all__ = [
    "Agent",
    "AlertSettings",
    "DeskSettings",
    "Draft",
    "Erasure",
    "Greeting",
    "GreetingText",
    "Holiday",
    "Identity",
    "IdentityText",
    "KeptCell",
    "KeptChat",
    "Keyword",
    "KeywordReply",
    "KeywordReplyText",
    "Letter",
    "Offer",
    "OpeningTime",
    "Participation",
    "ReportCell",
    "ReportDay",
    "ReportMark",
    "ReportSubscription",
    "Retention",
    "SheetImport",
    "SignIn",
    "Transfer",
]
