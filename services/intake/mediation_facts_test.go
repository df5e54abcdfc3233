package intake_test

import (
	"context"
	"testing"
	"time"

	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake"
	"anjie.internal/services/internal/es"
)

// factsServer serves ListFacts from a list, page by page.
type factsServer struct {
	mediationv1.MediationServiceClient
	facts []*mediationv1.Fact
	calls int
}

// ListFacts gives two facts at a time.
func (s *factsServer) ListFacts(_ context.Context, req *mediationv1.ListFactsRequest, _ ...grpc.CallOption) (*mediationv1.ListFactsResponse, error) {
	s.calls++
	out := &mediationv1.ListFactsResponse{Position: req.GetAfter()}
	for _, f := range s.facts {
		if f.GetPosition().GetCommit() > req.GetAfter().GetCommit() && len(out.GetFacts()) < 2 {
			out.Facts, out.Position = append(out.Facts, f), f.GetPosition()
		}
	}
	out.Complete = len(out.GetFacts()) == 0
	return out, nil
}

// TestMediationsSecondRoad asks page by page, until it is told that there is no more.
func TestMediationsSecondRoad(t *testing.T) {
	t.Parallel()
	s := &factsServer{}
	for n := range uint64(5) {
		s.facts = append(s.facts, &mediationv1.Fact{
			Id: uuid.NewString(), Position: &logv1.Position{Commit: 10 * (n + 1), Prepare: 10 * (n + 1)},
			PreviousPosition: &logv1.Position{Commit: 10 * n, Prepare: 10 * n}, RecordedAt: timestamppb.New(time.Unix(0, 0)),
		})
	}
	var ids []string
	var settled es.Position
	for f, err := range intake.MediationFacts(s)(t.Context(), es.Position{Commit: 10, Prepare: 10}) {
		if err != nil {
			t.Fatal(err)
		}
		if f.ID == uuid.Nil {
			settled = f.Position
			continue
		}
		ids = append(ids, f.ID.String())
	}
	if s.calls != 3 || len(ids) != 4 || ids[0] != s.facts[1].GetId() || settled.Commit != 50 {
		t.Errorf("%d calls gave %d facts up to %s", s.calls, len(ids), settled)
	}
}
