from localturn.academy.models.allowance import Allowance
from localturn.academy.models.announcement import Announcement, AnnouncementReading
from localturn.academy.models.certificate import Certificate, CertificatePdf
from localturn.academy.models.course import (
    Activity,
    Award,
    Bank,
    Course,
    CourseRole,
    CourseVersion,
    Module,
    Question,
)
from localturn.academy.models.enquiry import Enquiry, EnquiryMessage
from localturn.academy.models.enrolment import (
    STANDING,
    Completion,
    Enrolment,
    Interest,
    Invitation,
    InvitingLink,
    Nomination,
)
from localturn.academy.models.excuse import Excuse
from localturn.academy.models.forum import Following, Post, PostReport
from localturn.academy.models.gradebook import Draft, GradeEntry, HandIn
from localturn.academy.models.groupwork import (
    CommentTask,
    CommentWaiver,
    Group,
    GroupComment,
    GroupFile,
    GroupHandIn,
    GroupHandInFile,
    Grouping,
    GroupMove,
    GroupPost,
    GroupSeat,
    GroupSummary,
    GroupWork,
)
from localturn.academy.models.late import LateAnswer
from localturn.academy.models.letter import Letter, LetterTo
from localturn.academy.models.media import Captions, Medium, Watching
from localturn.academy.models.meeting import Attendance, CodeTry, Meeting
from localturn.academy.models.move import RunMove
from localturn.academy.models.paper import (
    AnnotatedDraft,
    AnnotatedFile,
    FileLength,
    Proposal,
    ProposalDay,
    SecondMark,
)
from localturn.academy.models.quiz import Answer, Attempt
from localturn.academy.models.regrade import Regrade
from localturn.academy.models.reporting import Look, StatedSex
from localturn.academy.models.returned import Returned
from localturn.academy.models.run import Run, RunActivity, RunFacilitator, RunModule, RunPartner
from localturn.academy.models.sources import SourceReport
from localturn.academy.models.survey import SurveyClosing, SurveyResponse, SurveyUrn
from localturn.academy.models.work_file import DraftFile, HandInFile

__all__ = [
    "STANDING",
    "Activity",
    "Allowance",
    "AnnotatedDraft",
    "AnnotatedFile",
    "Announcement",
    "AnnouncementReading",
    "Answer",
    "Attempt",
    "Attendance",
    "Award",
    "Bank",
    "Captions",
    "Certificate",
    "CertificatePdf",
    "CodeTry",
    "CommentTask",
    "CommentWaiver",
    "Completion",
    "Course",
    "CourseRole",
    "CourseVersion",
    "Draft",
    "DraftFile",
    "Enquiry",
    "EnquiryMessage",
    "Enrolment",
    "Excuse",
    "FileLength",
    "Following",
    "GradeEntry",
    "Group",
    "GroupComment",
    "GroupFile",
    "GroupHandIn",
    "GroupHandInFile",
    "GroupMove",
    "GroupPost",
    "GroupSeat",
    "GroupSummary",
    "GroupWork",
    "Grouping",
    "HandIn",
    "HandInFile",
    "Interest",
    "Invitation",
    "InvitingLink",
    "LateAnswer",
    "Letter",
    "LetterTo",
    "Look",
    "Medium",
    "Meeting",
    "Module",
    "Nomination",
    "Post",
    "PostReport",
    "Proposal",
    "ProposalDay",
    "Question",
    "Regrade",
    "Returned",
    "Run",
    "RunActivity",
    "RunFacilitator",
    "RunModule",
    "RunMove",
    "RunPartner",
    "SecondMark",
    "SourceReport",
    "StatedSex",
    "SurveyClosing",
    "SurveyResponse",
    "SurveyUrn",
    "Watching",
]
