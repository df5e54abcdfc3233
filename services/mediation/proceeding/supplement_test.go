package proceeding_test

import (
	"testing"

	"anjie.internal/services/mediation/proceeding"
)

func supplementing(hours int, with func(*proceeding.Supplement)) proceeding.Supplement {
	c := proceeding.Supplement{Act: act(mediator(), hours)}
	with(&c)
	return c
}

func of(party int, phone, id, address string) []proceeding.Particulars {
	return []proceeding.Particulars{{Party: party, Phone: text(phone), IDNumber: text(id), Address: text(address)}}
}

func TestSupplement(t *testing.T) {
	t.Parallel()
	unnamed := opening(func(c *proceeding.Open) { c.Mediators[0].Name, c.Parties[0].Phone = nil, text("13800001111") })
	silent := session(1, func(c *proceeding.HoldSession) { c.Minutes = nil })
	disputed := func(hours int, s string) proceeding.Command {
		return supplementing(hours, func(c *proceeding.Supplement) { c.Disputed = text(s) })
	}
	responsible := func(hours int, s string) proceeding.Command {
		return supplementing(hours, func(c *proceeding.Supplement) { c.Responsibility = text(s) })
	}
	claims := func(s string) proceeding.Command {
		return supplementing(1, func(c *proceeding.Supplement) { c.Act, c.Claims = act(clerk(), 1), text(s) })
	}
	address := supplementing(1, func(c *proceeding.Supplement) { c.Parties = of(1, "", "", "三组八号") })
	named := func(account, name string) proceeding.Command {
		return supplementing(2, func(c *proceeding.Supplement) {
			c.Mediators = []proceeding.Named{{Account: account, Name: text(name)}}
		})
	}
	minutes := func(n int, s string) proceeding.Command {
		return supplementing(2, func(c *proceeding.Supplement) { c.Sessions = []proceeding.Minutes{{Session: n, Text: text(s)}} })
	}
	begun := []proceeding.Command{unnamed, silent}
	drafted := []proceeding.Command{opening(), session(1), disputed(1, "墙归谁"), responsible(1, "各半"), agreement("F02", 2)}
	check(t, map[string]refusal{
		"what a party had not said":                   {begun, address, nil, ""},
		"the phone beside the address":                {append(begun, address), supplementing(2, func(c *proceeding.Supplement) { c.Parties = of(1, "1", "2", "") }), nil, ""},
		"what it had said":                            {begun, supplementing(1, func(c *proceeding.Supplement) { c.Parties = of(0, "139", "", "") }), proceeding.ErrRecordedBefore, "parties[0].phone"},
		"the same twice":                              {append(begun, address), address, proceeding.ErrRecordedBefore, "parties[0].address"},
		"nothing of a party":                          {begun, supplementing(1, func(c *proceeding.Supplement) { c.Parties = of(1, "", "", "") }), proceeding.ErrNothingSupplemented, "parties[0]"},
		"a party that is not there":                   {begun, supplementing(1, func(c *proceeding.Supplement) { c.Parties = of(2, "1", "", "") }), proceeding.ErrNoSuchParty, "parties[0].party"},
		"nothing":                                     {begun, supplementing(1, func(*proceeding.Supplement) {}), proceeding.ErrNothingSupplemented, ""},
		"the name of a mediator":                      {begun, named("mediator-1", "赵三"), nil, ""},
		"a name that is known":                        {append(begun, named("mediator-1", "赵三")), named("mediator-1", "赵四"), proceeding.ErrRecordedBefore, "mediators[0].name"},
		"the name of somebody else":                   {begun, named("mediator-2", "钱四"), proceeding.ErrNoSuchMediator, "mediators[0].account"},
		"a mediator without a name":                   {begun, named("mediator-1", ""), proceeding.ErrNothingSupplemented, "mediators[0].name"},
		"minutes that were not written":               {begun, minutes(1, "各让一步"), nil, ""},
		"minutes that were":                           {append(begun, minutes(1, "各让一步")), minutes(1, "谁也不让"), proceeding.ErrRecordedBefore, "sessions[0].text"},
		"minutes of no session":                       {begun, minutes(2, "各让一步"), proceeding.ErrNoSuchSession, "sessions[0].session"},
		"minutes without words":                       {begun, minutes(1, ""), proceeding.ErrNothingSupplemented, "sessions[0].text"},
		"what the applicant wants, at the window":     {begun, claims("修墙"), nil, ""},
		"what the applicant wants, again":             {append(begun, claims("修墙")), claims("赔钱"), proceeding.ErrRecordedBefore, "claims"},
		"what is disputed is no business of a window": {begun, supplementing(1, func(c *proceeding.Supplement) { c.Act, c.Disputed = act(clerk(), 1), text("墙归谁") }), proceeding.ErrNotAssigned, ""},
		"a stranger":                                  {begun, supplementing(1, func(c *proceeding.Supplement) { c.Act, c.Claims = act(stranger(), 1), text("修墙") }), proceeding.ErrNotAssigned, ""},
		"what is disputed, put otherwise":             {drafted, disputed(3, "墙和树归谁"), nil, ""},
		"who is responsible, put otherwise":           {drafted, responsible(3, "李二六成"), nil, ""},
		"not after somebody signed":                   {append(drafted, signatures(3)), disputed(4, "墙和树归谁"), proceeding.ErrRecordedBefore, "disputed"},
		"not after the seal":                          {append(drafted, seal(3)), responsible(4, "李二六成"), proceeding.ErrRecordedBefore, "responsibility"},
		"what nobody had said, after the end":         {written(), disputed(day, "墙归谁"), nil, ""},
		"what somebody had said, after the end":       {append(written(), disputed(day, "墙归谁")), disputed(day, "树归谁"), proceeding.ErrRecordedBefore, "disputed"},
		"not in an archived dossier":                  {append(written(), proceeding.Archive{Act: act(mediator(), day), Retention: "T10", Reason: "XA1"}), disputed(day, "墙归谁"), proceeding.ErrArchived, ""},
		"not before the opening":                      {begun, disputed(-2, "墙归谁"), proceeding.ErrBeforeOpening, "occurred_at"},
	})
}

func TestMinutesThatCameLaterAreInTheDossier(t *testing.T) {
	t.Parallel()
	silent := session(1, func(c *proceeding.HoldSession) { c.Minutes = nil })
	later := supplementing(2, func(c *proceeding.Supplement) {
		c.Sessions = []proceeding.Minutes{{Session: 1, Text: text("各让一步")}}
	})
	for _, p := range lives(t, opening(), silent, later).Checklist() {
		if p.Code == "D04" && !p.Recorded {
			t.Error("the record of the session is missing")
		}
	}
}
