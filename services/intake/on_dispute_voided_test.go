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

var errAway = fault.New(fault.Unavailable, "away", "调解服务不在。", "Mediation is away.")

// setter stands for mediation, which is away at first.
type setter struct {
	mu       sync.Mutex
	away     int // calls that it does not answer
	missed   int
	lost     int               // answers that do not arrive
	disputes []string          // with their units, as it heard of them first
	commands map[string]string // by dispute
	again    []string          // what it was told again
}

func (s *setter) SetAsideProceedings(_ context.Context, in *mediationv1.SetAsideProceedingsRequest, _ ...grpc.CallOption) (*mediationv1.SetAsideProceedingsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.missed < s.away {
		s.missed++
		return nil, errAway
	}
	if c, ok := s.commands[in.GetDisputeId()]; ok {
		if c != in.GetCommandId() {
			return nil, errors.New("another command for the same event")
		}
		s.again = append(s.again, in.GetDisputeId()+"@"+in.GetUnit()) // the policy was stopped before it had noted how far it was
		return &mediationv1.SetAsideProceedingsResponse{}, nil
	}
	if s.commands == nil {
		s.commands = map[string]string{}
	}
	s.commands[in.GetDisputeId()] = in.GetCommandId()
	s.disputes = append(s.disputes, in.GetDisputeId()+"@"+in.GetUnit())
	if s.lost > 0 {
		s.lost--
		return nil, errAway
	}
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
	s := &setter{away: 3, lost: 1}
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
	s.mu.Lock()
	defer s.mu.Unlock()
	s.again = slices.DeleteFunc(s.again, func(d string) bool { return d != before })
	if len(s.again) == 0 { // the answer of which was lost; the policy promises at least once, and a stop before it noted how far it was tells once more
		t.Error("what was void first is not told again")
	}
}
