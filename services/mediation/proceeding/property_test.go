package proceeding_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/mediation/proceeding"
)

// life runs random commands, right and wrong ones, against the rules, and remembers what was recorded.
type life struct {
	now   time.Time
	state proceeding.State
	log   []proceeding.Event
}

func (l *life) does(t *rapid.T, who proceeding.Actor) proceeding.Act {
	l.now = l.now.Add(time.Duration(rapid.IntRange(0, 96).Draw(t, "hours")) * time.Hour)
	claimed := l.now.Add(-time.Duration(rapid.IntRange(0, 60).Draw(t, "before")) * time.Hour)
	return proceeding.Act{At: l.now, OccurredAt: claimed, LateReason: rapid.SampledFrom([]string{"L02", "L02", "", "X"}).Draw(t, "late"), By: who}
}

func (l *life) try(t *rapid.T, c proceeding.Command) {
	events, err := proceeding.Decide(l.state, c)
	if err != nil && len(events) > 0 {
		t.Fatalf("refused with events: %v", err)
	}
	before := l.state
	l.state = proceeding.Decider().Fold(l.state, events...)
	l.log = append(l.log, events...)
	if err != nil && !reflect.DeepEqual(before, l.state) {
		t.Fatalf("a refusal changed the state: %v", err)
	}
	// However the clock stands still or is given time, nobody loses a day that was known.
	if was, is := before.Limit.DueOn, l.state.Limit.DueOn; !was.IsZero() && !is.IsZero() && is.Before(was) {
		t.Fatalf("%T moved the due date from %s to %s", c, was, is)
	}
}

func somebody(t *rapid.T) proceeding.Actor {
	return rapid.SampledFrom([]proceeding.Actor{
		mediator(), mediator(), mediator(), by("mediator-2", proceeding.Roles{Mediator: true}), chair(), clerk(), stranger(), by("mediator-1", proceeding.Roles{Mediator: true, Chair: true}),
	}).Draw(t, "who")
}

func some(t *rapid.T, name string) []int {
	return rapid.SampledFrom([][]int{{0, 1}, {0, 1}, {0}, {1}, nil, {2}, {1, 1}}).Draw(t, name)
}

// TestNoSequenceOfCommandsBreaksTheLife wants, after every command: one opening, first of all; one outcome at most; no agreement
// and no session after the end; effect only for what is complete; performance only of what has effect; and a state that is the fold
// of the log.
func TestNoSequenceOfCommandsBreaksTheLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &life{now: noon}
		code := func(name string, codes ...string) string { return rapid.SampledFrom(codes).Draw(t, name) }
		t.Repeat(map[string]func(*rapid.T){
			"open": func(t *rapid.T) {
				c := opening(mode(code("mode", "M01", "M01", "M07", "M99")), func(c *proceeding.Open) { c.Consented = some(t, "consented") })
				c.Act = l.does(t, somebody(t))
				l.try(t, c)
			},
			"consent": func(t *rapid.T) {
				l.try(t, proceeding.RecordConsent{Act: l.does(t, somebody(t)), Parties: some(t, "parties"), Form: "O1"})
			},
			"assign": func(t *rapid.T) {
				c := assignment(0, code("account", "mediator-1", "mediator-2"))
				c.Act = l.does(t, somebody(t))
				l.try(t, c)
			},
			"challenge": func(t *rapid.T) {
				l.try(t, proceeding.ChallengeMediator{Act: l.does(t, somebody(t)), Mediator: "mediator-1", Party: 1, Conflict: "H02"})
			},
			"decide challenge": func(t *rapid.T) {
				l.try(t, proceeding.DecideChallenge{
					Act: l.does(t, somebody(t)), Mediator: "mediator-1", Upheld: rapid.Bool().Draw(t, "upheld"), Grounds: text("x"),
				})
			},
			"recuse": func(t *rapid.T) {
				if rapid.IntRange(0, 2).Draw(t, "seldom") == 0 {
					l.try(t, proceeding.RecuseMediator{Act: l.does(t, somebody(t)), Mediator: code("account", "mediator-1", "mediator-2"), Conflict: "H01"})
				}
			},
			"session": func(t *rapid.T) {
				c := session(0, func(c *proceeding.HoldSession) { c.Attended = some(t, "attended") })
				c.Act = l.does(t, somebody(t))
				l.try(t, c)
			},
			"suspend": func(t *rapid.T) {
				l.try(t, proceeding.Suspend{Act: l.does(t, somebody(t)), Ground: "U01"})
			},
			"resume": func(t *rapid.T) {
				l.try(t, proceeding.Resume{Act: l.does(t, somebody(t)), Calendar: days})
			},
			"extend": func(t *rapid.T) {
				l.try(t, proceeding.ExtendLimit{
					Act: l.does(t, somebody(t)), Calendar: days, Days: rapid.IntRange(0, 20).Draw(t, "days"), Consented: some(t, "consented"),
				})
			},
			"agree": func(t *rapid.T) {
				c := agreement(code("form", "F01", "F02", "F02", "F02", "F03"), 0)
				c.Act = l.does(t, somebody(t))
				for i := range c.Obligations {
					if c.Form != proceeding.OnTheSpot {
						c.Obligations[i].DueOn = calendar.DateOf(c.OccurredAt).Plus(i * 10).String()
					}
				}
				if c.Form == proceeding.Written && rapid.Bool().Draw(t, "signed") {
					c.Signatures = drawn(t)
				}
				l.try(t, c)
			},
			"sign": func(t *rapid.T) {
				l.try(t, proceeding.SignAgreement{Act: l.does(t, somebody(t)), Calendar: days, Signatures: drawn(t)})
			},
			"fail": func(t *rapid.T) {
				l.try(t, proceeding.Fail{Act: l.does(t, somebody(t)), Outcome: code("outcome", "R21", "R22", "R23"), RoutesTold: []string{"W03"}})
			},
			"withdraw": func(t *rapid.T) {
				if rapid.IntRange(0, 3).Draw(t, "seldom") == 0 {
					l.try(t, proceeding.Withdraw{Act: l.does(t, somebody(t)), Outcome: "R31"})
				}
			},
			"refuse": func(t *rapid.T) {
				if rapid.IntRange(0, 3).Draw(t, "seldom") == 0 {
					l.try(t, proceeding.Refuse{
						Act: l.does(t, somebody(t)), Party: rapid.IntRange(0, 2).Draw(t, "party"), RoutesTold: rapid.SampledFrom([][]string{nil, {"W03"}}).Draw(t, "told"),
					})
				}
			},
			"perform": func(t *rapid.T) {
				l.try(t, proceeding.Perform{
					Act: l.does(t, somebody(t)), Obligation: rapid.IntRange(0, 2).Draw(t, "obligation"), Result: code("result", "V1", "V2", "V3", "V4"),
					Amount: rapid.SampledFrom([]int64{0, 50_000, 100_000, 200_000}).Draw(t, "amount"),
				})
			},
			"default": func(t *rapid.T) {
				l.try(t, proceeding.Default{Act: l.does(t, somebody(t)), Obligation: rapid.IntRange(0, 2).Draw(t, "obligation")})
			},
			"apply": func(t *rapid.T) {
				l.try(t, proceeding.ApplyForConfirmation{
					Act: l.does(t, somebody(t)), Calendar: days, Applicants: some(t, "applicants"), Court: text("法院"),
				})
			},
			"decide": func(t *rapid.T) {
				l.try(t, proceeding.DecideConfirmation{Act: l.does(t, somebody(t)), Result: code("result", "C5", "C7", "C8")})
			},
			"": func(t *rapid.T) { l.check(t) },
		})
	})
}

func drawn(t *rapid.T) proceeding.Signatures {
	return proceeding.Signatures{
		Parties:   some(t, "signs"),
		Mediators: rapid.SampledFrom([][]string{{"mediator-1"}, {"mediator-1"}, {"mediator-2"}, nil, {"mediator-9"}}).Draw(t, "mediator signs"),
		Sealed:    rapid.Bool().Draw(t, "sealed"),
	}
}

func (l *life) check(t *rapid.T) {
	if folded := proceeding.Decider().Fold(proceeding.State{}, l.log...); !reflect.DeepEqual(folded, l.state) {
		t.Fatal("folding the log gives another state")
	}
	var outcome string
	var form string
	var signed proceeding.Set
	var sealed, effective bool
	mediated, challenged := map[string]bool{}, map[string]bool{} // accounts that signed and may, accounts that are challenged
	var applied int
	performed := map[int]int64{}
	closed := map[int]bool{}
	ends := func(e proceeding.Ending) {
		if outcome != "" {
			t.Fatalf("two outcomes, %s and %s", outcome, e.Outcome)
		}
		outcome = e.Outcome
	}
	for i, e := range l.log {
		if _, opens := e.(*proceeding.OpenedV1); opens != (i == 0) {
			t.Fatalf("event %d is %T", i, e)
		}
		switch e := e.(type) {
		case *proceeding.SessionHeldV1:
			if outcome != "" {
				t.Fatal("a session after the end")
			}
		case *proceeding.AgreementRecordedV1:
			if outcome != "" {
				t.Fatalf("an agreement after %s", outcome)
			}
			form, signed, mediated, sealed = e.Form, 0, map[string]bool{}, false
		case *proceeding.AgreementSignedV1:
			if signed&proceeding.SetOf(e.Signed) != 0 || sealed && e.Sealed {
				t.Fatal("signed or sealed twice")
			}
			if len(challenged) > 0 && e.Sealed {
				t.Fatal("sealed while a challenge is pending")
			}
			signed, sealed = signed|proceeding.SetOf(e.Signed), sealed || e.Sealed
			for _, m := range e.MediatorsSigned {
				mediated[m] = true
			}
		case *proceeding.ChallengedV1:
			challenged[e.Mediator] = true
		case *proceeding.ChallengeDecidedV1:
			delete(challenged, e.Mediator)
			if e.Upheld {
				delete(mediated, e.Mediator)
			}
		case *proceeding.RecusedV1:
			delete(challenged, e.Mediator)
			delete(mediated, e.Mediator)
		case *proceeding.AgreementEffectiveV1:
			if effective || outcome != "" {
				t.Fatal("effect twice, or after the end")
			}
			if form == proceeding.Written && (signed != proceeding.All(2) || len(mediated) == 0 || !sealed || len(challenged) > 0) {
				t.Fatalf("a written agreement has effect with signatures %b, mediators %v, seal %t, challenged %v", signed, mediated, sealed, challenged)
			}
			effective = true
		case *proceeding.AgreedV1:
			if !effective {
				t.Fatal("agreed without effect")
			}
			ends(e.Ending)
		case *proceeding.FailedV1:
			ends(e.Ending)
		case *proceeding.WithdrawnV1:
			ends(e.Ending)
		case *proceeding.RefusedV1:
			if e.Sessions > 0 {
				t.Fatal("refused after it had begun")
			}
			ends(e.Ending)
		case *proceeding.PerformedV1:
			if !effective || closed[e.Obligation] || e.Performed != performed[e.Obligation]+e.Amount {
				t.Fatalf("performed: %+v after %d", e, performed[e.Obligation])
			}
			performed[e.Obligation], closed[e.Obligation] = e.Performed, e.Result != proceeding.PerformedInPart
		case *proceeding.DefaultedV1:
			if !effective || closed[e.Obligation] {
				t.Fatalf("defaulted: %+v", e)
			}
		case *proceeding.ConfirmationAppliedV1:
			if applied++; !effective || applied != 1 {
				t.Fatal("applied without effect, or twice")
			}
		case *proceeding.ConfirmationDecidedV1:
			if e.Result == proceeding.ApplicationBack {
				applied = 0
			}
		default:
		}
	}
	if effective && (outcome < "R11" || outcome > "R14") {
		t.Fatalf("effect, and outcome %q", outcome)
	}
}
