package roster

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/unit"
)

// Command is what can be asked of a roster.
//
//sumtype:decl
type Command interface {
	command()
	// Times returns the claimed time, the server's time and the late reason: what the metadata of the events repeats.
	Times() (claimed, at time.Time, lateReason string)
}

// Act is what every command carries.
type Act struct {
	At         time.Time // the server's clock
	OccurredAt time.Time // claimed
	LateReason string
	ActingUnit unit.Code // the actor's; the committee's unit must lie within it
}

// Times returns the claimed time, the server's time and the late reason.
func (a Act) Times() (claimed, at time.Time, lateReason string) {
	return a.OccurredAt, a.At, a.LateReason
}

func (a Act) when() When {
	return When{OccurredAt: a.OccurredAt.UTC(), RecordedAt: a.At.UTC(), LateReason: a.LateReason}
}

func (a Act) checkTimes() error {
	return entry.Times{At: a.At, OccurredAt: a.OccurredAt, LateReason: a.LateReason}.Check("occurred_at")
}

// Term is a committee as a command composes it.
type Term struct {
	From  string // civil date; empty: the day of the command
	Chair string
	Women int
	// MultiEthnic: its area has several ethnic groups. Minority: some member is of a smaller one there.
	MultiEthnic, Minority bool
	Members               []Person
}

// Establish makes a committee.
type Establish struct {
	Act
	Unit      unit.Code
	Committee string
	Term      Term
	Hired     []Person
}

// Renew gives it a new term.
type Renew struct {
	Act
	Term Term
}

// Change lets people come and go.
type Change struct {
	Act
	Chair string // empty: as it is
	Women *int   // nil: as many as there are; needed when members join, or leave a committee that has women
	// MultiEthnic and Minority as in Term; nil: as it is, but when members leave nobody is of a minority until that is said again.
	MultiEthnic, Minority *bool
	Joined                []Person
	Left                  []Leaving
	Hired                 []Person
	Dismissed             []Leaving
}

func (Establish) command() {}
func (Renew) command()     {}
func (Change) command()    {}

// Decide answers a command with events or a refusal. It is the page on which the rules stand.
func Decide(s State, c Command) ([]Event, error) {
	switch c := c.(type) {
	case Establish:
		return establish(s, c)
	case Renew:
		return renew(s, c)
	case Change:
		return change(s, c)
	}
	return nil, fmt.Errorf("roster: no rule for %T", c)
}

func establish(s State, c Establish) ([]Event, error) {
	if s.Unit != "" {
		return nil, ErrExists
	}
	switch {
	case !c.Unit.Valid():
		return nil, ErrUnitFormat.On("unit")
	case !c.ActingUnit.Covers(c.Unit):
		return nil, ErrUnitNotYours.On("unit")
	case !IsCode(c.Committee):
		return nil, ErrCode.On("committee")
	}
	composition, err := c.compose(c.Term)
	if err != nil {
		return nil, err
	}
	if err := checkPeople(c.Hired, accounts(c.Term.Members), MaxHired, ErrHiredCount, "hired"); err != nil {
		return nil, err
	}
	return []Event{&EstablishedV1{When: c.when(), Unit: c.Unit, Committee: c.Committee, Composition: composition, Hired: c.Hired}}, nil
}

func renew(s State, c Renew) ([]Event, error) {
	if err := s.visible(c.Act); err != nil {
		return nil, err
	}
	// An area stays what it is when a term ends.
	c.Term.MultiEthnic = c.Term.MultiEthnic || s.MultiEthnic
	composition, err := c.compose(c.Term)
	if err != nil {
		return nil, err
	}
	return []Event{&RenewedV1{When: c.when(), Composition: composition}}, nil
}

func change(s State, c Change) ([]Event, error) {
	if err := s.visible(c.Act); err != nil {
		return nil, err
	}
	if err := c.checkTimes(); err != nil {
		return nil, err
	}
	after, minority := s.changed(c.Left, c.MultiEthnic, c.Minority), c.Minority
	if minority != nil {
		if err := after.expects(*minority); err != nil {
			return nil, err
		}
	}
	if !after.MultiEthnic { // nothing is recorded of it
		minority = nil
	}
	if c.Women != nil {
		after.Women = *c.Women
	}
	if len(c.Joined)+len(c.Left)+len(c.Hired)+len(c.Dismissed) == 0 && (c.Chair == "" || c.Chair == s.Chair) && after == s.Makeup {
		return nil, ErrNothingChanged
	}
	if err := checkLeaving(c.Left, s.Members, "left"); err != nil {
		return nil, err
	}
	if err := checkLeaving(c.Dismissed, s.Hired, "dismissed"); err != nil {
		return nil, err
	}
	members, hired := with(s.Members, nil, c.Left), with(s.Hired, nil, c.Dismissed)
	if err := checkPeople(c.Joined, append(slices.Clone(members), hired...), MaxMembers+MaxHired, ErrMemberCount, "joined"); err != nil {
		return nil, err
	}
	members = append(members, accounts(c.Joined)...)
	if err := checkPeople(c.Hired, append(slices.Clone(hired), members...), MaxMembers+MaxHired, ErrHiredCount, "hired"); err != nil {
		return nil, err
	}
	chair := c.Chair
	if chair == "" {
		chair = s.Chair
	}
	switch {
	case len(members) < MinMembers:
		return nil, ErrTooFew.On("left")
	case len(members) > MaxMembers:
		return nil, ErrTooMany.On("joined")
	case len(hired)+len(c.Hired) > MaxHired:
		return nil, ErrHiredCount.On("hired")
	case !slices.Contains(members, chair):
		return nil, ErrChairNeeded.On("chair")
	case c.Women == nil && c.mayChangeWomen(s):
		return nil, ErrWomenNeeded.On("women")
	case after.Women < 0 || after.Women > len(members):
		return nil, ErrWomen.On("women")
	}
	return []Event{&ChangedV1{
		When: c.when(), Codes: CodesVersion, Chair: chair, Women: after.Women, MultiEthnic: c.MultiEthnic, Minority: minority,
		Warnings: after.Warnings(calendar.DateOf(c.OccurredAt)), Joined: c.Joined, Left: c.Left, Hired: c.Hired, Dismissed: c.Dismissed,
	}}, nil
}

// mayChangeWomen reports whether nobody knows how many women there are afterwards: they are counted, and not known one by one.
func (c Change) mayChangeWomen(s State) bool {
	return len(c.Joined) > 0 || len(c.Left) > 0 && s.Women > 0
}

// visible refuses what is not there for the actor.
func (s State) visible(a Act) error {
	if s.Unit == "" || !a.ActingUnit.Covers(s.Unit) {
		return ErrNotFound
	}
	return nil
}

// compose checks a committee for a term.
func (a Act) compose(t Term) (Composition, error) {
	if err := a.checkTimes(); err != nil {
		return Composition{}, err
	}
	from := calendar.DateOf(a.OccurredAt)
	if t.From != "" {
		begin, err := entry.Day(t.From, "term_from")
		if err != nil {
			return Composition{}, err
		}
		from = calendar.DateOf(begin)
	}
	switch n := len(t.Members); {
	case n < MinMembers:
		return Composition{}, ErrTooFew.On("members")
	case n > MaxMembers:
		return Composition{}, ErrTooMany.On("members")
	case t.Women < 0 || t.Women > n:
		return Composition{}, ErrWomen.On("women")
	}
	if err := checkPeople(t.Members, nil, MaxMembers, ErrTooMany, "members"); err != nil {
		return Composition{}, err
	}
	if !slices.Contains(accounts(t.Members), t.Chair) {
		return Composition{}, ErrChairNeeded.On("chair")
	}
	makeup := Makeup{Women: t.Women, MultiEthnic: t.MultiEthnic, Minority: t.Minority}
	if err := makeup.expects(t.Minority); err != nil {
		return Composition{}, err
	}
	ends := calendar.On(from.Year()+TermYears, from.Month(), from.Day())
	switch on := calendar.DateOf(a.OccurredAt); {
	case calendar.On(on.Year()+1, on.Month(), on.Day()).Before(from):
		return Composition{}, ErrTermFar.On("term_from")
	case ends.Before(on):
		return Composition{}, ErrTermOver.On("term_from")
	}
	makeup.TermEndsOn = ends
	return Composition{
		TermFrom: from, TermEndsOn: ends, Chair: t.Chair, Women: t.Women, MultiEthnic: t.MultiEthnic, Minority: t.Minority, Members: t.Members,
		Warnings: makeup.Warnings(calendar.DateOf(a.At)),
	}, nil
}

// checkPeople checks people who come, beside those who are there.
func checkPeople(people []Person, there []string, most int, tooMany *fault.Error, list string) error {
	if len(people) > most {
		return tooMany.On(list)
	}
	seen := slices.Clone(there)
	for i, p := range people {
		switch {
		case !IsAccount(p.Account):
			return ErrAccountFormat.On(fmt.Sprintf("%s[%d].account", list, i))
		case slices.Contains(seen, p.Account):
			return ErrAccountTwice.On(fmt.Sprintf("%s[%d].account", list, i))
		case !p.Name.Present():
			return ErrNameNeeded.On(fmt.Sprintf("%s[%d].name", list, i))
		}
		seen = append(seen, p.Account)
	}
	return nil
}

func checkLeaving(leaving []Leaving, there []string, list string) error {
	for i, l := range leaving {
		again := slices.ContainsFunc(leaving[:i], func(x Leaving) bool { return x.Account == l.Account })
		if again || !slices.Contains(there, l.Account) {
			return ErrNoSuchAccount.On(fmt.Sprintf("%s[%d].account", list, i))
		}
		if !reasons.Has(l.Reason) {
			return ErrUnknownReason.On(fmt.Sprintf("%s[%d].reason", list, i))
		}
	}
	return nil
}

// IsCode reports whether s can be the code of a committee within its unit: lower-case letters, digits and dashes, a letter first.
func IsCode(s string) bool {
	return s != "" && len(s) <= 32 && s[0] >= 'a' && s[0] <= 'z' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// IsAccount reports whether s can be the id of an account: letters, digits and a few signs, a letter first, or a UUID. It stands in
// the log in the clear, so what looks like a name, a phone or a citizen number does not pass.
func IsAccount(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' && strings.Trim(s, "0123456789abcdef-") == "" {
		return true
	}
	return s != "" && len(s) <= 64 && strings.IndexByte(letters, s[0]) >= 0 && strings.Trim(s, letters+"0123456789._@-") == ""
}
