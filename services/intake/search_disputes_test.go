package intake_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

func handedOver(r *intakev1.RegisterDisputeRequest) {
	r.Channel, r.Referral = "S23", &intakev1.Referral{ReturnBy: "2030-12-23"}
	r.ReferralPapers = &intakev1.ReferralPapers{Referrer: "滨湖法院赵法官", Number: "（2026）委派7号"}
}

func TestADisputeIsFoundByWhatIsSealed(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	wall := d.registers(clerk, handedOver)
	noise := d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) {
		r.Title, r.Narrative, r.Place = "邻里噪声 Karaoke", "每晚唱歌到两点，影响ＡＢＣ楼3单元１２０２室。", "㛃园小区"
		r.Parties[0].Name, r.Parties[0].Phone, r.Parties[0].IdNumber, r.Parties[0].Address = "𠮷田　花", "+86 139-0000-2222", "320205198001011234", "某路9号"
		r.Parties[1].Name = "李㛃"
	})
	short := d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) {
		r.Title, r.Narrative, r.Place = "争", "", ""
		r.Parties[0].Name, r.Parties[0].Phone, r.Parties[0].IdNumber, r.Parties[0].Address = "欧阳三多", "", "", ""
	})
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"by a word of the title":                     {"一堵墙", []string{wall}},
		"by a word of the narrative":                 {"不肯修", []string{wall}},
		"by the place":                               {"东亭街道", []string{wall}},
		"by the body that handed it over":            {"滨湖法院", []string{wall}},
		"by its document number, of another width":   {"(2026)委派7号", []string{wall}},
		"by a name of two characters":                {"王一", []string{wall}},
		"by a name of the respondent":                {"李二", []string{wall, short}},
		"by a name with a space in it":               {"王 一", []string{wall}},
		"by a name that was padded":                  {"𠮷田花", []string{noise}},
		"by a rare character beyond the basic plane": {"𠮷", []string{noise}},
		"by a rare character":                        {"㛃", []string{noise}},
		"by a name with a rare character":            {"李㛃", []string{noise}},
		"by a family name":                           {"欧阳", []string{short}},
		"by one character of a title of one":         {"争", []string{wall, short}},
		"by Latin letters of another case":           {"KARAOKE", []string{noise}},
		"by full-width digits":                       {"１２０２", []string{noise}},
		"by half-width digits":                       {"1202室", []string{noise}},
		"by full-width letters":                      {"abc楼", []string{noise}},
		"by a phone":                                 {"13900002222", []string{noise}},
		"by a phone as it is spoken":                 {"139 0000 2222", []string{noise}},
		"by a citizen number":                        {"11010519491231002x", []string{wall}},
		"by an address":                              {"春风里", []string{wall}},
		"not by another reading of a name":           {"吉田花", []string{}},
		"not by what spans two texts":                {"堵墙墙倒", []string{}},
		"not by pairs without their order":           {"墙倒一堵", []string{}},
		"not by a part of a phone":                   {"0000222", []string{}},
		"not by a text around a phone":               {"电话13900002222", []string{}},
		"not by nothing like it":                     {"山林", []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			got := d.finds(clerk, test.text)
			slices.Sort(got)
			want := slices.Sorted(slices.Values(test.want))
			if !slices.Equal(got, want) {
				t.Errorf("%s finds %v, want %v (wall %s, noise %s, short %s)", test.text, got, want, wall, noise, short)
			}
		})
	}
}

// TestChanceMeetingsOfTokensAreNotFound has all pairs of a text in one dispute, and not the text.
func TestChanceMeetingsOfTokensAreNotFound(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) { r.Narrative = "甲乙。乙丙。丙丁。" })
	want := d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) { r.Narrative = "甲乙丙丁。" })
	if got := d.finds(clerk, "甲乙丙丁"); !slices.Equal(got, []string{want}) {
		t.Errorf("found %v, want %s", got, want)
	}
}

func TestASearchFindsByWhatItsActorMaySee(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	below, beside := d.registers(d.clerk(searchVillage), nil), d.registers(d.clerk(searchOtherTown), nil)
	closed := d.registers(clerk, nil)
	_, err := clerk.WithdrawDispute(t.Context(), &intakev1.WithdrawDisputeRequest{CommandId: newID(t), DisputeId: closed, Reason: "R32"})
	d.must(err)
	within := func(unit string) func(*intakev1.SearchDisputesRequest) {
		return func(r *intakev1.SearchDisputesRequest) { r.Unit = unit }
	}
	open := func(r *intakev1.SearchDisputesRequest) { r.State = intakev1.DisputeState_DISPUTE_STATE_OPEN }
	for name, test := range map[string]struct {
		got, want []string
	}{
		"a clerk: own unit and below":            {d.finds(clerk, "王一"), []string{closed, below}},
		"a clerk: a unit below":                  {d.finds(clerk, "王一", within(searchVillage)), []string{below}},
		"a clerk: those that are open":           {d.finds(clerk, "王一", open), []string{below}},
		"a clerk: no contact data of a closed":   {d.finds(clerk, "13800001111"), []string{below}},
		"a clerk: no citizen number of a closed": {d.finds(clerk, "11010519491231002X"), []string{below}},
		"a clerk: no address of a closed":        {d.finds(clerk, "春风里"), []string{below}},
		"a dispatcher: contact data too":         {d.finds(d.person(searchTown, identity.RoleDispatcher), "13800001111"), []string{closed, below}},
		"a dispatcher of the district: all":      {d.finds(d.person(searchDistrict, identity.RoleDispatcher), "李二"), []string{closed, beside, below}},
		"a mediator: the own unit alone":         {d.finds(d.person(searchTown, identity.RoleMediator), "王一"), []string{closed}},
		"a committee chair: the own unit alone":  {d.finds(d.person(searchVillage, identity.RoleCommitteeChair), "王一"), []string{below}},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: found %v, want %v (closed %s, below %s, beside %s)", name, test.got, test.want, closed, below, beside)
		}
	}
	for _, role := range identity.Roles() {
		if slices.Contains([]string{identity.RoleClerk, identity.RoleDispatcher, identity.RoleMediator, identity.RoleCommitteeChair}, role) {
			continue
		}
		_, err := d.person(searchTown, role).SearchDisputes(t.Context(), &intakev1.SearchDisputesRequest{Text: "王一", Purpose: "P03"})
		refused(t, err, "role-missing", "")
	}
}

func refused(t *testing.T, err error, code, field string) {
	t.Helper()
	f := rpc.Fault(err)
	if f == nil || f.Code != code || f.Field != field {
		t.Errorf("got %v, want %s on %q", err, code, field)
	}
}

func TestASearchIsRefused(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	for name, test := range map[string]struct {
		req         *intakev1.SearchDisputesRequest
		code, field string
	}{
		"without a purpose":                {&intakev1.SearchDisputesRequest{Text: "王一"}, "unknown-purpose", "purpose"},
		"for an unknown purpose":           {&intakev1.SearchDisputesRequest{Text: "王一", Purpose: "P99"}, "unknown-purpose", "purpose"},
		"for nothing":                      {&intakev1.SearchDisputesRequest{Text: " 　\u200b", Purpose: "P03"}, "search-text", "text"},
		"for a page of text":               {&intakev1.SearchDisputesRequest{Text: strings.Repeat("墙", 51), Purpose: "P03"}, "text-too-long", "text"},
		"in another unit":                  {&intakev1.SearchDisputesRequest{Text: "王一", Purpose: "P03", Unit: searchOtherTown}, "unit-not-yours", "unit"},
		"in no unit":                       {&intakev1.SearchDisputesRequest{Text: "王一", Purpose: "P03", Unit: "32020"}, "unit-format", "unit"},
		"for a page that is too long":      {&intakev1.SearchDisputesRequest{Text: "王一", Purpose: "P03", PageSize: 51}, "page-size", "page_size"},
		"with the token of another search": {&intakev1.SearchDisputesRequest{Text: "王一", Purpose: "P03", PageToken: "AAAA"}, "page-token", "page_token"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := clerk.SearchDisputes(t.Context(), test.req)
			refused(t, err, test.code, test.field)
		})
	}
	_, err := d.person(searchTown, identity.RoleMediator).SearchDisputes(t.Context(),
		&intakev1.SearchDisputesRequest{Text: "王一", Purpose: "P03", Unit: searchVillage})
	refused(t, err, "unit-not-yours", "unit")
}

func TestPagesOfASearchFitTogether(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk := d.clerk(searchTown)
	var want []string
	for range 12 {
		want = append(want, d.registers(clerk, nil))
		d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) {
			r.Narrative, r.Title = "谁也不肯。肯修。", "别的事"
		}) // all pairs, not the text
	}
	slices.Reverse(want)
	for size := range uint32(14) {
		if size == 0 {
			continue
		}
		var got []string
		req := &intakev1.SearchDisputesRequest{Text: "谁也不肯修", Purpose: "P03", PageSize: size}
		for {
			d.forward(10 * time.Second)
			resp, err := clerk.SearchDisputes(t.Context(), req)
			d.must(err)
			if len(resp.GetDisputes()) > int(size) {
				t.Fatalf("a page of %d has %d rows", size, len(resp.GetDisputes()))
			}
			for _, f := range resp.GetDisputes() {
				got = append(got, f.GetDisputeId())
			}
			if req.PageToken = resp.GetNextPageToken(); req.GetPageToken() == "" {
				break
			}
			stolen := &intakev1.SearchDisputesRequest{Text: "谁也不", Purpose: "P03", PageSize: size, PageToken: req.GetPageToken()}
			_, err = clerk.SearchDisputes(t.Context(), stolen)
			refused(t, err, "page-token", "page_token")
		}
		if !slices.Equal(got, want) {
			t.Errorf("pages of %d give %v, want %v", size, got, want)
		}
	}
}

func TestSearchesAreCountedAndWrittenDown(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	clerk, other := d.clerk(searchTown), d.clerk(searchVillage)
	d.registers(clerk, nil)
	search := func(p person) error {
		_, err := p.SearchDisputes(t.Context(), &intakev1.SearchDisputesRequest{Text: "王一", Purpose: "P02"})
		return err
	}
	for range 20 {
		d.must(search(clerk))
	}
	refused(t, search(clerk), "search-too-often", "")
	_, err := clerk.FindDuplicates(t.Context(), &intakev1.FindDuplicatesRequest{Of: &intakev1.FindDuplicatesRequest_DisputeId{DisputeId: newID(t)}})
	refused(t, err, "search-too-often", "")
	d.must(search(other)) // everybody has an allowance
	d.forward(3 * time.Second)
	d.must(search(clerk))
	refused(t, search(clerk), "search-too-often", "")
	log := d.access.String()
	for _, line := range []string{
		`search=disputes purpose=P02 actor=clerk-320205101000 unit=320205101000 found=1`,
		`search=disputes purpose=P02 actor=clerk-320205101000 unit=320205101000 found=0 refused=search-too-often`,
		`search=disputes purpose=P02 actor=clerk-320205101203 unit=320205101203 found=0`,
		`search=duplicates purpose=P01 actor=clerk-320205101000 unit=320205101000 found=0 refused=search-too-often`,
	} {
		if !strings.Contains(log, line) {
			t.Errorf("the access log lacks %s:\n%s", line, log)
		}
	}
	if strings.Contains(log, "王") || strings.Count(log, "\n") != 25 {
		t.Errorf("the access log has %d lines, or what was looked for:\n%s", strings.Count(log, "\n"), log)
	}
}
