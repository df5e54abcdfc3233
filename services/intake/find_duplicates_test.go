package intake_test

import (
	"slices"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
)

const (
	wages      = "工程款被拖欠，包工头三个月没有发工资，共欠农民工工资两万四千元。"
	wagesAgain = "反映包工头拖欠农民工工资两万四千元，工程款三个月没有结。"
	noise      = "楼上每晚唱歌到两点，影响休息，物业劝阻无效。"
)

// matter makes a registration of one applicant about something.
func matter(title, narrative, name, phone, number string) func(*intakev1.RegisterDisputeRequest) {
	return func(r *intakev1.RegisterDisputeRequest) {
		r.Title, r.Narrative = title, narrative
		r.Parties = []*intakev1.Party{{Role: intakev1.PartyRole_PARTY_ROLE_APPLICANT, Name: name, Phone: phone, IdNumber: number}}
	}
}

func (d *desk) duplicates(p person, req *intakev1.FindDuplicatesRequest) []*intakev1.LinkedCase {
	d.t.Helper()
	d.forward(10 * time.Second)
	resp, err := p.FindDuplicates(d.t.Context(), req)
	d.must(err)
	return resp.GetCases()
}

func of(dispute string) *intakev1.FindDuplicatesRequest {
	return &intakev1.FindDuplicatesRequest{Of: &intakev1.FindDuplicatesRequest_DisputeId{DisputeId: dispute}}
}

// TestTheSamePeopleInTheSameMatter asks about one dispute, beside others that differ from it in one thing each.
func TestTheSamePeopleInTheSameMatter(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk, elsewhere := d.clerk(searchTown), d.clerk(searchOtherTown)
	const number = "320205198001011234"
	others := map[string]string{
		"the same text, name and phone":     d.registers(elsewhere, matter("拖欠工资", wages, "张伟", "13900001111", "")),
		"other words, name and phone":       d.registers(clerk, matter("欠薪", wagesAgain, "张 伟", "+86 139 0000 1111", "")),
		"other words, the id number":        d.registers(elsewhere, matter("欠薪", wagesAgain, "张大伟", "", number)),
		"other words, the phone":            d.registers(clerk, matter("欠薪", wagesAgain, "张伟之妻", "13900001111", "")),
		"other words, the name":             d.registers(clerk, matter("欠薪", wagesAgain, "张伟", "13700003333", "")),
		"the same text, somebody else":      d.registers(clerk, matter("拖欠工资", wages, "赵四", "13700004444", "")),
		"another matter, the same person":   d.registers(clerk, matter("邻里噪声", noise, "张伟", "13900001111", number)),
		"the same text, name of another":    d.registers(clerk, matter("拖欠工资", wages, "张伟伟", "13700005555", "")),
		"the same text, in the other order": d.registers(clerk, matter(wages[:96], "拖欠工资", "张伟", "13900001111", "")),
	}
	asked := d.registers(clerk, matter("拖欠工资", wages, "张伟", "13900001111", number))
	names := map[string]string{}
	for name, id := range others {
		names[id] = name
	}
	const (
		byID    = intakev1.DuplicateReason_DUPLICATE_REASON_ID_NUMBER
		nameTel = intakev1.DuplicateReason_DUPLICATE_REASON_NAME_AND_PHONE
		phone   = intakev1.DuplicateReason_DUPLICATE_REASON_PHONE
		name    = intakev1.DuplicateReason_DUPLICATE_REASON_NAME
		same    = intakev1.DuplicateReason_DUPLICATE_REASON_SAME_MATTER
		alike   = intakev1.DuplicateReason_DUPLICATE_REASON_SIMILAR_MATTER
	)
	want := map[string][]intakev1.DuplicateReason{
		"the same text, name and phone":     {nameTel, same},
		"the same text, in the other order": {nameTel, same},
		"other words, name and phone":       {nameTel, alike},
		"other words, the id number":        {byID, alike},
		"other words, the phone":            {phone, alike},
		"other words, the name":             {name, alike},
	}
	got := d.duplicates(clerk, of(asked))
	for i, c := range got {
		what := names[c.GetDisputeId()]
		t.Logf("%3d %v %s", c.GetScore(), c.GetReasons(), what)
		if !slices.Equal(c.GetReasons(), want[what]) {
			t.Errorf("%s: %v, want %v", what, c.GetReasons(), want[what])
		}
		if i > 0 && c.GetScore() > got[i-1].GetScore() {
			t.Errorf("%s is likelier than the one before", what)
		}
		delete(want, what)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
	if first := got[0]; first.GetUnit() != searchOtherTown && first.GetUnit() != searchTown || first.GetScore() < 90 ||
		first.GetState() != intakev1.DisputeState_DISPUTE_STATE_OPEN || !first.GetRegisteredAt().IsValid() {
		t.Errorf("the first is %s", prototext.Format(first))
	}
	// A clerk who has typed it and not registered it yet gets the same, and the registered one on top.
	draft := &intakev1.FindDuplicatesRequest{Of: &intakev1.FindDuplicatesRequest_Draft{Draft: &intakev1.DuplicateDraft{
		Title: "拖欠工资", Narrative: wages, Parties: []*intakev1.DuplicateDraftParty{{Name: "张伟", Phone: "13900001111", IdNumber: number}},
	}}}
	if drafted := d.duplicates(clerk, draft); len(drafted) != len(got)+1 || drafted[0].GetDisputeId() != asked || drafted[0].GetScore() != 100 {
		t.Errorf("the draft has %d cases, the dispute %d; the first is %v", len(drafted), len(got), drafted[0])
	}
}

func TestBothSidesTheSameIsLikelier(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	both := func(second string) func(*intakev1.RegisterDisputeRequest) {
		return func(r *intakev1.RegisterDisputeRequest) {
			r.Title, r.Narrative = "拖欠工资", wages
			r.Parties = []*intakev1.Party{
				{Role: intakev1.PartyRole_PARTY_ROLE_APPLICANT, Name: "张伟"}, {Role: intakev1.PartyRole_PARTY_ROLE_RESPONDENT, Name: second},
			}
		}
	}
	one, two := d.registers(clerk, both("某建筑公司")), d.registers(clerk, both("某装修公司"))
	asked := d.registers(clerk, both("某装修公司"))
	got := d.duplicates(clerk, of(asked))
	if len(got) != 2 || got[0].GetDisputeId() != two || got[1].GetDisputeId() != one || got[0].GetScore() <= got[1].GetScore() ||
		!slices.Contains(got[0].GetReasons(), intakev1.DuplicateReason_DUPLICATE_REASON_SEVERAL_PARTIES) {
		t.Errorf("found %v", got)
	}
}

func TestHowFarDuplicatesLookBack(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	long := d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) {
		r.ReceivedAt, r.LateReason = timestamppb.New(d.now().AddDate(0, -13, 0)), "L03"
	})
	recent := d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) {
		r.ReceivedAt, r.LateReason = timestamppb.New(d.now().AddDate(0, -11, 0)), "L03"
	})
	asked := d.registers(clerk, nil)
	ids := func(months uint32) (out []string) {
		req := of(asked)
		req.Months = months
		for _, c := range d.duplicates(clerk, req) {
			out = append(out, c.GetDisputeId())
		}
		slices.Sort(out)
		return out
	}
	if got := ids(0); !slices.Equal(got, []string{recent}) {
		t.Errorf("a year back: %v", got)
	}
	if got := ids(14); !slices.Equal(got, slices.Sorted(slices.Values([]string{long, recent}))) {
		t.Errorf("fourteen months back: %v", got)
	}
	if got := ids(1); len(got) != 0 {
		t.Errorf("a month back: %v", got)
	}
}

func TestFindingDuplicatesIsRefused(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	id := d.registers(clerk, nil)
	hidden := d.registers(d.clerk(searchOtherTown), nil)
	party := []*intakev1.DuplicateDraftParty{{Name: "张伟"}}
	draft := func(d *intakev1.DuplicateDraft) *intakev1.FindDuplicatesRequest {
		return &intakev1.FindDuplicatesRequest{Of: &intakev1.FindDuplicatesRequest_Draft{Draft: d}}
	}
	for name, test := range map[string]struct {
		req         *intakev1.FindDuplicatesRequest
		code, field string
	}{
		"of nothing":              {&intakev1.FindDuplicatesRequest{}, "nothing-to-compare", "dispute_id"},
		"of what does not exist":  {of(newID(t)), "dispute-not-found", ""},
		"of another unit's":       {of(hidden), "dispute-not-found", ""},
		"of what is no id":        {of("7"), "id-format", "dispute_id"},
		"years back":              {&intakev1.FindDuplicatesRequest{Of: of(id).GetOf(), Months: 61}, "months-range", "months"},
		"of a person alone":       {draft(&intakev1.DuplicateDraft{Parties: party}), "draft-matter", "draft.title"},
		"of a matter alone":       {draft(&intakev1.DuplicateDraft{Title: "拖欠工资"}), "draft-parties", "draft.parties"},
		"of a phone alone":        {draft(&intakev1.DuplicateDraft{Title: "拖欠工资", Parties: []*intakev1.DuplicateDraftParty{{Phone: "13900001111"}}}), "draft-parties", "draft.parties[0]"},
		"of what cannot be shown": {draft(&intakev1.DuplicateDraft{Title: "拖欠\x00", Parties: party}), "text-characters", "draft.title"},
	} {
		t.Run(name, func(t *testing.T) {
			d.forward(10 * time.Second)
			_, err := clerk.FindDuplicates(t.Context(), test.req)
			refused(t, err, test.code, test.field)
		})
	}
	for _, role := range identity.Roles() {
		if role == identity.RoleClerk || role == identity.RoleDispatcher {
			continue
		}
		_, err := d.person(searchTown, role).FindDuplicates(t.Context(), of(id))
		refused(t, err, "role-missing", "")
	}
}

// TestAnErasedCaseIsFoundByNothing erases a case from another process, as an operator does.
func TestAnErasedCaseIsFoundByNothing(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	erased, kept, asked := d.registers(clerk, handedOver), d.registers(clerk, nil), d.registers(clerk, nil)
	if got := d.finds(clerk, "王一"); !slices.Equal(got, []string{asked, kept, erased}) {
		t.Fatalf("before the erasure: %v", got)
	}
	d.must(d.openVault().Shred(t.Context(), "dispute-"+erased, d.keysOf(erased)...))
	for _, text := range []string{"王一", "一堵墙", "墙", "东亭街道", "13800001111", "11010519491231002X", "春风里", "滨湖法院"} {
		if got := d.finds(clerk, text); slices.Contains(got, erased) {
			t.Errorf("%s still finds the erased case", text)
		}
	}
	cases := d.duplicates(clerk, of(asked))
	if len(cases) != 1 || cases[0].GetDisputeId() != kept {
		t.Errorf("duplicates after the erasure: %v", cases)
	}
	_, err := clerk.FindDuplicates(t.Context(), of(erased))
	if err != nil { // this process still holds the key for a minute; afterwards it says so
		refused(t, err, "personal-data-erased", "")
	}
	d.forward(2 * time.Minute)
	_, err = clerk.FindDuplicates(t.Context(), of(erased))
	refused(t, err, "personal-data-erased", "")

	var tokens int
	d.must(d.pool.QueryRow(t.Context(), `select (select coalesce(sum(cardinality(title || narrative || place || papers || characters)), 0)
		from view_index.dispute where dispute = $1) + (select count(*) from view_index.party where dispute = $1)`, erased).Scan(&tokens))
	if tokens != 0 {
		t.Errorf("%d tokens of the erased case are left", tokens)
	}
	report, err := d.index.Rebuild(t.Context(), nil)
	d.must(err)
	if !report.Compared || !report.Equal || report.Parked != 0 {
		t.Errorf("the rebuild differs: %+v", report)
	}
	if got := d.finds(clerk, "王一"); !slices.Equal(got, []string{asked, kept}) {
		t.Errorf("after the rebuild: %v", got)
	}
}

// keysOf are the keys that the events of a dispute name.
func (d *desk) keysOf(dispute string) (keys []uuid.UUID) {
	d.t.Helper()
	for rec, err := range d.store.ReadStream(d.t.Context(), "dispute-"+dispute, 0) {
		d.must(err)
		meta, err := es.ParseMeta(rec.Metadata)
		d.must(err)
		keys = append(keys, meta.Key)
	}
	return keys
}
