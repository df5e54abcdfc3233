package dispute

import "anjie.internal/services/internal/fault"

// The refusals of dispatch: who acts, and for whom. Their codes are a contract with clients and never change.
var (
	ErrCentreOnly = fault.New(fault.Forbidden, "centre-only",
		"须由登记该纠纷的综治中心或其上级办理。", "Only the centre of the registering unit or one above it may do this.")
	ErrCentreOrLead = fault.New(fault.Forbidden, "centre-or-lead-only",
		"须由综治中心或主办单位办理。", "Only the centre or the lead handler may do this.")
	ErrCentreOrHandlers = fault.New(fault.Forbidden, "centre-or-handlers-only",
		"须由综治中心、主办或协办单位办理。", "Only the centre or a handler of the dispatch may do this.")
	ErrNotAddressed = fault.New(fault.Forbidden, "not-addressed",
		"该纠纷未分派给您所在的单位。", "The dispatch is not addressed to you.")
	ErrNotOwner = fault.New(fault.Forbidden, "not-owner",
		"须由首问负责单位或综治中心办理。", "Only the owner or the centre may do this.")
	ErrDepartmentFormat = fault.New(fault.Invalid, "department-format",
		"部门代码须为小写字母、数字和短横。", "A department code has small letters, digits and dashes.")

	ErrAlreadyOwner = fault.New(fault.Refused, "already-owner",
		"该单位已是负责单位。", "The handler is the owner already.")
	ErrNotOffered = fault.New(fault.Refused, "ownership-not-offered",
		"未向您所在的单位提出移交。", "The dispute was not offered to you.")

	ErrLeadNeeded = fault.New(fault.Invalid, "lead-needed",
		"须指定一个主办单位。", "A dispatch needs one lead handler.")
	ErrLeadAssists = fault.New(fault.Invalid, "lead-assists",
		"主办单位不能同时协办。", "The lead handler does not assist itself.")
	ErrAssistingTwice = fault.New(fault.Invalid, "assisting-twice",
		"协办单位重复。", "An assisting handler is named twice.")
	ErrTooManyAssisting = fault.New(fault.Invalid, "too-many-assisting",
		"协办单位不超过20个。", "There are at most 20 assisting handlers.")
	ErrHandlerBeyond = fault.New(fault.Forbidden, "handler-beyond-unit",
		"手工分流只能在本单位范围内指派。", "By hand, only handlers within your own unit can be addressed.")
	ErrRouteContradicts = fault.New(fault.Invalid, "route-contradicts",
		"未匹配到规则时不应指定办理单位。", "A case without a matching rule has no handlers.")
	ErrRouteRule = fault.New(fault.Invalid, "route-rule",
		"分流规则编号无效。", "The id of the routing rule is not valid.")
	ErrProfileVersion = fault.New(fault.Invalid, "profile-version",
		"配置版本无效。", "The version of the profile is not valid.")
	ErrUnknownReassignment = fault.New(fault.Invalid, "unknown-reassignment-reason",
		"重新指派原因代码不存在（J01–J06）。", "The reassignment reason code does not exist (J01–J06).")
	ErrSameHandlers = fault.New(fault.Refused, "same-handlers",
		"与现有指派相同。", "It is dispatched to the same handlers already.")
	ErrNotAcknowledged = fault.New(fault.Refused, "dispatch-not-acknowledged",
		"主办单位须先签收。", "The lead handler must acknowledge the dispatch first.")

	ErrUnknownObjection = fault.New(fault.Invalid, "unknown-objection-reason",
		"异议理由代码不存在（O01–O06）。", "The objection reason code does not exist (O01–O06).")
	ErrObjectionLate = fault.New(fault.Refused, "objection-late",
		"已超过提出异议的期限。", "The time for objections is over.")
	ErrObjectedAlready = fault.New(fault.Refused, "objected-already",
		"本轮分流中已提出过异议。", "The handler has objected in this round already.")
	ErrObjectionPending = fault.New(fault.Refused, "objection-pending",
		"有异议尚未答复。", "An objection is pending.")
	ErrNoObjection = fault.New(fault.Refused, "no-objection",
		"没有待答复的异议。", "There is no pending objection.")
	ErrOwnObjection = fault.New(fault.Forbidden, "own-objection",
		"不能答复本单位提出的异议。", "Nobody decides on an objection of the own unit.")

	ErrJurisdictionOpen = fault.New(fault.Refused, "jurisdiction-open",
		"管辖争议尚未决定。", "The question of jurisdiction is open already.")
	ErrJurisdictionNotOpen = fault.New(fault.Refused, "jurisdiction-not-open",
		"没有待决定的管辖争议。", "There is no open question of jurisdiction.")
	ErrJurisdictionDecided = fault.New(fault.Refused, "jurisdiction-decided",
		"管辖已决定，不得再提出异议。", "Jurisdiction is decided; nobody objects any more.")
	ErrJurisdictionBinds = fault.New(fault.Forbidden, "jurisdiction-binds",
		"管辖决定只能由作出决定的机关或其上级改变。", "Only the unit that decided jurisdiction, or one above it, may change it.")
	ErrClaimantCount = fault.New(fault.Invalid, "claimant-count",
		"管辖争议须有2至10个单位。", "A question of jurisdiction has 2 to 10 claimants.")
	ErrClaimantTwice = fault.New(fault.Invalid, "claimant-twice",
		"争议单位重复。", "A claimant is named twice.")
	ErrNotCommonSuperior = fault.New(fault.Forbidden, "not-common-superior",
		"管辖争议须由争议各方的共同上级决定。", "Jurisdiction is decided by the common superior of the claimants.")
)
