package dispute

import "anjie.internal/services/internal/fault"

// The refusals of intake: acceptance, mergers, classification, correction. Their codes are a contract with clients and never change.
var (
	ErrIDFormat = fault.New(fault.Invalid, "id-format",
		"编号须为UUID。", "An id is a UUID.")
	ErrProvenanceForm = fault.New(fault.Invalid, "provenance-form",
		"台账出处须含导入编号、文件摘要、表号和行号。", "A row of a ledger is named by import, digest of the file, sheet and row.")

	ErrRefusalOutcome = fault.New(fault.Invalid, "refusal-outcome",
		"不予受理的结果代码为R51，不再受理为R52。", "A refusal has the outcome R51 (not accepted) or R52 (no longer accepted).")
	ErrRefusalReasonNeeded = fault.New(fault.Invalid, "refusal-reason-needed",
		"不予受理须注明理由。", "A refusal needs a reason.")
	ErrUnknownRefusalReason = fault.New(fault.Invalid, "unknown-refusal-reason",
		"不予受理理由代码不存在（N01–N11）。", "The refusal reason code does not exist (N01–N11).")
	ErrRefusalMismatch = fault.New(fault.Invalid, "refusal-reason-mismatch",
		"不再受理仅适用于复核终结事项（N11）。", "No longer accepted (R52) goes with finality after re-review (N11), and only with it.")
	ErrRouteNeeded = fault.New(fault.Invalid, "route-needed",
		"不予受理须告知法定途径。", "A refusal must name the legal route that is open.")
	ErrUnknownRoute = fault.New(fault.Invalid, "unknown-route",
		"法定途径代码不存在（T01–T13）。", "The route code does not exist (T01–T13).")

	ErrTargetNotFound = fault.New(fault.NotFound, "other-not-found",
		"没有所指的另一件纠纷，或您无权查看。", "There is no such other dispute, or it is not for you to see.")
	ErrTargetItself = fault.New(fault.Invalid, "other-is-itself",
		"不能与自身合并或关联。", "A dispute is not joined to itself.")
	ErrTargetNotLive = fault.New(fault.Refused, "other-not-live",
		"所指纠纷已合并、作废或不予受理，不能并入。", "The other dispute is merged, voided or refused.")
	ErrTargetLater = fault.New(fault.Refused, "other-registered-later",
		"只能并入或重复于登记在先的纠纷。", "Only the dispute that was registered first can be joined.")
	ErrUnknownSeparationReason = fault.New(fault.Invalid, "unknown-separation-reason",
		"拆分原因代码不存在（U01–U04）。", "The reason code does not exist (U01–U04).")
	ErrLinkKind = fault.New(fault.Invalid, "link-kind",
		"关联类型须为重复、相关或信访。", "A link is a repeat, related or a petition.")
	ErrNotLinked = fault.New(fault.Refused, "not-linked",
		"两件事项未关联。", "There is no such link.")
	ErrTooManyLinks = fault.New(fault.Refused, "too-many-links",
		"关联事项过多。", "The dispute has too many links.")

	ErrLocalCategory = fault.New(fault.Invalid, "local-category",
		"本地类别须为该类别下的代码（如A99.01）。", "A local category is a child of the category, such as A99.01.")
	ErrUnknownExchange = fault.New(fault.Invalid, "unknown-exchange-category",
		"交换类别代码不存在，须为二级代码。", "The exchange category does not exist, or is not of the second level.")
	ErrComplexity = fault.New(fault.Invalid, "complexity",
		"难易程度须为简单、一般或复杂。", "A case is simple, general or complex.")
	ErrRiskLevel = fault.New(fault.Invalid, "risk-level",
		"风险等级须为蓝、黄、橙、红或绿。", "The risk level is blue, yellow, orange, red or green.")
	ErrGreenTooEarly = fault.New(fault.Refused, "risk-green-too-early",
		"绿色仅用于已办结的案件。", "Green is for concluded cases.")
	ErrUnknownIndicator = fault.New(fault.Invalid, "unknown-indicator",
		"风险情形代码不存在或重复（I01–I08）。", "The indicator code does not exist (I01–I08), or is there twice.")
	ErrRiskExpiry = fault.New(fault.Invalid, "risk-expiry",
		"风险评估有效期为1至90天。", "An assessment of risk holds for 1 to 90 days.")
	ErrGroundsNeeded = fault.New(fault.Invalid, "grounds-needed",
		"须写明理由。", "Grounds are needed.")
	ErrUnknownUrgency = fault.New(fault.Invalid, "unknown-urgency-reason",
		"加急原因代码不存在（E01–E05）。", "The urgency code does not exist (E01–E05).")
	ErrAlreadyUrgent = fault.New(fault.Refused, "already-urgent",
		"该纠纷已加急，且期限并未缩短。", "The dispute is urgent already, and the limit would not become shorter.")

	ErrLimitForm = fault.New(fault.Invalid, "limit-form",
		"期限不完整。", "The limit is not complete.")
	ErrDueBeforeStart = fault.New(fault.Invalid, "due-before-start",
		"到期日早于起算日。", "The due date lies before the day on which the time begins.")

	ErrUnknownCorrection = fault.New(fault.Invalid, "unknown-correction-reason",
		"更正原因代码不存在（K01–K04）。", "The correction reason code does not exist (K01–K04).")
	ErrNothingToCorrect = fault.New(fault.Invalid, "nothing-to-correct",
		"没有需要更正的内容。", "There is nothing to correct.")
	ErrReceiptTooLate = fault.New(fault.Invalid, "receipt-after-later-step",
		"收到时间晚于受理、调解或结案时间。", "The receipt would lie after the acceptance, the mediation or the closure.")
	ErrTextField = fault.New(fault.Invalid, "text-field",
		"可更正的文字为名称、经过和地点，各一次。", "The texts that can be corrected are title, narrative and place, each once.")
	ErrPartyIndex = fault.New(fault.Invalid, "party-index",
		"当事人序号无效。", "There is no such party.")
	ErrPartyBefore = fault.New(fault.Invalid, "party-before",
		"更正前的当事人与登记不符。", "The party was registered otherwise; read it again.")
)
