package proceeding_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"anjie.internal/services/mediation/proceeding"
)

// typed is what somebody may type anywhere.
const typed = "王一 13800001111"

// TestNoFreeTextIsClear types a name and a phone number into every text of every command that is not sealed, and wants it refused or
// left out: the log is for ever, and what it holds in the clear can never be erased. It finds the texts itself, so that one that is
// added later is tried too. Who acts is left out of it: that comes from a token, and no event stores it.
func TestNoFreeTextIsClear(t *testing.T) {
	open, begun := []proceeding.Command{opening()}, []proceeding.Command{opening(), session(1)}
	challenge := proceeding.ChallengeMediator{Act: act(clerk(), 1), Mediator: "mediator-1", Party: 1, Conflict: "H02"}
	apply := proceeding.ApplyForConfirmation{Act: act(mediator(), day), Calendar: days, Applicants: []int{0, 1}, Court: text("法院")}
	partial := func(c *proceeding.RecordAgreement) {
		c.Partial, c.Remaining, c.RoutesTold = true, text("树"), []string{"W03"}
	}
	signed := agreement("F02", 2)
	signed.Signatures = proceeding.Signatures{Parties: []int{0}, Mediators: []string{"mediator-1"}}
	held := session(1)
	held.Mediators = []string{"mediator-1"}
	tests := map[string]struct {
		given []proceeding.Command
		when  proceeding.Command
		texts int
	}{
		"open":              {nil, opening(referred(), onRoster("mediator-1"), func(c *proceeding.Open) { c.Rule = "people" }), 15},
		"apply and open":    {nil, opening(func(c *proceeding.Open) { c.AppliedOn = "2026-09-01" }), 10},
		"decline":           {nil, declining(0, func(c *proceeding.Decline) { c.Opening = opening(referred(), nobodyAssigned) }), 12},
		"answer":            {[]proceeding.Command{opening(referred())}, proceeding.AnswerReferral{Act: act(clerk(), 1)}, 1},
		"hand over":         {[]proceeding.Command{opening(), failure(1)}, handingOver(), 3},
		"consent":           {open, proceeding.RecordConsent{Act: act(mediator(), 1), Parties: []int{1}, Form: "O2"}, 2},
		"assign":            {open, assignment(1, "mediator-2", rosterOf("mediator-2")), 5},
		"recuse":            {open, proceeding.RecuseMediator{Act: act(mediator(), 1), Mediator: "mediator-1", Conflict: "H01"}, 3},
		"challenge":         {open, challenge, 3},
		"decide challenge":  {append(open, challenge), proceeding.DecideChallenge{Act: act(chair(), 2), Mediator: "mediator-1", Grounds: text("不属实")}, 2},
		"invite":            {open, invitation(), 2},
		"suspend":           {open, suspension(1), 2},
		"resume":            {append(open, suspension(1)), resumption(day), 1},
		"extend":            {open, extension(1), 1},
		"session":           {open, held, 3},
		"agreement":         {begun, agreement("F01", 2, partial), 6},
		"written agreement": {begun, signed, 5},
		"sign":              {append(begun, agreement("F02", 2)), signatures(3), 2},
		"fail":              {begun, failure(2), 4},
		"withdraw":          {begun, proceeding.Withdraw{Act: act(mediator(), 2), Outcome: "R31"}, 2},
		"refuse":            {open, proceeding.Refuse{Act: act(mediator(), 2), RoutesTold: []string{"W03"}}, 2},
		"terminate":         {open, proceeding.Terminate{Act: act(chair(), 2), Ground: "G01", RoutesTold: []string{"W03"}}, 3},
		"perform":           {written(), performance("V2", day), 2},
		"default":           {written(), proceeding.Default{Act: act(mediator(), 33*day)}, 1},
		"change": {written(), proceeding.ChangeObligation{
			Act: act(mediator(), day), Consented: []int{0, 1}, New: proceeding.Owed{Debtor: 1, DueOn: "2026-12-01", What: text("改期")},
		}, 2},
		"supervise":           {written(), proceeding.SupervisePerformance{Act: act(mediator(), day), Method: "E01"}, 2},
		"apply":               {written(), apply, 1},
		"decide confirmation": {append(written(), apply), proceeding.DecideConfirmation{Act: act(mediator(), 2*day), Result: "C4", Reason: "N02"}, 3},
		"follow up": {written(), proceeding.FollowUp{
			Act: act(clerk(), day), Method: "E01", Reached: true, Performance: "V2", Satisfaction: "Z1",
		}, 4},
		"feed back":   {[]proceeding.Command{opening(referred()), failure(1)}, proceeding.FeedBackReferral{Act: act(clerk(), day)}, 1},
		"report risk": {open, proceeding.ReportRisk{Act: act(clerk(), day), Risk: "Y01", To: "B03"}, 3},
		"file paper":  {open, proceeding.FilePaper{Act: act(clerk(), day), Paper: "D01", SHA256: strings.Repeat("0a", 32)}, 3},
		"supplement": {[]proceeding.Command{opening(func(c *proceeding.Open) { c.Mediators[0].Name = nil }), session(1)}, proceeding.Supplement{
			Act: act(mediator(), day), Parties: []proceeding.Particulars{{Party: 1, Phone: text("2")}},
			Mediators: []proceeding.Named{{Account: "mediator-1", Name: text("赵三")}}, Disputed: text("墙归谁"),
		}, 2},
		"archive": {written(), proceeding.Archive{Act: act(mediator(), day), Retention: "T10", Reason: "XA1"}, 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			state := lives(t, test.given...)
			decided(t, state, test.when)
			n := len(texts(fresh(test.when), name))
			if n < test.texts {
				t.Errorf("found %d texts, want %d at least", n, test.texts)
			}
			for i := range n {
				whole := fresh(test.when)
				found := texts(whole, name)[i]
				found.value.SetString(typed)
				events, err := proceeding.Decide(state, whole.Interface().(proceeding.Command))
				if err != nil {
					continue
				}
				for _, e := range events {
					for _, clear := range texts(reflect.ValueOf(e), "event") {
						if strings.Contains(clear.value.String(), typed) {
							t.Errorf("%s is stored in the clear as %s of %T", found.path, clear.path, e)
						}
					}
				}
			}
		})
	}
}

// fresh is a deep copy of a command that can be changed.
func fresh(c proceeding.Command) reflect.Value { return deep(reflect.ValueOf(c)) }

func deep(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return out
		}
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(deep(v.Index(i)))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(deep(v.Field(i)))
			}
		}
	case reflect.Pointer:
		if v.IsNil() || v.Elem().Kind() != reflect.Struct || v.Elem().NumField() == 0 || !v.Elem().Type().Field(0).IsExported() {
			return out // sealed fields and calendars are shared
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(deep(v.Elem()))
		out.Set(p)
	default:
	}
	return out
}

type found struct {
	path  string
	value reflect.Value
}

// texts lists what is a string by nature, however deep. Sealed fields keep theirs where reflection cannot set it.
func texts(v reflect.Value, path string) []found {
	switch v.Kind() {
	case reflect.String:
		return []found{{path, v}}
	case reflect.Pointer, reflect.Interface:
		return texts(v.Elem(), path)
	case reflect.Slice:
		var out []found
		for i := range v.Len() {
			out = append(out, texts(v.Index(i), fmt.Sprintf("%s[%d]", path, i))...)
		}
		return out
	case reflect.Struct:
		var out []found
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() && f.Type != reflect.TypeFor[proceeding.Actor]() {
				out = append(out, texts(v.Field(i), path+"."+f.Name)...)
			}
		}
		return out
	default:
		return nil
	}
}
