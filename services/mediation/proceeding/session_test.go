package proceeding_test

import (
	"testing"
	"time"

	"anjie.internal/services/mediation/proceeding"
	"anjie.internal/services/mediation/roster"
)

func TestHoldSession(t *testing.T) {
	type ses = *proceeding.HoldSession
	open := []proceeding.Command{opening()}
	challenge := proceeding.ChallengeMediator{Act: act(clerk(), 1), Mediator: "mediator-1", Party: 1, Conflict: "H02", Grounds: text("偏心")}
	check(t, map[string]refusal{
		"the assigned mediator holds one":                {given: open, when: session(1)},
		"another mediator does not":                      {given: open, when: session(1, func(c ses) { c.By = stranger() }), want: proceeding.ErrNotAssigned},
		"the chair does not":                             {given: open, when: session(1, func(c ses) { c.By = chair() }), want: proceeding.ErrNotAssigned},
		"who stands in for the mediator does":            {given: open, when: session(1, func(c ses) { c.By = stranger(); c.By.For = "mediator-1" })},
		"an account without the role does not":           {given: open, when: session(1, func(c ses) { c.By = by("mediator-1", proceeding.Roles{Clerk: true}) }), want: proceeding.ErrNotAssigned},
		"nobody does before somebody is assigned":        {given: []proceeding.Command{opening(nobodyAssigned)}, when: session(1), want: proceeding.ErrMediatorNeeded},
		"it is hidden from other units":                  {given: open, when: session(1, func(c ses) { c.By.Unit = other }), want: proceeding.ErrNotFound},
		"there is none without a proceeding":             {when: session(1), want: proceeding.ErrNotFound},
		"there is none after the end":                    {given: []proceeding.Command{opening(), failure(1)}, when: session(2), want: proceeding.ErrEnded},
		"there is none before the opening":               {given: open, when: session(1, func(c ses) { c.OccurredAt = noon.Add(-20 * time.Hour) }), want: proceeding.ErrBeforeOpening, field: "occurred_at"},
		"an unknown place is named":                      {given: open, when: session(1, func(c ses) { c.Place = "王一家" }), want: proceeding.ErrUnknownPlace, field: "place"},
		"a session of two days is a slip":                {given: open, when: session(1, func(c ses) { c.MinutesLong = 2881 }), want: proceeding.ErrDuration, field: "minutes_long"},
		"somebody must attend":                           {given: open, when: session(1, func(c ses) { c.Attended = nil }), want: proceeding.ErrAttendanceNeeded, field: "attended"},
		"nobody attends twice":                           {given: open, when: session(1, func(c ses) { c.Attended = []int{0, 0} }), want: proceeding.ErrNoSuchParty, field: "attended"},
		"a mediator who is not assigned did not hold it": {given: open, when: session(1, func(c ses) { c.Mediators = []string{"mediator-2"} }), want: proceeding.ErrNoSuchMediator, field: "mediators"},
		"a note is about a side":                         {given: open, when: session(1, func(c ses) { c.Notes[0].Party = 2 }), want: proceeding.ErrNoSuchParty, field: "notes[0].party"},
		"an empty note is none":                          {given: open, when: session(1, func(c ses) { c.Notes[0].Text = nil }), want: proceeding.ErrNoteNeeded, field: "notes[0].text"},
		"nobody takes part uninvited":                    {given: open, when: session(1, func(c ses) { c.Invited = []int{0} }), want: proceeding.ErrNoSuchInvited, field: "invited"},
		"who was invited takes part":                     {given: []proceeding.Command{opening(), invitation()}, when: session(2, func(c ses) { c.Invited = []int{0} })},
		"it waits while the clock stands still":          {given: []proceeding.Command{opening(), suspension(1)}, when: session(2), want: proceeding.ErrSuspended},
		"it waits for consent where the mode needs it":   {given: []proceeding.Command{opening(mode("M09"))}, when: session(1), want: proceeding.ErrConsentMissing},
		"it waits for consent to what was handed over":   {given: []proceeding.Command{opening(referred())}, when: session(1), want: proceeding.ErrConsentMissing},
		"with consent to the hand-over it is held":       {given: []proceeding.Command{opening(referred(), consented)}, when: session(1)},
		"with consent it is held":                        {given: []proceeding.Command{opening(mode("M09"), consented)}, when: session(1)},
		"a challenged mediator waits for the decision":   {given: []proceeding.Command{opening(), challenge}, when: session(2), want: proceeding.ErrChallengePending},
	})
}

func invitation(with ...func(*proceeding.InvitePersons)) proceeding.InvitePersons {
	c := proceeding.InvitePersons{
		Act: act(mediator(), 1), Persons: []proceeding.Invitee{{Kind: "I02", Name: text("孙五")}}, Consented: []int{0, 1},
	}
	for _, w := range with {
		w(&c)
	}
	return c
}

func suspension(hours int, with ...func(*proceeding.Suspend)) proceeding.Suspend {
	c := proceeding.Suspend{Act: act(mediator(), hours), Ground: "U01", Note: text("做伤情鉴定")}
	for _, w := range with {
		w(&c)
	}
	return c
}

func assignment(hours int, account string, with ...func(*proceeding.AssignMediators)) proceeding.AssignMediators {
	c := proceeding.AssignMediators{
		Act: act(chair(), hours), ChosenBy: "parties", Mediators: []proceeding.Named{{Account: account, Name: text("钱四")}},
	}
	for _, w := range with {
		w(&c)
	}
	return c
}

func TestAssignAndInvite(t *testing.T) {
	type (
		asg = *proceeding.AssignMediators
		inv = *proceeding.InvitePersons
	)
	open := []proceeding.Command{opening()}
	recused := []proceeding.Command{opening(), proceeding.RecuseMediator{Act: act(mediator(), 1), Mediator: "mediator-1", Conflict: "H01", Grounds: text("表弟")}}
	check(t, map[string]refusal{
		"the chair assigns":                            {given: open, when: assignment(1, "mediator-2")},
		"a mediator does not assign":                   {given: open, when: assignment(1, "mediator-2", func(c asg) { c.By = mediator() }), want: proceeding.ErrChairNeeded},
		"the chair of another unit does not see it":    {given: open, when: assignment(1, "mediator-2", func(c asg) { c.By.Unit = other }), want: proceeding.ErrNotFound},
		"nobody is assigned twice":                     {given: open, when: assignment(1, "mediator-1"), want: proceeding.ErrAccountTwice, field: "mediators[0].account"},
		"who stepped aside does not come back":         {given: recused, when: assignment(2, "mediator-1"), want: proceeding.ErrBarred, field: "mediators[0].account"},
		"another takes over":                           {given: recused, when: assignment(2, "mediator-2")},
		"nobody is no assignment":                      {given: open, when: assignment(1, "x", func(c asg) { c.Mediators = nil }), want: proceeding.ErrMediatorNeeded, field: "mediators"},
		"with a roster one stands in it":               {given: open, when: assignment(1, "mediator-2", rosterOf("mediator-3")), want: proceeding.ErrNotOnRoster, field: "mediators[0].account"},
		"an expired term is warned of":                 {given: open, when: assignment(1, "mediator-2", rosterOf("mediator-2"))},
		"an ended proceeding needs nobody":             {given: []proceeding.Command{opening(), failure(1)}, when: assignment(2, "mediator-2"), want: proceeding.ErrEnded},
		"all parties agree to an invitation":           {given: open, when: invitation()},
		"one party is not enough":                      {given: open, when: invitation(func(c inv) { c.Consented = []int{0} }), want: proceeding.ErrInvitationConsent, field: "consented"},
		"an invited person is of a kind":               {given: open, when: invitation(func(c inv) { c.Persons[0].Kind = "邻居" }), want: proceeding.ErrUnknownInvitee, field: "persons[0].kind"},
		"an invited person has a name":                 {given: open, when: invitation(func(c inv) { c.Persons[0].Name = nil }), want: proceeding.ErrInviteeName, field: "persons[0].name"},
		"nobody is no invitation":                      {given: open, when: invitation(func(c inv) { c.Persons = nil }), want: proceeding.ErrInviteeCount, field: "persons"},
		"consent is recorded":                          {given: open, when: proceeding.RecordConsent{Act: act(mediator(), 1), Parties: []int{1}, Form: "O2"}},
		"consent is given once":                        {given: []proceeding.Command{opening(consented)}, when: proceeding.RecordConsent{Act: act(mediator(), 1), Parties: []int{1}, Form: "O2"}, want: proceeding.ErrConsentedBefore, field: "parties"},
		"consent has a form":                           {given: open, when: proceeding.RecordConsent{Act: act(mediator(), 1), Parties: []int{1}, Form: "点头"}, want: proceeding.ErrUnknownConsentForm, field: "form"},
		"the window records consent before assignment": {given: []proceeding.Command{opening(nobodyAssigned)}, when: proceeding.RecordConsent{Act: act(clerk(), 1), Parties: []int{0, 1}, Form: "O1"}},
		"and not after it":                             {given: open, when: proceeding.RecordConsent{Act: act(clerk(), 1), Parties: []int{0, 1}, Form: "O1"}, want: proceeding.ErrNotAssigned},
	})
}

func rosterOf(account string) func(*proceeding.AssignMediators) {
	return func(c *proceeding.AssignMediators) {
		c.Roster = &proceeding.Roster{
			Committee: proceeding.Committee{Code: "main", Roster: dispute, Revision: 2}, Makeup: roster.Makeup{TermEndsOn: termOver, Women: 1},
			Standings: []proceeding.Standing{{Account: account, Standing: "hired"}},
		}
	}
}

func TestConflictsOfInterest(t *testing.T) {
	recusal := proceeding.RecuseMediator{Act: act(mediator(), 1), Mediator: "mediator-1", Conflict: "H01", Grounds: text("表弟")}
	challenge := proceeding.ChallengeMediator{Act: act(clerk(), 1), Mediator: "mediator-1", Party: 1, Conflict: "H02", Grounds: text("偏心")}
	decision := proceeding.DecideChallenge{Act: act(chair(), 2), Mediator: "mediator-1", Upheld: true, Grounds: text("属实")}
	open, challenged := []proceeding.Command{opening()}, []proceeding.Command{opening(), challenge}
	rejected := decision
	rejected.Upheld = false
	with := func(change func(*proceeding.RecuseMediator)) proceeding.Command {
		c := recusal
		change(&c)
		return c
	}
	deciding := func(change func(*proceeding.DecideChallenge)) proceeding.Command {
		c := decision
		change(&c)
		return c
	}
	own := opening(func(c *proceeding.Open) {
		c.Mediators = append(c.Mediators, proceeding.Named{Account: "chair-1", Name: text("周六")})
	})
	onChair := challenge
	onChair.Mediator = "chair-1"
	check(t, map[string]refusal{
		"a mediator steps aside":                     {given: open, when: recusal},
		"nobody steps aside for another":             {given: open, when: with(func(c *proceeding.RecuseMediator) { c.By = stranger() }), want: proceeding.ErrNotAssigned},
		"but the chair takes one out":                {given: open, when: with(func(c *proceeding.RecuseMediator) { c.By = chair() })},
		"a conflict has a code":                      {given: open, when: with(func(c *proceeding.RecuseMediator) { c.Conflict = "亲戚" }), want: proceeding.ErrUnknownConflict, field: "conflict"},
		"a party challenges":                         {given: open, when: challenge},
		"it is challenged once":                      {given: challenged, when: challenge, want: proceeding.ErrChallengePending, field: "mediator"},
		"the chair decides":                          {given: challenged, when: decision},
		"a mediator does not":                        {given: challenged, when: deciding(func(c *proceeding.DecideChallenge) { c.By = mediator() }), want: proceeding.ErrChairNeeded},
		"a decision has grounds":                     {given: challenged, when: deciding(func(c *proceeding.DecideChallenge) { c.Grounds = nil }), want: proceeding.ErrGroundsNeeded, field: "grounds"},
		"what nobody challenged is not decided":      {given: open, when: decision, want: proceeding.ErrNotChallenged, field: "mediator"},
		"nobody decides on himself":                  {given: []proceeding.Command{own, onChair}, when: deciding(func(c *proceeding.DecideChallenge) { c.Mediator = "chair-1" }), want: proceeding.ErrOwnChallenge},
		"rejected, the mediator goes on":             {given: append(challenged, rejected), when: session(3)},
		"upheld, the mediator is out":                {given: append(challenged, decision), when: session(3), want: proceeding.ErrMediatorNeeded},
		"upheld, there is nothing left to challenge": {given: append(challenged, decision), when: challenge, want: proceeding.ErrNoSuchMediator, field: "mediator"},
	})
}
