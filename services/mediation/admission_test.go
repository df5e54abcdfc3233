package mediation_test

import (
	"context"
	"sync"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

// intakeDesk is intake as far as mediation asks it: every dispute is open, until it answers otherwise.
type intakeDesk struct {
	mu     sync.Mutex
	answer error
	asked  []*intakev1.AdmitProceedingRequest
	// posts is the answer about a city, asks how often it was wanted.
	posts []*intakev1.ProfilePost
	away  bool
	asks  int
}

// GetProfile has the posts that it was given, unless intake is away.
func (d *intakeDesk) GetProfile(context.Context, *intakev1.GetProfileRequest, ...grpc.CallOption) (*intakev1.GetProfileResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asks++
	if d.away {
		return nil, rpc.Status(fault.New(fault.Unavailable, "away", "不在", "away")).Err()
	}
	return &intakev1.GetProfileResponse{Profile: &intakev1.Profile{Posts: d.posts}}, nil
}

// shares sets who stands in for whom in the village.
func (d *intakeDesk) shares(a, b string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.posts = append(d.posts, &intakev1.ProfilePost{Unit: village, Code: "mediator", A: a, B: b})
}

func (d *intakeDesk) goesAway(away bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.away = away
}

// AdmitProceeding answers as it was told to.
func (d *intakeDesk) AdmitProceeding(_ context.Context, req *intakev1.AdmitProceedingRequest, _ ...grpc.CallOption) (*intakev1.AdmitProceedingResponse, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, req)
	if d.answer != nil {
		return nil, rpc.Status(d.answer).Err()
	}
	return &intakev1.AdmitProceedingResponse{}, nil
}

// answers sets what it answers from now on; nil is that it may be opened.
func (d *intakeDesk) answers(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answer, d.asked = err, nil
}

func (d *intakeDesk) questions() []*intakev1.AdmitProceedingRequest {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked
}

// TestIntakeIsAskedBeforeAProceedingIsOpened, once, and what it refuses is refused in its words.
func TestIntakeIsAskedBeforeAProceedingIsOpened(t *testing.T) {
	t.Parallel()
	o := open(t)
	unknown := fault.New(fault.NotFound, "dispute-not-found", "没有这件纠纷，或您无权查看。", "There is no such dispute, or it is not for you to see.")
	barred := fault.New(fault.Refused, "mediation-barred", "不得进入调解。", "It does not enter mediation.")
	for _, answer := range []*fault.Error{unknown.On("dispute_id"), barred} {
		o.intake.answers(answer)
		_, err := o.clerk().OpenProceeding(t.Context(), opening(t))
		o.refused(err, answer.Code, answer.Field)
		if got := rpc.Fault(err); got.Zh != answer.Zh || got.Kind != answer.Kind || len(o.intake.questions()) != 1 {
			t.Errorf("answered %v after %d questions, want intake's own words", got, len(o.intake.questions()))
		}
	}
	o.intake.answers(nil)
	req := opening(t)
	_, err := o.clerk().OpenProceeding(t.Context(), req)
	o.must(err)
	if q := o.intake.questions(); len(q) != 1 || q[0].GetDisputeId() != req.GetDisputeId() || q[0].GetUnit() != village {
		t.Errorf("asked %v", q)
	}
	_, err = o.clerk().OpenProceeding(t.Context(), opening(t, func(r *mediationv1.OpenProceedingRequest) { r.DisputeId = req.GetDisputeId() }))
	o.refused(err, "dispute-in-mediation")
}

// TestIntakeIsAway: the opening may be sent again, and what was opened before is answered without intake.
func TestIntakeIsAway(t *testing.T) {
	t.Parallel()
	o := open(t)
	away := fault.New(fault.Unavailable, "unavailable", "服务暂不可用。", "The service is not available.")
	first := opening(t)
	done, err := o.clerk().OpenProceeding(t.Context(), first)
	o.must(err)
	o.must(failed(t, o, done.GetReceipt().GetProceedingId()))
	next := opening(t, func(r *mediationv1.OpenProceedingRequest) { r.DisputeId = first.GetDisputeId() })
	for _, answer := range []error{away, identity.ErrRoleMissing, fault.New(fault.Internal, "internal", "内部错误。", "Internal error.")} {
		o.intake.answers(answer)
		_, err = o.clerk().OpenProceeding(t.Context(), next)
		o.refused(err, "intake-unavailable")
		if rpc.Fault(err).Kind != fault.Unavailable {
			t.Errorf("%v is not worth another try", err)
		}
	}
	again, err := o.clerk().OpenProceeding(t.Context(), first)
	o.must(err)
	if !again.GetReceipt().GetRepeated() || again.GetReceipt().GetRevision() != done.GetReceipt().GetRevision() {
		t.Errorf("repeated without intake: %v", again.GetReceipt())
	}
	o.intake.answers(nil)
	second, err := o.clerk().OpenProceeding(t.Context(), next)
	o.must(err)
	if second.GetOrdinal() != 2 || len(o.intake.questions()) != 1 {
		t.Errorf("ordinal %d after %d questions", second.GetOrdinal(), len(o.intake.questions()))
	}
	o.intake.answers(away)
	again, err = o.clerk().OpenProceeding(t.Context(), next)
	o.must(err)
	if !again.GetReceipt().GetRepeated() || again.GetOrdinal() != 2 {
		t.Errorf("repeated without intake: %v", again)
	}
}

func failed(t *testing.T, o *office, proceeding string) error {
	t.Helper()
	_, err := o.mediator().RecordOutcome(t.Context(), failure(t, proceeding))
	return err
}
