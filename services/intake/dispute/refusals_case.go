package dispute

import "anjie.internal/services/internal/fault"

// The refusals of handling, conclusion and what comes after it. Their codes are a contract with clients and never change.
var (
	ErrTaskExists = fault.New(fault.Exists, "task-exists",
		"该子任务已存在。", "The sub-task exists already.")
	ErrTaskNotFound = fault.New(fault.NotFound, "task-not-found",
		"没有该子任务。", "There is no such sub-task.")
	ErrTaskReturned = fault.New(fault.Refused, "task-returned",
		"该子任务已办回。", "The sub-task was returned already.")
	ErrNotYourTask = fault.New(fault.Forbidden, "task-not-yours",
		"该子任务不由您所在的单位承办。", "The sub-task is another handler's.")
	ErrTooManyTasks = fault.New(fault.Refused, "too-many-tasks",
		"子任务过多。", "The dispute has too many sub-tasks.")
	ErrUnknownTaskKind = fault.New(fault.Invalid, "unknown-task-kind",
		"子任务类型代码不存在（Y01–Y08）。", "The kind of sub-task does not exist (Y01–Y08).")
	ErrUnknownTaskResult = fault.New(fault.Invalid, "unknown-task-result",
		"子任务结果代码不存在（Z01–Z04）。", "The result of a sub-task does not exist (Z01–Z04).")
	ErrDescriptionNeeded = fault.New(fault.Invalid, "description-needed",
		"须写明任务内容。", "A description is needed.")
	ErrModeForm = fault.New(fault.Invalid, "mode-form",
		"调解方式代码无效。", "The code of the mode is not valid.")

	ErrCodesForm = fault.New(fault.Invalid, "codes-form",
		"代码表版本号无效。", "The version of the code tables is not valid.")
	ErrProceedingRunning = fault.New(fault.Refused, "proceeding-running",
		"该纠纷的调解程序尚在进行，请先在调解中记录其结果（撤回、不成、终止等）；调解结束后方可办结、撤回、合并或不予受理。",
		"A mediation proceeding of the dispute is under way. Record how it ends in mediation first; then the dispute can be concluded, withdrawn, merged or refused.")

	ErrOutcomeNeeded = fault.New(fault.Invalid, "outcome-needed",
		"结案须注明结果代码。", "A conclusion needs an outcome.")
	ErrUnknownOutcome = fault.New(fault.Invalid, "unknown-outcome",
		"结果代码不存在或不适用于结案。", "The outcome does not exist, or does not conclude a dispute.")
	ErrOnTheSpotOutcome = fault.New(fault.Invalid, "on-the-spot-outcome",
		"当场化解的结果代码为R13。", "What is solved on the spot has the outcome R13.")
	ErrOnTheSpotTooLate = fault.New(fault.Refused, "on-the-spot-too-late",
		"已分流的纠纷不再属于当场化解。", "A dispute that was dispatched is not solved on the spot any more.")
	ErrNotMediable = fault.New(fault.Refused, "not-mediable",
		"涉法涉诉、涉组织涉纪检事项不得以调解结案。", "Matters of law bodies and of discipline do not end by mediation.")
	ErrMediationBarred = fault.New(fault.Refused, "mediation-barred",
		"涉法涉诉、涉组织涉纪检事项不得进入调解，请告知当事人相应的法定途径。", "Matters of law bodies and of discipline do not enter mediation; tell the parties the legal route.")
	ErrTasksOpen = fault.New(fault.Refused, "tasks-open",
		"尚有子任务未办回。", "Sub-tasks are still open.")
	ErrOutcomeContradicts = fault.New(fault.Refused, "outcome-contradicts-proceeding",
		"结果与调解程序的结果不一致：调解已达成协议或者不成的，按该结果办结；一方拒绝（R33）、终止（R34）须由调解程序得出。",
		"The outcome contradicts mediation: an agreement or a failure is the outcome of the dispute, and refusal (R33) and termination (R34) come out of mediation only.")
	ErrMediated = fault.New(fault.Refused, "mediation-has-outcome",
		"该纠纷经调解已达成协议或者不成，须按该结果办结，不得撤回、合并、不予受理或者改为不可调解的类别。",
		"Mediation of the dispute came to an agreement or a failure. It is concluded with that, and not withdrawn, merged, refused or classified as barred from mediation.")
	ErrBeforeDispatch = fault.New(fault.Invalid, "occurred-before-dispatch",
		"签收或者异议的时间早于分流时间。", "A receipt or an objection cannot be earlier than the dispatch.")
	ErrBeforeAcceptance = fault.New(fault.Invalid, "occurred-before-acceptance",
		"结案时间早于受理时间。", "It cannot be concluded before it was accepted.")
	ErrBeforeMediationEnd = fault.New(fault.Invalid, "occurred-before-mediation-end",
		"结案时间早于调解程序结束的时间。", "It cannot be concluded with an outcome before mediation came to it.")
	ErrBeforeReopening = fault.New(fault.Invalid, "occurred-before-reopening",
		"发生时间早于重新办理的时间。", "It cannot have happened before the dispute was taken up again.")
	ErrBeforeClosure = fault.New(fault.Invalid, "occurred-before-closure",
		"发生时间早于结案时间。", "It cannot have happened before the closure.")
	ErrUnknownReopening = fault.New(fault.Invalid, "unknown-reopening-reason",
		"重新办理原因代码不存在（P01–P07）。", "The reopening reason code does not exist (P01–P07).")
	ErrReopeningMismatch = fault.New(fault.Refused, "reopening-reason-mismatch",
		"重新办理原因与结案结果不符。", "The reason does not fit the closure that is withdrawn.")

	ErrUnknownMethod = fault.New(fault.Invalid, "unknown-follow-up-method",
		"回访方式代码不存在（H01–H05）。", "The follow-up method does not exist (H01–H05).")
	ErrNotReached = fault.New(fault.Invalid, "not-reached",
		"未联系上时不应填写履行情况或满意度。", "Who was not reached said nothing about performance or satisfaction.")
	ErrUnknownPerformance = fault.New(fault.Invalid, "unknown-performance",
		"履行情况代码不存在（V1–V7）。", "The performance code does not exist (V1–V7).")
	ErrNothingToPerform = fault.New(fault.Refused, "nothing-to-perform",
		"没有需要履行的协议。", "There is no agreement to perform.")
	ErrUnknownGrade = fault.New(fault.Invalid, "unknown-grade",
		"满意度代码不存在（G01–G03）。", "The grade does not exist (G01–G03).")
	ErrUnknownRater = fault.New(fault.Invalid, "unknown-rater",
		"评价人类别代码不存在（Q01–Q07）。", "The class of raters does not exist (Q01–Q07).")
	ErrAlreadyRated = fault.New(fault.Refused, "already-rated",
		"该类评价人已评价。", "This class has rated the conclusion already.")
	ErrUnknownRetention = fault.New(fault.Invalid, "unknown-retention",
		"保管期限代码不存在（D03、D10、D30、D99）。", "The retention code does not exist (D03, D10, D30, D99).")
	ErrUnknownVoidReason = fault.New(fault.Invalid, "unknown-void-reason",
		"作废原因代码不存在（X01–X04）。", "The void reason code does not exist (X01–X04).")
	ErrVoidImport = fault.New(fault.Invalid, "void-import",
		"撤销台账导入（X03）须注明导入编号，其他原因不得填写。", "Reverting an import (X03) names the import, and nothing else does.")
	ErrOtherImport = fault.New(fault.Refused, "other-import",
		"该纠纷不是由此次导入登记的。", "The dispute did not come with this import.")
)
