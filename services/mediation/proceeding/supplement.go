package proceeding

import (
	"fmt"
	"slices"
	"strconv"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
)

// Supplement adds what the papers of a proceeding need and nobody had said before: particulars of parties, names of mediators,
// minutes, what the applicant asks for, what is disputed and who is responsible for what (Art. 29). It fills in and does not
// overwrite: a paper that was written before is never contradicted by one that is written after. Only what is disputed and who is
// responsible may be put otherwise, as long as nobody has signed.
type Supplement struct {
	Act
	Parties        []Particulars
	Mediators      []Named
	Sessions       []Minutes
	Claims         *personal.Field
	Disputed       *personal.Field
	Responsibility *personal.Field
}

func (Supplement) command() {}

// Particulars are those of one party.
type Particulars struct {
	Party    int             `json:"party"`
	Phone    *personal.Field `json:"phone"`
	IDNumber *personal.Field `json:"idNumber"`
	Address  *personal.Field `json:"address"`
}

// Minutes are those of one session.
type Minutes struct {
	Session int             `json:"session"`
	Text    *personal.Field `json:"text"`
}

// SupplementedV1 is stored as particulars-supplemented-v1.
type SupplementedV1 struct {
	When
	Parties        []Particulars   `json:"parties,omitempty"`
	Mediators      []Mediator      `json:"mediators,omitempty"`
	Sessions       []Minutes       `json:"sessions,omitempty"`
	Claims         *personal.Field `json:"claims"`
	Disputed       *personal.Field `json:"disputed"`
	Responsibility *personal.Field `json:"responsibility"`
}

func (*SupplementedV1) event() {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *SupplementedV1) Personal() map[string]*personal.Field {
	m := make(map[string]*personal.Field, 3+3*len(e.Parties)+len(e.Mediators)+len(e.Sessions))
	m["claims"], m["disputed"], m["responsibility"] = e.Claims, e.Disputed, e.Responsibility
	for i, p := range e.Parties {
		at := "parties/" + strconv.Itoa(i) + "/"
		m[at+"phone"], m[at+"idNumber"], m[at+"address"] = p.Phone, p.IDNumber, p.Address
	}
	namesOf(m, e.Mediators)
	for i, n := range e.Sessions {
		m["sessions/"+strconv.Itoa(i)+"/text"] = n.Text
	}
	return m
}

var _ personal.Holder = (*SupplementedV1)(nil)

// Held is what is recorded of the things that can be supplemented.
type Held struct {
	Particulars []Known  // of each party
	Unnamed     []string // accounts of mediators without a name
	Unwritten   []int    // sessions without minutes
	Claims      bool
	Disputed    bool
	Responsible bool
}

// Known is what is recorded of a party.
type Known struct{ Phone, IDNumber, Address bool }

// The refusals.
var (
	ErrNothingSupplemented = fault.New(fault.Invalid, "nothing-supplemented",
		"须填写补充的内容。", "Nothing is supplemented.")
	ErrRecordedBefore = fault.New(fault.Refused, "recorded-before",
		"该项已登记，不能再补充。", "This was recorded before and is not supplemented.")
	ErrNoSuchSession = fault.New(fault.Invalid, "no-such-session",
		"没有这一次调解会。", "There is no such session.")
)

func supplement(s State, c Supplement) ([]Event, error) {
	// What the parties are and want comes in at the window; what was found out and said is the mediators' business.
	may := s.toWindow
	if len(c.Mediators) > 0 || len(c.Sessions) > 0 || c.Disputed.Present() || c.Responsibility.Present() {
		may = s.toOfficer
	}
	if err := may(c.Act); err != nil {
		return nil, err
	}
	if s.Phase == Archived {
		return nil, ErrArchived
	}
	if s.Outcome == NotTakenOn { // its papers need no more than it says
		return nil, ErrEnded
	}
	if err := s.since(c.Act); err != nil {
		return nil, err
	}
	for _, check := range []func(State) error{c.checkParties, c.checkMediators, c.checkSessions, c.checkTexts} {
		if err := check(s); err != nil {
			return nil, err
		}
	}
	e := &SupplementedV1{
		When: c.when(), Parties: c.Parties, Sessions: c.Sessions, Claims: c.Claims, Disputed: c.Disputed, Responsibility: c.Responsibility,
	}
	for _, m := range c.Mediators {
		e.Mediators = append(e.Mediators, Mediator{Account: m.Account, Name: m.Name})
	}
	return []Event{e}, nil
}

func (c Supplement) checkParties(s State) error {
	var places []int
	for i, p := range c.Parties {
		places = append(places, p.Party)
		if err := checkParties(places, s.Parties, fmt.Sprintf("parties[%d].party", i)); err != nil {
			return err
		}
		known := s.Held.Particulars[p.Party]
		for _, f := range []struct {
			name string
			new  *personal.Field
			held bool
		}{{"phone", p.Phone, known.Phone}, {"id_number", p.IDNumber, known.IDNumber}, {"address", p.Address, known.Address}} {
			if f.new.Present() && f.held {
				return ErrRecordedBefore.On(fmt.Sprintf("parties[%d].%s", i, f.name))
			}
		}
		if !p.Phone.Present() && !p.IDNumber.Present() && !p.Address.Present() {
			return ErrNothingSupplemented.On(fmt.Sprintf("parties[%d]", i))
		}
	}
	return nil
}

func (c Supplement) checkMediators(s State) error {
	var accounts []string
	for i, m := range c.Mediators {
		at := func(field string) string { return fmt.Sprintf("mediators[%d].%s", i, field) }
		switch {
		case !m.Name.Present():
			return ErrNothingSupplemented.On(at("name"))
		case slices.Contains(s.Held.Unnamed, m.Account) && !slices.Contains(accounts, m.Account):
			accounts = append(accounts, m.Account)
		case slices.Contains(s.Mediators, m.Account):
			return ErrRecordedBefore.On(at("name"))
		default:
			return ErrNoSuchMediator.On(at("account"))
		}
	}
	return nil
}

func (c Supplement) checkSessions(s State) error {
	var numbers []int
	for i, m := range c.Sessions {
		at := func(field string) string { return fmt.Sprintf("sessions[%d].%s", i, field) }
		switch {
		case m.Session < 1 || m.Session > s.Sessions:
			return ErrNoSuchSession.On(at("session"))
		case !m.Text.Present():
			return ErrNothingSupplemented.On(at("text"))
		case !slices.Contains(s.Held.Unwritten, m.Session), slices.Contains(numbers, m.Session):
			return ErrRecordedBefore.On(at("text"))
		}
		numbers = append(numbers, m.Session)
	}
	return nil
}

func (c Supplement) checkTexts(s State) error {
	settled := s.Phase >= Ended || s.Draft.Signed != 0 || len(s.Draft.Mediators) > 0 || s.Draft.Sealed
	switch {
	case c.Claims.Present() && s.Held.Claims:
		return ErrRecordedBefore.On("claims")
	case c.Disputed.Present() && s.Held.Disputed && settled:
		return ErrRecordedBefore.On("disputed")
	case c.Responsibility.Present() && s.Held.Responsible && settled:
		return ErrRecordedBefore.On("responsibility")
	case len(c.Parties)+len(c.Mediators)+len(c.Sessions) == 0 && !c.Claims.Present() && !c.Disputed.Present() && !c.Responsibility.Present():
		return ErrNothingSupplemented
	}
	return nil
}

// heldAt is what an opening records.
func heldAt(e *OpenedV1) Held {
	h := Held{Unnamed: unnamed(e.Mediators)}
	for _, p := range e.Parties {
		h.Particulars = append(h.Particulars, Known{Phone: p.Phone.Present(), IDNumber: p.IDNumber.Present(), Address: p.Address.Present()})
	}
	return h
}

func unnamed(mediators []Mediator) []string {
	var out []string
	for _, m := range mediators {
		if !m.Name.Present() {
			out = append(out, m.Account)
		}
	}
	return out
}

// with is what is held after a supplement, in a copy.
func (h Held) with(e *SupplementedV1) Held {
	h.Particulars = slices.Clone(h.Particulars)
	for _, p := range e.Parties {
		k := &h.Particulars[p.Party]
		k.Phone, k.IDNumber, k.Address = k.Phone || p.Phone.Present(), k.IDNumber || p.IDNumber.Present(), k.Address || p.Address.Present()
	}
	for _, m := range e.Mediators {
		h.Unnamed = less(h.Unnamed, m.Account)
	}
	var left []int
	for _, n := range h.Unwritten {
		if !slices.ContainsFunc(e.Sessions, func(m Minutes) bool { return m.Session == n }) {
			left = append(left, n)
		}
	}
	h.Unwritten = left
	h.Claims = h.Claims || e.Claims.Present()
	h.Disputed = h.Disputed || e.Disputed.Present()
	h.Responsible = h.Responsible || e.Responsibility.Present()
	return h
}
