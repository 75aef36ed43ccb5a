"""Reply records and trays, words for channels, speaking in public, complaints, recalls, credit."""

from knowledge.replies.models.complaints import Complaint, ComplaintStep, Procedure
from knowledge.replies.models.credits import Credit, CreditSplit, DeskPreference
from knowledge.replies.models.public import PolicyAcceptance, PolicyVersion, Spokesperson
from knowledge.replies.models.recalls import Followed, Recall, RecalledReply
from knowledge.replies.models.records import (
    Contact,
    Outcome,
    PassageEdit,
    ReplyPassage,
    ReplyRecord,
    Way,
)
from knowledge.replies.models.told_first import ToldFirst
from knowledge.replies.models.trays import ChannelProfile, Sentence, Tray, TrayPassage
from knowledge.replies.models.variants import (
    ApprovedWording,
    SensitiveTopic,
    Variant,
    VariantVersion,
)

__all__ = [
    "ApprovedWording",
    "ChannelProfile",
    "Complaint",
    "ComplaintStep",
    "Contact",
    "Credit",
    "CreditSplit",
    "DeskPreference",
    "Followed",
    "Outcome",
    "PassageEdit",
    "PolicyAcceptance",
    "PolicyVersion",
    "Procedure",
    "Recall",
    "RecalledReply",
    "ReplyPassage",
    "ReplyRecord",
    "SensitiveTopic",
    "Sentence",
    "Spokesperson",
    "ToldFirst",
    "Tray",
    "TrayPassage",
    "Variant",
    "VariantVersion",
    "Way",
]
