package intake

import (
	"context"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

// admittedWithin is how old what is known of a dispute may be. A dispute may also be closed in the moment after the answer; what then
// becomes of the proceeding is the same. If the registration was void by then, it is set aside when intake learns of it.
const admittedWithin = time.Second

// AdmitProceeding tells mediation whether it may open a proceeding of a dispute. It folds what the log has, from the state that is
// remembered on, and waits for no view. For a unit without a part in the dispute there is none.
func (s *Service) AdmitProceeding(ctx context.Context, req *intakev1.AdmitProceedingRequest) (*intakev1.AdmitProceedingResponse, error) {
	if _, err := identity.Require(ctx, identity.RoleService); err != nil {
		return nil, err
	}
	id, err := uuid.Parse(req.GetDisputeId())
	if err != nil || id.String() != req.GetDisputeId() {
		return nil, request.ErrIDFormat.On("dispute_id")
	}
	mediating := unit.Code(req.GetUnit())
	if !mediating.Valid() {
		return nil, dispute.ErrUnitFormat.On("unit")
	}
	st, err := s.disputes.Recent(ctx, id, admittedWithin)
	if err != nil {
		return nil, err
	}
	if st.Phase == dispute.Absent || !takesPart(mediating, st) {
		return nil, dispute.ErrNotFound.On("dispute_id")
	}
	if err := dispute.AdmitProceeding(st); err != nil {
		return nil, err
	}
	return &intakev1.AdmitProceedingResponse{}, nil
}
