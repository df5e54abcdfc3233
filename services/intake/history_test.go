package intake_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/unit"
)

// history is a log of many disputes that live through whatever the rules allow, made at random and the same for a seed.
type history struct {
	t     testing.TB
	r     *rand.Rand
	codec *es.Codec[dispute.Event]
	at    time.Time

	records []es.Record
	ids     []uuid.UUID
	states  map[uuid.UUID]dispute.State
	next    map[uuid.UUID]uint64
}

var (
	historyUnits = []unit.Code{"320205101203", "320205101000", "320205102000", "320206001000"}
	historyDesks = []dispute.Handler{
		{Unit: "320205101000"}, {Unit: "320205102000"}, {Unit: "320205000000", Department: "justice"}, {Unit: "320205000000", Department: "labour"},
	}
)

const historyCity unit.Code = "320200000000"

// live makes a history of so many accepted commands on up to so many disputes.
func live(t testing.TB, seed uint64, disputes, commands int) *history {
	t.Helper()
	codec, err := intake.Codec()
	if err != nil {
		t.Fatal(err)
	}
	h := &history{
		t: t, r: rand.New(rand.NewPCG(seed, 1)), codec: codec, at: time.Date(2025, 12, 20, 1, 0, 0, 0, time.UTC),
		states: map[uuid.UUID]dispute.State{}, next: map[uuid.UUID]uint64{},
	}
	for done := 0; done < commands; {
		h.at = h.at.Add(time.Duration(h.r.IntN(3600)) * time.Second)
		var id uuid.UUID
		var cmd dispute.Command
		if n := len(h.ids); n == 0 || n < disputes && h.r.IntN(8) == 0 {
			id, cmd = h.id(), h.registration()
			h.ids = append(h.ids, id)
		} else {
			id = h.ids[h.r.IntN(n)]
			cmd = h.command(id, h.states[id])
		}
		events, err := dispute.Decide(h.states[id], cmd)
		if err != nil || len(events) == 0 {
			continue
		}
		for _, e := range events {
			h.record(id, e)
		}
		done++
	}
	return h
}

func (h *history) id() uuid.UUID {
	var b [16]byte
	for i := range b {
		b[i] = byte(h.r.IntN(256))
	}
	return uuid.UUID(b)
}

func (h *history) record(id uuid.UUID, e dispute.Event) {
	h.t.Helper()
	name, data, err := h.codec.Encode(e)
	if err != nil {
		h.t.Fatal(err)
	}
	meta := es.Meta{Schema: es.MetaSchema, Actor: "dev-clerk", Unit: string(historyCity), Command: h.id(), CommandDigest: "x", OccurredAt: h.at, RecordedAt: h.at}
	metadata, err := meta.Append(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	h.records = append(h.records, es.Record{
		ID: h.id(), Stream: es.Stream("dispute", id), Revision: h.next[id], Type: name, Data: data, Metadata: metadata,
		Position: es.Position{Commit: uint64(len(h.records) + 1), Prepare: uint64(len(h.records) + 1)},
	})
	h.next[id]++
	h.states[id] = dispute.Evolve(h.states[id], e)
}

func (h *history) act(as dispute.Handler) dispute.Act {
	return dispute.Act{At: h.at, OccurredAt: h.at, ActingUnit: as.Unit, ActingDepartment: as.Department}
}

func pick[T any](h *history, from []T) T { return from[h.r.IntN(len(from))] }

func (h *history) registration() dispute.Register {
	u := pick(h, historyUnits)
	day := h.at.AddDate(0, 0, 3).Format(time.DateOnly)
	return dispute.Register{
		AcceptBy: &dispute.Limit{Profile: 1, Rule: "accept", Amount: 3, Clock: dispute.CalendarDays, DueOn: day, Calendar: "cn"},
		At:       h.at, ReceivedAt: h.at.Add(-time.Duration(h.r.IntN(20)) * time.Hour), ActingUnit: historyCity, Unit: u, Area: u,
		Category: pick(h, []string{"A02", "A10", "A17"}), Channel: "S01", Involved: 1 + h.r.IntN(40), Title: sealed("争一堵墙"),
		Parties: []dispute.Party{{Role: dispute.Applicant, Kind: dispute.Person, Name: sealed("王一")}},
	}
}

// command is one that may or may not be allowed now.
func (h *history) command(id uuid.UUID, s dispute.State) dispute.Command {
	centre := h.act(dispute.Handler{Unit: historyCity})
	lead, other := pick(h, historyDesks), pick(h, historyDesks)
	limit := dispute.Limit{Profile: 1, Rule: "handle", Amount: 10, Clock: dispute.WorkingDays, DueOn: h.at.AddDate(0, 0, 1+h.r.IntN(20)).Format(time.DateOnly), Calendar: "cn"}
	soon := limit
	soon.DueOn = h.at.AddDate(0, 0, 1).Format(time.DateOnly)
	objectBy := h.at.AddDate(0, 0, 7).Format(time.DateOnly)
	addressed := append([]dispute.Handler{s.Round.Lead}, s.Round.Assisting...)
	task := ""
	for _, t := range s.Tasks {
		if !t.Returned {
			task = t.ID
		}
	}
	menu := []func() dispute.Command{
		func() dispute.Command { return dispute.Accept{Act: centre, Limit: limit} },
		func() dispute.Command { return dispute.Accept{Act: centre, Limit: limit} },
		func() dispute.Command {
			return dispute.Refuse{Act: centre, Outcome: "R51", Reason: "N03", Route: "T01", Explanation: sealed("已立案")}
		},
		func() dispute.Command {
			return dispute.Withdraw{At: h.at, OccurredAt: h.at, ActingUnit: historyCity, Reason: "R31"}
		},
		func() dispute.Command {
			into := pick(h, h.ids)
			t := h.states[into]
			return dispute.Merge{Act: centre, ID: id.String(), Into: dispute.Target{ID: into.String(), Exists: true, Phase: t.Phase, Unit: t.Unit, RegisteredAt: t.RegisteredAt}}
		},
		func() dispute.Command { return dispute.Unmerge{Act: centre, Reason: "U01"} },
		func() dispute.Command {
			return dispute.Link{Act: centre, ID: id.String(), Kind: dispute.Petition, Other: dispute.Target{ID: h.id().String()}}
		},
		func() dispute.Command {
			return dispute.Classify{Act: centre, Category: pick(h, []string{"A02", "A06"}), Involved: 1 + h.r.IntN(40), Complexity: dispute.Complex}
		},
		func() dispute.Command {
			return dispute.AssessRisk{Act: centre, Level: pick(h, []dispute.RiskLevel{dispute.Blue, dispute.Orange, dispute.Green}), ExpiresOn: h.at.AddDate(0, 0, 30).Format(time.DateOnly), Grounds: sealed("扬言")}
		},
		func() dispute.Command { return dispute.MarkUrgent{Act: centre, Reason: "E02", Limit: limit} },
		func() dispute.Command { return dispute.OfferOwnership{Act: centre, To: lead} },
		func() dispute.Command { return dispute.TakeOwnership{Act: h.act(lead)} },
		func() dispute.Command {
			return dispute.Dispatch{Act: centre, Route: dispute.Route{Lead: lead, Assisting: others(lead, other), Profile: 1}, Limit: limit, AcknowledgeBy: &soon, ObjectBy: objectBy}
		},
		func() dispute.Command {
			return dispute.Dispatch{Act: centre, Route: dispute.Route{Unmatched: true, Profile: 1}}
		},
		func() dispute.Command { return dispute.Acknowledge{Act: h.act(pick(h, addressed))} },
		func() dispute.Command { return dispute.Acknowledge{Act: h.act(s.Round.Lead)} },
		func() dispute.Command {
			return dispute.Object{Act: h.act(pick(h, addressed)), Reason: "O01", Grounds: sealed("非我职权")}
		},
		func() dispute.Command {
			return dispute.DecideObjection{Act: centre, Upheld: h.r.IntN(2) == 0, Grounds: sealed("确非其职权")}
		},
		func() dispute.Command {
			return dispute.Reassign{Act: centre, Reason: "J04", Lead: lead, Assisting: others(lead, other), Profile: 1, Limit: limit, ObjectBy: objectBy}
		},
		func() dispute.Command {
			return dispute.DisputeJurisdiction{Act: centre, Claimants: []dispute.Handler{lead, other}}
		},
		func() dispute.Command {
			return dispute.DecideJurisdiction{Act: centre, Lead: lead, Assisting: others(lead, other), Limit: limit}
		},
		func() dispute.Command {
			return dispute.OpenSubTask{Act: centre, Task: h.id().String(), Kind: "Y01", Handler: lead, DueOn: objectBy, Description: sealed("核实")}
		},
		func() dispute.Command { return dispute.ReturnSubTask{Act: centre, Task: task, Result: "Z04"} },
		func() dispute.Command {
			return dispute.OpenProceeding{Act: centre, Codes: "2026-11", Proceeding: h.id().String(), Mode: "M01"}
		},
		func() dispute.Command {
			return dispute.EndProceeding{Act: centre, Proceeding: h.id().String(), Mode: "peoples", Outcome: pick(h, []string{"R11", "R21", "R33", "R14"})}
		},
		func() dispute.Command {
			return dispute.Conclude{Act: centre, Outcome: pick(h, []string{"R11", "R21", "R41"})}
		},
		func() dispute.Command { return dispute.Conclude{Act: centre, Outcome: "R13", OnTheSpot: true} },
		func() dispute.Command { return dispute.Reopen{Act: centre, Reason: pick(h, []string{"P01", "P06"})} },
		func() dispute.Command {
			return dispute.FollowUp{Act: centre, Method: "H01", Reached: true, Note: sealed("已履行")}
		},
		func() dispute.Command { return dispute.Rate{Act: centre, Rater: "Q01", Grade: "G01"} },
		func() dispute.Command {
			if h.r.IntN(4) > 0 {
				return dispute.Reopen{Act: centre, Reason: "P02"}
			}
			return dispute.Archive{Act: centre, Retention: "D10"}
		},
		func() dispute.Command {
			if h.r.IntN(8) > 0 {
				return dispute.Reopen{Act: centre, Reason: "P02"}
			}
			return dispute.Void{Act: centre, Reason: "X01"}
		},
		func() dispute.Command {
			involved, received := 1+h.r.IntN(40), s.ReceivedAt.Add(-time.Hour)
			return dispute.Correct{Act: centre, Reason: "K01", Involved: &involved, ReceivedAt: &received}
		},
	}
	return pick(h, menu)()
}

// others is an assisting handler beside the lead, none when it is the same.
func others(lead, other dispute.Handler) []dispute.Handler {
	if lead == other {
		return nil
	}
	return []dispute.Handler{other}
}

// kinds counts the kinds of steps, so that a test can see that its history has them all.
func (h *history) kinds() map[string]int {
	out := map[string]int{}
	for _, r := range h.records {
		out[r.Type]++
	}
	return out
}

func (h *history) String() string {
	return fmt.Sprintf("%d events of %d disputes: %v", len(h.records), len(h.ids), h.kinds())
}
