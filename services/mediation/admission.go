package mediation

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/mediation/proceeding"
)

// Disputes is what mediation asks intake before it opens a proceeding; intake's client is one.
type Disputes interface {
	AdmitProceeding(ctx context.Context, in *intakev1.AdmitProceedingRequest, opts ...grpc.CallOption) (*intakev1.AdmitProceedingResponse, error)
}

var errIntakeAway = fault.New(fault.Unavailable, "intake-unavailable",
	"暂时无法向受理服务核实该纠纷，请稍后用同一指令重试。", "Intake cannot be asked about the dispute now. Repeat the same command later.")

// admission asks intake once about one opening, whatever ordinals are tried.
type admission struct {
	disputes Disputes
	asked    bool
	err      error
}

// admit refuses what intake refuses, in intake's words. A proceeding that is there already asks nobody: the rules know why it cannot
// be opened, and a repetition is answered from the log.
func (a *admission) admit(ctx context.Context, st proceeding.State, c proceeding.Open) error {
	if st.Phase != proceeding.Absent {
		return nil
	}
	if !a.asked {
		a.asked = true
		_, err := a.disputes.AdmitProceeding(ctx, &intakev1.AdmitProceedingRequest{DisputeId: string(c.Dispute), Unit: string(c.Unit)})
		a.err = refusal(err)
	}
	return a.err
}

// refusal passes on what intake refuses by its rules. Whatever else is in the way may pass.
func refusal(err error) error {
	f := rpc.Fault(err)
	if f == nil {
		return nil
	}
	switch f.Kind {
	case fault.NotFound, fault.Refused, fault.Invalid, fault.Exists:
		return f
	case fault.Canceled, fault.Timeout, fault.Internal, fault.Unauthenticated, fault.Forbidden, fault.Conflict, fault.Exhausted,
		fault.Unavailable, fault.Unsupported:
	}
	return errIntakeAway.Because(err)
}
