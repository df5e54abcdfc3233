package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
)

// town hall is intake and mediation in a few lines: every command has one effect under its id, in the order of its row; now and then
// it is not there, sometimes after it has recorded the command.
type hall struct {
	mu       sync.Mutex
	chance   *rand.Rand
	away     float64 // share of calls that fail
	refuses  string  // id of a command that is refused
	commands map[string]bool
	order    map[string][]string // by dispute or proceeding
	actors   map[Actor]int
	position uint64
	after    func(n int) // told after each command that is new
}

// The three counters of the hall.
type (
	intakeCounter struct {
		intakev1.IntakeServiceClient
		*hall
	}
	disputeCounter struct {
		intakev1.DisputeServiceClient
		*hall
	}
	mediationCounter struct {
		mediationv1.MediationServiceClient
		*hall
	}
)

func newHall() *hall {
	return &hall{
		chance: rand.New(rand.NewPCG(1, 2)), commands: map[string]bool{}, order: map[string][]string{}, actors: map[Actor]int{},
		after: func(int) {},
	}
}

var errAway = fault.New(fault.Unavailable, "away", "暂时不可用。", "Away.")

func (h *hall) take(ctx context.Context, of, command string) (*logv1.Position, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.actors[ActorOf(ctx)]++
	if h.chance.Float64() < h.away {
		return nil, false, errAway
	}
	if command == h.refuses {
		return nil, false, fault.New(fault.Refused, "no", "不行。", "No.")
	}
	repeated := h.commands[command]
	if !repeated {
		h.commands[command] = true
		h.position++
		h.order[of] = append(h.order[of], command)
		h.after(len(h.commands))
	}
	if h.chance.Float64() < h.away {
		return nil, false, errAway // recorded, and nobody heard
	}
	return &logv1.Position{Commit: h.position, Prepare: h.position}, repeated, nil
}

func (h *hall) intake(ctx context.Context, of, command string) (*intakev1.Receipt, error) {
	at, repeated, err := h.take(ctx, of, command)
	return &intakev1.Receipt{Position: at, Repeated: repeated}, err
}

func (h *hall) mediation(ctx context.Context, of, command string) (*mediationv1.Receipt, error) {
	at, repeated, err := h.take(ctx, of, command)
	return &mediationv1.Receipt{Position: at, Repeated: repeated}, err
}

func (h intakeCounter) RegisterDispute(ctx context.Context, r *intakev1.RegisterDisputeRequest, _ ...grpc.CallOption) (*intakev1.RegisterDisputeResponse, error) {
	receipt, err := h.intake(ctx, r.GetDisputeId(), r.GetCommandId())
	return &intakev1.RegisterDisputeResponse{Receipt: receipt}, err
}

func (h disputeCounter) AcceptDispute(ctx context.Context, r *intakev1.AcceptDisputeRequest, _ ...grpc.CallOption) (*intakev1.AcceptDisputeResponse, error) {
	receipt, err := h.intake(ctx, r.GetDisputeId(), r.GetCommandId())
	return &intakev1.AcceptDisputeResponse{Receipt: receipt}, err
}

func (h disputeCounter) DispatchDispute(ctx context.Context, r *intakev1.DispatchDisputeRequest, _ ...grpc.CallOption) (*intakev1.DispatchDisputeResponse, error) {
	receipt, err := h.intake(ctx, r.GetDisputeId(), r.GetCommandId())
	return &intakev1.DispatchDisputeResponse{Receipt: receipt}, err
}

func (h disputeCounter) AcknowledgeDispatch(ctx context.Context, r *intakev1.AcknowledgeDispatchRequest, _ ...grpc.CallOption) (*intakev1.AcknowledgeDispatchResponse, error) {
	receipt, err := h.intake(ctx, r.GetDisputeId(), r.GetCommandId())
	return &intakev1.AcknowledgeDispatchResponse{Receipt: receipt}, err
}

func (h disputeCounter) ConcludeDispute(ctx context.Context, r *intakev1.ConcludeDisputeRequest, _ ...grpc.CallOption) (*intakev1.ConcludeDisputeResponse, error) {
	receipt, err := h.intake(ctx, r.GetDisputeId(), r.GetCommandId())
	return &intakev1.ConcludeDisputeResponse{Receipt: receipt}, err
}

func (h mediationCounter) OpenProceeding(ctx context.Context, r *mediationv1.OpenProceedingRequest, _ ...grpc.CallOption) (*mediationv1.OpenProceedingResponse, error) {
	receipt, err := h.mediation(ctx, r.GetDisputeId(), r.GetCommandId())
	return &mediationv1.OpenProceedingResponse{Receipt: receipt}, err
}

func (h mediationCounter) HoldSession(ctx context.Context, r *mediationv1.HoldSessionRequest, _ ...grpc.CallOption) (*mediationv1.HoldSessionResponse, error) {
	receipt, err := h.mediation(ctx, r.GetProceedingId(), r.GetCommandId())
	return &mediationv1.HoldSessionResponse{Receipt: receipt}, err
}

func (h mediationCounter) RecordAgreement(ctx context.Context, r *mediationv1.RecordAgreementRequest, _ ...grpc.CallOption) (*mediationv1.RecordAgreementResponse, error) {
	receipt, err := h.mediation(ctx, r.GetProceedingId(), r.GetCommandId())
	return &mediationv1.RecordAgreementResponse{Receipt: receipt}, err
}

func (h mediationCounter) RecordOutcome(ctx context.Context, r *mediationv1.RecordOutcomeRequest, _ ...grpc.CallOption) (*mediationv1.RecordOutcomeResponse, error) {
	receipt, err := h.mediation(ctx, r.GetProceedingId(), r.GetCommandId())
	return &mediationv1.RecordOutcomeResponse{Receipt: receipt}, err
}

// GetDisputeHistory has learned of every proceeding that has an outcome.
func (h intakeCounter) GetDisputeHistory(_ context.Context, _ *intakev1.GetDisputeHistoryRequest, _ ...grpc.CallOption) (*intakev1.GetDisputeHistoryResponse, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := &intakev1.GetDisputeHistoryResponse{}
	for of := range h.order {
		out.Steps = append(out.Steps, &intakev1.Step{What: &intakev1.Step_ProceedingEnded{ProceedingEnded: &intakev1.ProceedingEnded{Proceeding: of}}})
	}
	return out, nil
}

// rowsOf makes so many rows: most settled, every tenth failed.
func rowsOf(n int) []*Entry {
	out := make([]*Entry, 0, n)
	day := calendar.On(2012, time.March, 5)
	for i := range n {
		e := &Entry{
			Sheet: 1, Row: 3 + i, Serial: fmt.Sprint(i + 1), ReceivedOn: day, Unit: "320205001201", Channel: "S01", Category: "A02", Title: "某甲与某乙", Involved: 2,
			Parties:  []Party{{Role: Applicant, Name: "某甲"}, {Role: Respondent, Name: "某乙"}},
			Dispatch: &Dispatch{Lead: "320205001000", On: day, AcknowledgedOn: day.Plus(1)},
			Attempts: []Attempt{{
				Mode: "M01", Mediators: []string{fmt.Sprintf("tjy-%d", i%5)}, OpenedOn: day.Plus(1), Sessions: []calendar.Date{day.Plus(2)}, Outcome: "R12", EndedOn: day.Plus(2),
			}},
			Outcome: "R12", ConcludedOn: day.Plus(2),
		}
		if i%10 == 9 {
			e.Outcome, e.Attempts[0].Outcome, e.Attempts[0].Told = "R21", "R21", []string{"W03"}
		}
		out = append(out, e)
	}
	return out
}

func runner(h *hall) Runner {
	return Runner{
		Services: Services{Intake: intakeCounter{hall: h}, Disputes: disputeCounter{hall: h}, Mediation: mediationCounter{hall: h}}, IDs: testIDs, Import: uuid.MustParse("01a205df-bcc1-77bd-a39d-000000000001"),
		Unit: "320200000000", Workers: 8, Patience: time.Minute,
	}
}

// steps is how many commands so many rows have.
func steps(entries []*Entry) int {
	n := 0
	for _, e := range entries {
		n += len(Steps(e, testIDs, uuid.Nil))
	}
	return n
}

func TestEveryCommandHasOneEffectThoughTheHallIsOftenAway(t *testing.T) {
	t.Parallel()
	h := newHall()
	h.away = 0.15
	entries := rowsOf(60)
	result, err := runner(h).Run(t.Context(), entries)
	must(t, err)
	if result.Rows != 60 || result.Before != 60 || len(result.Refused) > 0 || len(h.commands) != steps(entries) || result.Repeated == 0 {
		t.Errorf("%+v; %d commands, want %d", result, len(h.commands), steps(entries))
	}
	if result.Last.Commit != uint64(len(h.commands)) {
		t.Errorf("the last position is %v of %d", result.Last, len(h.commands))
	}
	// In order within a row: what the hall recorded for a dispute is a part of the row's own list, in its order.
	for _, e := range entries {
		var want, got []string
		for _, s := range Steps(e, testIDs, uuid.Nil) {
			want = append(want, s.Request.(interface{ GetCommandId() string }).GetCommandId())
		}
		for _, id := range want {
			for of := range h.order {
				if slices.Contains(h.order[of], id) {
					got = append(got, id)
				}
			}
		}
		if !slices.Equal(want, got) {
			t.Fatalf("row %d: %v, want %v", e.Row, got, want)
		}
		mine := h.order[testIDs.Of(e, "dispute").String()]
		if !slices.IsSortedFunc(mine, func(a, b string) int { return slices.Index(want, a) - slices.Index(want, b) }) {
			t.Fatalf("row %d: %v is out of order", e.Row, mine)
		}
	}
	// Whom it is entered for: the desk, the unit that confirms its own receipt, and each mediator.
	for _, a := range []Actor{{Unit: "320200000000"}, {Unit: "320205001000"}, {Unit: "320200000000", OnBehalfOf: "tjy-3"}} {
		if h.actors[a] == 0 {
			t.Errorf("nothing was entered for %+v: %v", a, h.actors)
		}
	}
}

// stoppedAt100 runs an import until 100 commands are recorded.
func stoppedAt100(t *testing.T, entries []*Entry) (*hall, Runner, ResumeFile, Result) {
	t.Helper()
	h := newHall()
	ctx, stop := context.WithCancel(t.Context())
	h.after = func(n int) {
		if n == 100 {
			stop()
		}
	}
	file := ResumeFile{Path: filepath.Join(t.TempDir(), "imports", "x.json"), Import: uuid.New()}
	r := runner(h)
	r.Done = func(_, before int) { must(t, file.Save(before)) }
	result, err := r.Run(ctx, entries)
	if !errors.Is(err, context.Canceled) || result.Rows == 0 || result.Rows == len(entries) {
		t.Fatalf("stopped: %+v, %v", result, err)
	}
	if n := len(h.commands); n < 100 || n > 100+8 {
		t.Errorf("%d commands were sent after the stop at 100", n-100)
	}
	return h, r, file, result
}

func TestAnImportThatWasStoppedGoesOnAndAnotherOneChangesNothing(t *testing.T) {
	t.Parallel()
	entries := rowsOf(40)
	h, r, file, result := stoppedAt100(t, entries)
	for result.Before == 0 { // the first row had not had its turn: there is nothing to go on from
		h, r, file, result = stoppedAt100(t, entries)
	}
	h.after = func(int) {}
	if r.From = file.Load(); r.From != result.Before {
		t.Errorf("the resume file says %d, the run %d", r.From, result.Before)
	}
	resumed, err := r.Run(t.Context(), entries)
	must(t, err)
	if resumed.Rows != 40 || len(h.commands) != steps(entries) {
		t.Errorf("resumed: %+v, %d commands", resumed, len(h.commands))
	}
	must(t, file.Remove())
	if r.From = file.Load(); r.From != 0 {
		t.Errorf("a removed file says %d", r.From)
	}
	again, err := r.Run(t.Context(), entries)
	must(t, err)
	if again.Repeated != again.Steps || again.Steps != steps(entries) || len(h.commands) != steps(entries) {
		t.Errorf("again: %+v, %d commands", again, len(h.commands))
	}
	if other := (ResumeFile{Path: file.Path, Import: uuid.New()}); other.Load() != 0 {
		t.Error("the file of another import is taken")
	}
}

func TestARefusedRowStopsAloneAndIsTold(t *testing.T) {
	t.Parallel()
	h := newHall()
	entries := rowsOf(20)
	h.refuses = testIDs.Of(entries[7], "dispatch").String()
	result, err := runner(h).Run(t.Context(), entries)
	must(t, err)
	if len(result.Refused) != 1 || result.Refused[0].Entry != entries[7] || result.Refused[0].Step != "dispatch" || result.Refused[0].Fault.Code != "no" {
		t.Fatalf("refused: %+v", result.Refused)
	}
	if result.Rows != 19 || result.Before != 7 {
		t.Errorf("%d rows are done, all before %d", result.Rows, result.Before)
	}
	h.refuses = ""
	result, err = runner(h).Run(t.Context(), entries)
	must(t, err)
	if result.Rows != 20 || len(h.commands) != steps(entries) {
		t.Errorf("afterwards: %+v", result)
	}
}

func TestAHallThatStaysAwayEndsTheRun(t *testing.T) {
	t.Parallel()
	h := newHall()
	h.away = 1
	r := runner(h)
	r.Patience = 100 * time.Millisecond
	if _, err := r.Run(t.Context(), rowsOf(3)); !errors.Is(err, errAway) {
		t.Errorf("%v", err)
	}
}
