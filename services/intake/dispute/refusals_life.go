package dispute

import "anjie.internal/services/internal/fault"

// The refusals of the machine: what is in the way of a command. Their codes are a contract with clients and never change.
var (
	ErrVoided = fault.New(fault.Refused, "dispute-voided",
		"该登记已作废。", "The registration was voided.")
	ErrMerged = fault.New(fault.Refused, "dispute-merged",
		"该纠纷已并入其他纠纷，请办理原纠纷。", "The dispute was merged; act on the one that it was merged into.")
	ErrArchived = fault.New(fault.Refused, "dispute-archived",
		"该纠纷已归档。", "The dispute is archived.")
	ErrAlreadyAccepted = fault.New(fault.Refused, "dispute-already-accepted",
		"该纠纷已受理。", "The dispute was accepted already.")
	ErrNotAccepted = fault.New(fault.Refused, "dispute-not-accepted",
		"该纠纷尚未受理。", "The dispute is not accepted yet.")
	ErrAlreadyDispatched = fault.New(fault.Refused, "dispute-already-dispatched",
		"该纠纷已分流，改派请用重新指派。", "The dispute is dispatched already; reassign it.")
	ErrNotDispatched = fault.New(fault.Refused, "dispute-not-dispatched",
		"该纠纷尚未分流。", "The dispute is not dispatched.")
	ErrNotMerged = fault.New(fault.Refused, "dispute-not-merged",
		"该纠纷未被合并。", "The dispute is not merged.")
	ErrNotConcluded = fault.New(fault.Refused, "dispute-not-concluded",
		"该纠纷尚未办结。", "The dispute is not concluded.")
	ErrNotClosed = fault.New(fault.Refused, "dispute-not-closed",
		"该纠纷仍在办理中。", "The dispute is not closed.")
)
