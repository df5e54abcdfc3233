package dossier_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/mediation/dossier"
	"anjie.internal/services/mediation/proceeding"
)

var noon = time.Date(2026, 9, 7, 4, 0, 0, 0, time.UTC)

func when(hours int) proceeding.When {
	at := noon.Add(time.Duration(hours) * time.Hour)
	return proceeding.When{OccurredAt: at, RecordedAt: at}
}

func plain(s string) *personal.Field { return personal.Plain(s) }

var of = proceeding.Of{Dispute: "01a205df-bcc1-77bd-a39d-aea8ec41fbc6", Unit: "320205101203", Mode: "M01"}

func ended(outcome string) proceeding.Ending {
	return proceeding.Ending{When: when(4), Of: of, Ordinal: 1, Outcome: outcome, Sessions: 1}
}

// full are the events of a proceeding with everything in it that papers speak of.
type full struct {
	opened     *proceeding.OpenedV1
	supplement *proceeding.SupplementedV1
	session    *proceeding.SessionHeldV1
	agreement  *proceeding.AgreementRecordedV1
	end        []proceeding.Event
	declined   *proceeding.DeclinedV1 // instead of all of it
}

// turnedDown is an application that was not accepted.
func turnedDown() *full {
	f := written()
	f.declined = &proceeding.DeclinedV1{
		Ending: ended("R51"), Basis: "K01", Reason: "Q99", RoutesTold: []string{"W03"}, Parties: f.opened.Parties, Matter: f.opened.Matter, Note: plain("另有约定"),
	}
	return f
}

// handedOver is one that failed and went to another body.
func handedOver() *full {
	f := referred()
	f.end = append(f.end, &proceeding.ReferredV1{When: when(5), Of: of, To: "B01", Consented: []int{0, 1}, Body: plain("某法院"), Number: plain("3号")})
	return f
}

func written() *full {
	return &full{
		opened: &proceeding.OpenedV1{
			When: when(0), Of: of, Ordinal: 1, Basis: "K01", ChosenBy: "committee", Matter: plain("两家争一堵墙"),
			Limit: proceeding.Limit{Amount: 30, Clock: proceeding.Days, StartsOn: calendar.On(2026, 9, 7), DueOn: calendar.On(2026, 10, 8)},
			Parties: []proceeding.Party{
				{Role: proceeding.Applicant, Kind: proceeding.Person, Name: plain("王𠮷祥"), Phone: plain("13800001111"), Address: plain("三组七号")},
				{Role: proceeding.Respondent, Kind: proceeding.Person, Name: plain("李㛃"), IDNumber: plain("320205198001010000")},
			},
			Mediators: []proceeding.Mediator{{Account: "mediator-1", Name: plain("赵三")}},
		},
		supplement: &proceeding.SupplementedV1{When: when(1), Claims: plain("修墙"), Disputed: plain("墙归谁"), Responsibility: plain("各半")},
		session: &proceeding.SessionHeldV1{
			When: when(2), Of: of, Number: 1, Place: "P01", Attended: []int{0, 1}, Mediators: []string{"mediator-1"}, Minutes: plain("各让一步"),
			Notes: []proceeding.Note{{Party: 0, Text: plain("最低三千")}, {Party: 1, Text: plain("最多五千")}},
		},
		agreement: &proceeding.AgreementRecordedV1{
			When: when(3), Form: "F02", Subjects: []string{"J01"}, Terms: plain("李㛃付王𠮷祥三千元"),
			Obligations: []proceeding.Obligation{{Debtor: 1, Creditor: 0, DueOn: calendar.On(2026, 10, 9), Amount: 300_000, What: plain("修墙款")}},
		},
		end: []proceeding.Event{
			&proceeding.AgreementEffectiveV1{When: when(4), Of: of, Form: "F02", Confirmable: true},
			&proceeding.AgreedV1{Ending: ended("R11")},
			&proceeding.FollowedUpV1{When: when(48), Method: "E01", Party: 0, Reached: true, Note: plain("都好")},
		},
	}
}

// referred ends without an agreement, and was handed over by a court.
func referred() *full {
	f := written()
	f.opened.Basis, f.opened.Referral = "K03", &proceeding.Referral{Channel: "S23", Kind: "B01", Referrer: plain("某法院"), Number: plain("7号")}
	f.agreement = nil
	f.end = []proceeding.Event{&proceeding.FailedV1{Ending: ended("R21"), RoutesTold: []string{"W03"}, Note: plain("谁也不让")}}
	return f
}

func terminated() *full {
	f := referred()
	f.end = []proceeding.Event{&proceeding.TerminatedV1{Ending: ended("R34"), Ground: "G01"}}
	return f
}

func partial() *full {
	f := written()
	f.agreement.Partial, f.agreement.Remaining, f.agreement.RoutesTold = true, plain("树归谁"), []string{"W03"}
	f.end[1] = &proceeding.AgreedV1{Ending: ended("R14")}
	return f
}

func (f *full) fold() dossier.Case {
	if f.declined != nil {
		return dossier.Fold("0d0c6a86-6f4f-5b52-9a0b-2f7f1f0a7c55", []dossier.Step{{Event: f.declined}})
	}
	steps := []dossier.Step{{Event: f.opened, Account: "clerk-1"}, {Event: f.supplement}, {Event: f.session}}
	if f.agreement != nil {
		steps = append(steps, dossier.Step{Event: f.agreement})
	}
	for _, e := range f.end {
		steps = append(steps, dossier.Step{Event: e})
	}
	return dossier.Fold("0d0c6a86-6f4f-5b52-9a0b-2f7f1f0a7c55", steps)
}

func order(kind dossier.Kind) dossier.Order {
	return dossier.Order{Kind: kind, Body: "某某人民调解委员会"}
}

// TestEveryMandatoryFieldIsAskedFor takes one thing away at a time from papers that were complete.
func TestEveryMandatoryFieldIsAskedFor(t *testing.T) {
	t.Parallel()
	noContact := func(party int) func(*full) {
		return func(f *full) {
			f.opened.Parties[party].Phone, f.opened.Parties[party].Address, f.opened.Parties[party].IDNumber = nil, nil, nil
		}
	}
	noName := func(f *full) { f.opened.Mediators[0].Name = nil }
	nobody := func(f *full) { f.opened.Mediators = nil }
	noRest := func(f *full) { f.agreement.Remaining = nil }
	oral := func(f *full) { f.agreement.Form = "F01" }
	tests := []struct {
		kind  dossier.Kind
		from  func() *full
		less  func(*full)
		field string
		zh    string
	}{
		{dossier.Application, written, noContact(0), "parties[0].address", "申请人（第1名当事人）的住址或者联系方式"},
		{dossier.Application, written, func(f *full) { f.supplement.Claims = nil }, "claims", "申请事项"},
		{dossier.Registration, written, noContact(0), "parties[0].address", "申请人（第1名当事人）的住址或者联系方式"},
		{dossier.Registration, written, noName, "mediators[0].name", "第1名调解员的姓名"},
		{dossier.Session, written, func(f *full) { f.session.Minutes = nil }, "sessions[0].minutes", "第1次调解会的记录内容"},
		{dossier.Session, written, noName, "mediators[0].name", "第1名调解员的姓名"},
		{dossier.Agreement, written, noContact(1), "parties[1].address", "被申请人（第2名当事人）的住址或者证件号码"},
		{dossier.Agreement, written, func(f *full) { f.supplement.Disputed = nil }, "disputed", "争议事项"},
		{dossier.Agreement, written, func(f *full) { f.supplement.Responsibility = nil }, "responsibility", "各方当事人的责任"},
		{dossier.Agreement, written, noName, "mediators[0].name", "第1名调解员的姓名"},
		{dossier.Agreement, written, nobody, "mediators", "调解员"},
		{dossier.Agreement, partial, noRest, "remaining", "未达成协议的事项"},
		{dossier.Agreement, partial, func(f *full) { oral(f); noRest(f) }, "remaining", "未达成协议的事项"},
		{dossier.Agreement, written, func(f *full) { oral(f); noName(f) }, "mediators[0].name", "第1名调解员的姓名"},
		{dossier.Routes, partial, noRest, "remaining", "未达成协议的事项"},
		{dossier.Routes, partial, func(f *full) { f.agreement.RoutesTold = nil }, "routes_told", "已告知的其他途径"},
		{dossier.Performance, written, noName, "mediators[0].name", "第1名调解员的姓名"},
		{dossier.FollowUp, written, func(f *full) { f.end[2].(*proceeding.FollowedUpV1).Note = nil }, "visits[0].note", "回访情况"},
		{dossier.Reply, referred, noName, "mediators[0].name", "第1名调解员的姓名"},
		{dossier.Declined, turnedDown, func(f *full) { f.declined.Note = nil }, "note", "不予受理的理由"},
		{dossier.Cover, written, noName, "mediators[0].name", "第1名调解员的姓名"},
	}
	for _, kind := range dossier.Kinds() { // all are issued by a body
		from := written
		switch kind {
		case dossier.Routes, dossier.Feedback, dossier.Reply:
			from = referred
		case dossier.HandOver:
			from = handedOver
		case dossier.Declined:
			from = turnedDown
		case dossier.Termination:
			from = terminated
		default: // the others are written of a written agreement
		}
		tests = append(tests, struct {
			kind  dossier.Kind
			from  func() *full
			less  func(*full)
			field string
			zh    string
		}{kind, from, nil, "body", "调解组织名称"})
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s without %s", test.kind, test.field), func(t *testing.T) {
			f := test.from()
			if _, err := dossier.Write(f.fold(), order(test.kind)); err != nil {
				t.Fatalf("it was not complete before: %v", err)
			}
			o := order(test.kind)
			if test.less == nil {
				o.Body = ""
			} else {
				test.less(f)
			}
			_, err := dossier.Write(f.fold(), o)
			got := fault.As(err)
			if !errors.Is(err, dossier.ErrIncomplete) || got.Field != test.field || !strings.Contains(got.Zh, test.zh) || !strings.Contains(got.En, "("+test.field+")") {
				t.Fatalf("got %v: %s", err, got.Text("zh"))
			}
			for _, name := range []string{"王", "李", "赵"} {
				if strings.Contains(got.Zh+got.En, name) {
					t.Errorf("the refusal names somebody: %s", got.Zh)
				}
			}
		})
	}
}

func TestARefusalNamesEverythingThatIsMissing(t *testing.T) {
	t.Parallel()
	f := written()
	f.supplement.Disputed, f.supplement.Responsibility, f.opened.Mediators[0].Name, f.opened.Parties[1].IDNumber = nil, nil, nil, nil
	_, err := dossier.Write(f.fold(), dossier.Order{Kind: dossier.Agreement})
	got := fault.As(err)
	want := "人民调解协议书缺少必填内容：被申请人（第2名当事人）的住址或者证件号码、争议事项、各方当事人的责任、调解组织名称、第1名调解员的姓名。"
	if got == nil || got.Zh != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// TestPapersThatAProceedingDoesNotHave are refused, with a reason.
func TestPapersThatAProceedingDoesNotHave(t *testing.T) {
	t.Parallel()
	open := written()
	open.agreement, open.end = nil, nil
	draft := written()
	draft.end = nil
	for name, test := range map[string]struct {
		from *full
		kind dossier.Kind
		want *fault.Error
	}{
		"an application that nobody made":        {referred(), dossier.Application, dossier.ErrNotApplicable},
		"an agreement that nobody made":          {referred(), dossier.Agreement, dossier.ErrNotApplicable},
		"a notice while it is open":              {open, dossier.Routes, dossier.ErrNotApplicable},
		"a notice after a success":               {written(), dossier.Routes, dossier.ErrNotApplicable},
		"a termination while it is open":         {open, dossier.Termination, dossier.ErrNotApplicable},
		"a termination after a failure":          {referred(), dossier.Termination, dossier.ErrNotApplicable},
		"an answer to nobody":                    {written(), dossier.Feedback, dossier.ErrNotApplicable},
		"performance of a draft":                 {draft, dossier.Performance, dossier.ErrNotApplicable},
		"a visit that nobody made":               {draft, dossier.FollowUp, dossier.ErrNotApplicable},
		"a kind that there is not":               {written(), "letter", dossier.ErrUnknownKind},
		"a second session where there is one":    {written(), dossier.Session, dossier.ErrNoSuchNumber},
		"a second visit where there is only one": {written(), dossier.FollowUp, dossier.ErrNoSuchNumber},
	} {
		t.Run(name, func(t *testing.T) {
			o := order(test.kind)
			if test.want == dossier.ErrNoSuchNumber {
				o.Nth = 2
			}
			if _, err := dossier.Write(test.from.fold(), o); !errors.Is(err, test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestWhatIsSaidInConfidenceIsNotEvenFolded looks through the whole of a case.
func TestWhatIsSaidInConfidenceIsNotEvenFolded(t *testing.T) {
	t.Parallel()
	f := written()
	f.end = append(f.end,
		&proceeding.ChallengedV1{When: when(5), Mediator: "mediator-1", Conflict: "H01", Grounds: plain("他偏心")},
		&proceeding.RiskReportedV1{When: when(5), Risk: "Y01", To: "B03", Note: plain("扬言打人")},
	)
	all := fmt.Sprintf("%+v", everyText(reflect.ValueOf(f.fold())))
	for _, secret := range []string{"最低三千", "最多五千", "他偏心", "扬言打人"} {
		if strings.Contains(all, secret) {
			t.Errorf("the case holds %s", secret)
		}
	}
	if !strings.Contains(all, "各让一步") {
		t.Error("the test does not look into the case")
	}
}

// everyText lists the strings inside of a value.
func everyText(v reflect.Value) []string {
	switch v.Kind() {
	case reflect.String:
		return []string{v.String()}
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return everyText(v.Elem())
	case reflect.Slice:
		var out []string
		for i := range v.Len() {
			out = append(out, everyText(v.Index(i))...)
		}
		return out
	case reflect.Struct:
		var out []string
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out = append(out, everyText(v.Field(i))...)
			}
		}
		return out
	default:
		return nil
	}
}

// TestPeopleOfOneNameAreToldApart: a sentence says which one it means.
func TestPeopleOfOneNameAreToldApart(t *testing.T) {
	t.Parallel()
	f := written()
	f.opened.Parties[1].Name = plain("王𠮷祥")
	f.opened.Parties = append(f.opened.Parties, proceeding.Party{Role: proceeding.Respondent, Kind: proceeding.Body, Name: plain("某公司"), Address: plain("某路1号")})
	out, err := dossier.Write(f.fold(), order(dossier.Agreement))
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(everyText(reflect.ValueOf(out.Blocks)), "")
	for _, want := range []string{"被申请人一", "被申请人二", "住所：", "某路1号"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in %s", want, all)
		}
	}
}

// TestWhoStepsAsideHasNotSigned: the signature goes with the mediator, as in the rules.
func TestWhoStepsAsideHasNotSigned(t *testing.T) {
	t.Parallel()
	f := written()
	f.end = []proceeding.Event{
		&proceeding.AgreementSignedV1{When: when(3), Signed: []int{0}, MediatorsSigned: []string{"mediator-1", "mediator-2"}},
		&proceeding.RecusedV1{When: when(4), Mediator: "mediator-1", Conflict: "H01"},
	}
	a := f.fold().Agreement
	if _, other := a.Mediated["mediator-2"]; len(a.Mediated) != 1 || !other || len(a.Signed) != 1 {
		t.Errorf("signed by %v and %v", a.Mediated, a.Signed)
	}
}
