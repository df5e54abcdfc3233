package intake_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/grpc"

	"anjie.internal/services/intake"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/fault"
)

// setter stands for mediation, which is away at first.
type setter struct {
	mu       sync.Mutex
	away     int // calls that it does not answer
	missed   int
	disputes []string          // with their units, as it heard of them first
	commands map[string]string // by dispute
}

func (s *setter) SetAsideProceedings(_ context.Context, in *mediationv1.SetAsideProceedingsRequest, _ ...grpc.CallOption) (*mediationv1.SetAsideProceedingsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.missed < s.away {
		s.missed++
		return nil, fault.New(fault.Unavailable, "away", "调解服务不在。", "Mediation is away.")
	}
	if c, ok := s.commands[in.GetDisputeId()]; ok {
		if c != in.GetCommandId() {
			return nil, errors.New("another command for the same event")
		}
		return &mediationv1.SetAsideProceedingsResponse{}, nil // told again: the policy was stopped before it had noted how far it was
	}
	if s.commands == nil {
		s.commands = map[string]string{}
	}
	s.commands[in.GetDisputeId()] = in.GetCommandId()
	s.disputes = append(s.disputes, in.GetDisputeId()+"@"+in.GetUnit())
	return &mediationv1.SetAsideProceedingsResponse{}, nil
}

func (s *setter) told() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.disputes)
}

// follows runs the policy until stop is called or the test ends.
func (s *setter) follows(d *desk) (stop func()) {
	d.t.Helper()
	ctx, end := context.WithCancel(context.WithoutCancel(d.t.Context()))
	done := make(chan error, 1)
	go func() { done <- d.intake.FollowVoided(ctx, intake.VoidedConfig{Mediation: s}) }()
	stop = sync.OnceFunc(func() {
		end()
		if err := <-done; !errors.Is(err, context.Canceled) {
			d.t.Error(err)
		}
	})
	d.t.Cleanup(stop)
	return stop
}

// TestMediationLearnsWhatIsVoid voids disputes while mediation is away, while the policy runs and while it does not.
func TestMediationLearnsWhatIsVoid(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	void := func() string {
		t.Helper()
		id := d.accepted()
		does(d, d.dispatcher(searchVillage).VoidDispute, id, &intakev1.VoidDisputeRequest{Reason: "X01"})
		return id + "@" + searchVillage
	}
	s := &setter{away: 3}
	before := void()
	d.accepted() // which nobody voids
	stop := s.follows(d)
	bustest.Eventually(t, "what was void before is told", func() bool { return slices.Equal(s.told(), []string{before}) })
	if s.missed != 3 {
		t.Errorf("mediation was away for %d calls, want 3", s.missed)
	}
	during := void()
	bustest.Eventually(t, "what is voided is told", func() bool { return slices.Equal(s.told(), []string{before, during}) })
	stop()
	after := void()
	s.follows(d)
	bustest.Eventually(t, "it goes on where it stopped", func() bool { return slices.Equal(s.told(), []string{before, during, after}) })
}
