// Package roster holds the rules of a people's mediation committee 人民调解委员会 and its mediators 花名册.
//
//	          Establish               Change, Renew
//	(absent) ───────────► established ─────────────┐
//	                          ▲                    │
//	                          └────────────────────┘
//
// The law (人民调解法): 3 to 9 members, one of them the chair, women among them, in areas of several ethnic groups a member of a smaller
// one (Art. 8), a term of three years (Art. 9), and mediators that the committee hires beside them (Art. 13). Numbers that the law gives
// are refused when they are not kept. What it wishes and the committee cannot always have is accepted with a warning that stays visible:
// no woman, no such member, a term that has expired since.
//
// Accounts are clear, names are sealed. How many women there are is counted; who they are is not recorded, so that the number is
// given anew whenever members come or go. To which group anybody belongs is recorded nowhere: a committee says yes or no for all of its members
// together, and one of any other area is not asked.
package roster

import (
	"slices"
	"time"

	"anjie.internal/services/internal/decider"
	"anjie.internal/services/internal/unit"
)

// What the law says in numbers.
const (
	MinMembers = 3
	MaxMembers = 9
	TermYears  = 3
)

// MaxHired bounds the mediators that a committee hires.
const MaxHired = 60

// State is what the rules need to remember.
type State struct {
	Unit      unit.Code // empty: not established
	Committee string
	Makeup
	Chair   string   // account of a member
	Members []string // accounts
	Hired   []string
	LastAt  time.Time // the latest claimed time
}

// Decider is the whole of the rules in the shape that the command loop runs.
func Decider() decider.Decider[State, Command, Event] {
	return decider.Decider[State, Command, Event]{
		Initial: func() State { return State{} },
		Decide:  Decide,
		Evolve:  Evolve,
	}
}

// Evolve returns the state after an event. It never refuses, and never changes what the state before points to.
func Evolve(s State, e Event) State {
	switch e := e.(type) {
	case *EstablishedV1:
		s.Unit, s.Committee, s.Hired = e.Unit, e.Committee, accounts(e.Hired)
		return s.composed(e.When, e.Composition)
	case *RenewedV1:
		return s.composed(e.When, e.Composition)
	case *ChangedV1:
		s.Members = with(s.Members, e.Joined, e.Left)
		s.Hired = with(s.Hired, e.Hired, e.Dismissed)
		s.Women, s.Chair = e.Women, e.Chair
		s.Makeup = s.changed(e.Left, e.MultiEthnic, e.Minority)
		s.LastAt = latest(s.LastAt, e.OccurredAt)
	}
	return s
}

func (s State) composed(w When, c Composition) State {
	s.TermEndsOn, s.Chair, s.Members, s.Women = c.TermEndsOn, c.Chair, accounts(c.Members), c.Women
	// An area stays what it is when a term ends.
	s.MultiEthnic, s.Minority = s.MultiEthnic || c.MultiEthnic, c.Minority
	s.LastAt = latest(s.LastAt, w.OccurredAt)
	// Who becomes a member is no longer hired.
	s.Hired = slices.DeleteFunc(slices.Clone(s.Hired), func(a string) bool { return slices.Contains(s.Members, a) })
	return s
}

// with is a copy of the list with some more and some fewer.
func with(list []string, more []Person, fewer []Leaving) []string {
	var out []string
	for _, a := range list {
		if !slices.ContainsFunc(fewer, func(l Leaving) bool { return l.Account == a }) {
			out = append(out, a)
		}
	}
	return append(out, accounts(more)...)
}

func accounts(people []Person) []string {
	var out []string
	for _, p := range people {
		out = append(out, p.Account)
	}
	return out
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
