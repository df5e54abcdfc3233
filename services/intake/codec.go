package intake

import (
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
)

// category is the first part of the names of the streams: dispute-<uuid>.
const category = "dispute"

// streams passes the events of intake and nothing else.
func streams() es.Filter { return es.Filter{Streams: []string{category + "-"}} }

// The frozen names of stored events. They are never changed and never reused.
const (
	registeredV1 = "dispute-registered-v1"
	withdrawnV1  = "dispute-withdrawn-v1"

	importedV1             = "dispute-imported-v1"
	acceptedV1             = "dispute-accepted-v1"
	refusedV1              = "dispute-refused-v1"
	mergedV1               = "dispute-merged-v1"
	unmergedV1             = "dispute-unmerged-v1"
	linkedV1               = "dispute-linked-v1"
	unlinkedV1             = "dispute-unlinked-v1"
	classifiedV1           = "dispute-classified-v1"
	riskAssessedV1         = "dispute-risk-assessed-v1"
	correctedV1            = "dispute-corrected-v1"
	ownershipOfferedV1     = "dispute-ownership-offered-v1"
	ownershipTakenV1       = "dispute-ownership-taken-v1"
	unroutedV1             = "dispute-unrouted-v1"
	dispatchedV1           = "dispute-dispatched-v1"
	acknowledgedV1         = "dispute-acknowledged-v1"
	objectedV1             = "dispute-objected-v1"
	objectionDecidedV1     = "dispute-objection-decided-v1"
	reassignedV1           = "dispute-reassigned-v1"
	jurisdictionDisputedV1 = "dispute-jurisdiction-disputed-v1"
	jurisdictionDecidedV1  = "dispute-jurisdiction-decided-v1"
	urgentV1               = "dispute-urgent-v1"
	subTaskOpenedV1        = "dispute-sub-task-opened-v1"
	subTaskReturnedV1      = "dispute-sub-task-returned-v1"
	proceedingOpenedV1     = "dispute-proceeding-opened-v1"
	proceedingEndedV1      = "dispute-proceeding-ended-v1"
	concludedV1            = "dispute-concluded-v1"
	reopenedV1             = "dispute-reopened-v1"
	followedUpV1           = "dispute-followed-up-v1"
	ratedV1                = "dispute-rated-v1"
	archivedV1             = "dispute-archived-v1"
	voidedV1               = "dispute-voided-v1"
)

// Codec reads and writes the stored form of dispute events.
func Codec() (*es.Codec[dispute.Event], error) {
	return es.NewCodec[dispute.Event](
		es.Named[*dispute.RegisteredV1](registeredV1),
		es.Named[*dispute.WithdrawnV1](withdrawnV1),
		es.Named[*dispute.ImportedV1](importedV1),
		es.Named[*dispute.AcceptedV1](acceptedV1),
		es.Named[*dispute.RefusedV1](refusedV1),
		es.Named[*dispute.MergedV1](mergedV1),
		es.Named[*dispute.UnmergedV1](unmergedV1),
		es.Named[*dispute.LinkedV1](linkedV1),
		es.Named[*dispute.UnlinkedV1](unlinkedV1),
		es.Named[*dispute.ClassifiedV1](classifiedV1),
		es.Named[*dispute.RiskAssessedV1](riskAssessedV1),
		es.Named[*dispute.CorrectedV1](correctedV1),
		es.Named[*dispute.OwnershipOfferedV1](ownershipOfferedV1),
		es.Named[*dispute.OwnershipTakenV1](ownershipTakenV1),
		es.Named[*dispute.UnroutedV1](unroutedV1),
		es.Named[*dispute.DispatchedV1](dispatchedV1),
		es.Named[*dispute.AcknowledgedV1](acknowledgedV1),
		es.Named[*dispute.ObjectedV1](objectedV1),
		es.Named[*dispute.ObjectionDecidedV1](objectionDecidedV1),
		es.Named[*dispute.ReassignedV1](reassignedV1),
		es.Named[*dispute.JurisdictionDisputedV1](jurisdictionDisputedV1),
		es.Named[*dispute.JurisdictionDecidedV1](jurisdictionDecidedV1),
		es.Named[*dispute.UrgentV1](urgentV1),
		es.Named[*dispute.SubTaskOpenedV1](subTaskOpenedV1),
		es.Named[*dispute.SubTaskReturnedV1](subTaskReturnedV1),
		es.Named[*dispute.ProceedingOpenedV1](proceedingOpenedV1),
		es.Named[*dispute.ProceedingEndedV1](proceedingEndedV1),
		es.Named[*dispute.ConcludedV1](concludedV1),
		es.Named[*dispute.ReopenedV1](reopenedV1),
		es.Named[*dispute.FollowedUpV1](followedUpV1),
		es.Named[*dispute.RatedV1](ratedV1),
		es.Named[*dispute.ArchivedV1](archivedV1),
		es.Named[*dispute.VoidedV1](voidedV1),
	)
}
