package story

import "anjie.internal/services/cmd/internal/say"

// The kinds of steps of a dispute. A receipt of the step says the same.
var (
	Registered           = say.Text{"登记", "registered"}
	Withdrawn            = say.Text{"撤回", "withdrawn"}
	Imported             = say.Text{"台账导入", "imported"}
	Accepted             = say.Text{"受理", "accepted"}
	Refused              = say.Text{"不予受理", "refused"}
	Merged               = say.Text{"合并", "merged"}
	Unmerged             = say.Text{"撤销合并", "unmerged"}
	Linked               = say.Text{"关联", "linked"}
	Unlinked             = say.Text{"取消关联", "unlinked"}
	Classified           = say.Text{"分类", "classified"}
	RiskAssessed         = say.Text{"风险评估", "risk assessed"}
	Corrected            = say.Text{"更正", "corrected"}
	Offered              = say.Text{"移交提议", "ownership offered"}
	Taken                = say.Text{"接手", "ownership taken"}
	Unrouted             = say.Text{"待人工分流", "unrouted"}
	Dispatched           = say.Text{"分流指派", "dispatched"}
	Acknowledged         = say.Text{"签收", "acknowledged"}
	Objected             = say.Text{"提出异议", "objected"}
	ObjectionDecided     = say.Text{"异议审核", "objection decided"}
	Reassigned           = say.Text{"改派", "reassigned"}
	JurisdictionDisputed = say.Text{"管辖争议", "jurisdiction disputed"}
	JurisdictionDecided  = say.Text{"指定管辖", "jurisdiction decided"}
	Urgent               = say.Text{"急事特办", "urgent"}
	TaskOpened           = say.Text{"交办子任务", "sub-task opened"}
	TaskReturned         = say.Text{"子任务反馈", "sub-task returned"}
	ProceedingOpened     = say.Text{"调解开始", "proceeding opened"}
	ProceedingEnded      = say.Text{"调解结束", "proceeding ended"}
	Concluded            = say.Text{"办结", "concluded"}
	Reopened             = say.Text{"重新办理", "reopened"}
	FollowedUp           = say.Text{"回访", "followed up"}
	Rated                = say.Text{"评价", "rated"}
	Archived             = say.Text{"归档", "archived"}
	Voided               = say.Text{"作废", "voided"}
)
