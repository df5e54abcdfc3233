// Package profile holds what a city decides for itself: its units of all tiers, departments and posts, its catalogue of
// matters, local categories, limits, the routing table and days of its own in the calendar. A city profile is published as
// a whole, version after version; what was decided under an older version keeps its version.
//
//	Validate    every problem that forbids a profile to be published
//	Warnings    what may be published and should be known: cases that no rule routes (Coverage), and the like
//	Diff        what changed from one profile to another, for people; no difference is equality
//	Open        makes a profile ready to be asked: Resolve and Explain route a case, LimitFor and Limit compute limits
//	Decide      the rules of publishing: a dense version, nobody's work overwritten, nothing published twice
//
// A profile stands in the log in clear text for ever. It names bodies, never persons: posts are held by account ids, names are
// those of units, departments and matters, and every text is short, of few characters, and refused when it holds a phone or a
// citizen number.
//
// The package is pure.
package profile

import (
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

// Profile is what a city decides for itself. Its JSON form is stored in profile-published-v1 and never changes.
type Profile struct {
	// City is the unit at the top: a city as a rule, a county or a district where one keeps a profile of its own.
	City unit.Code `json:"city"`
	// Version counts the published profiles of the city from 1, without holes. It is given by Publish, not by its author.
	Version int `json:"version"`
	// EffectiveFrom is the Beijing day from which it holds. It may lie in the past, for what is entered late.
	EffectiveFrom calendar.Date `json:"effectiveFrom"`
	// Units of all tiers, the city included.
	Units       []Unit       `json:"units"`
	Departments []Department `json:"departments"`
	Posts       []Post       `json:"posts"`
	Matters     []Matter     `json:"matters"`
	// Categories are local children of the national categories.
	Categories []Category `json:"categories"`
	// Scale says from how many people on a dispute is a group's and a major one; the zero value leaves that to the default.
	Scale  Scale       `json:"scale,omitzero"`
	Limits []LimitRule `json:"limits"`
	Routes []Route     `json:"routes"`
	// Notices are further notices on days off, in the format of internal/calendar/notices.txt. Those that this program knows by
	// itself go before them.
	Notices string `json:"notices"`
	// DaysOff are decisions of areas on their own days.
	DaysOff []DayOff `json:"daysOff"`
}

// Unit is a node of the organisation tree. Its tier and what is above it follow from the code.
type Unit struct {
	Code unit.Code `json:"code"`
	Name string    `json:"name"`
	// From and To are the first and the last day on which it exists, both included; the zero value leaves a side open.
	From calendar.Date `json:"from,omitzero"`
	To   calendar.Date `json:"to,omitzero"`
	// Predecessors are the units whose powers it carries on after they were merged, split or revoked (信访工作条例 Art. 24).
	Predecessors []unit.Code `json:"predecessors,omitempty"`
}

// In reports whether the unit exists on a day; the zero day asks nothing.
func (u Unit) In(day calendar.Date) bool {
	return day.IsZero() || !day.Before(u.From) && (u.To.IsZero() || !day.After(u.To))
}

// Department is a functional body that handles dispatched cases. One entry stands for all units of some tiers, or for named
// units, or both: 司法局 of the city and of every county is one entry.
type Department struct {
	Code string `json:"code"`
	// Name is what it is called behind the name of its unit: 司法局.
	Name string `json:"name"`
	// At are tiers every unit of which has such a department, Units further units that have one.
	At    []string    `json:"at,omitempty"`
	Units []unit.Code `json:"units,omitempty"`
	// Competent are the categories that it handles; empty for any.
	Competent []string `json:"competent,omitempty"`
}

// Post is a function in a unit or a department with its two holders: B acts for A when A is away.
type Post struct {
	Unit unit.Code `json:"unit"`
	// Department is empty for a post of the unit's centre.
	Department string `json:"department,omitempty"`
	Code       string `json:"code"`
	Name       string `json:"name"`
	// A and B are account ids, the pseudonyms that stand in tokens. They are never names.
	A string `json:"a"`
	B string `json:"b,omitempty"`
}

// Matter is an entry of the catalogue: something that people come for, with the department that owns it. A class has a code
// like M07, an item of it one like M07.02.
type Matter struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	Department string `json:"department"`
}

// Category is a local child of a national category: A05.01 below A05.
type Category struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Scale are the thresholds of 一般群体性事件 (02) and 重大群体性事件 (03), in people involved.
type Scale struct {
	Group int `json:"group"`
	Major int `json:"major"`
}

// Thresholds are those that hold: the city's own, or the default.
func (s Scale) Thresholds() dispute.Thresholds { return dispute.Thresholds(s).OrDefault() }

// LimitRule says how long something may take. Its conditions are alternatives within a list, and together across lists; an
// empty list asks nothing. Of the rules of a kind that apply to a case the one with the most conditions holds.
type LimitRule struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`

	Categories   []string `json:"categories,omitempty"`
	Complexities []string `json:"complexities,omitempty"`
	// Modes of mediation, by which early profiles told limits of mediation apart. They are not published any more.
	Modes []string `json:"modes,omitempty"`

	Clock string `json:"clock"`
	// Target is what is aimed at, Amount what must be kept: 7 of 10 working days. Without a target it is 0.
	Target int `json:"target,omitzero"`
	Amount int `json:"amount"`
	// Source is the legal or local rule that it stands on.
	Source string `json:"source"`
}

// Route is a rule of the routing table. Conditions are as those of LimitRule. Of the rules that apply to a case the one with the
// lowest priority number holds.
type Route struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Priority int    `json:"priority"`

	// Categories hold for their local children too.
	Categories []string `json:"categories,omitempty"`
	// Areas are units: the rule is for cases in them or below.
	Areas        []unit.Code `json:"areas,omitempty"`
	Scales       []string    `json:"scales,omitempty"`
	Complexities []string    `json:"complexities,omitempty"`
	Channels     []string    `json:"channels,omitempty"`

	Lead      Place   `json:"lead"`
	Assisting []Place `json:"assisting,omitempty"`
	// Limit is the id of a limit rule of the kind "handle"; empty for the one that applies to the case.
	Limit string `json:"limit,omitempty"`
}

// Place says who handles, seen from where the case is: a department of the unit or of the nearest unit above that has it.
type Place struct {
	// Department is its code; empty for a unit's centre, which every unit has.
	Department string `json:"department,omitempty"`
	// From is the tier at which the search begins; empty for the unit itself. A case higher up begins where it is.
	From string `json:"from,omitempty"`
}

// DayOff is a decision of an area's authority on its own days, as calendar.Override has it.
type DayOff struct {
	// Area is the beginning of unit codes: 64, 6403, 640323.
	Area   string        `json:"area"`
	Name   string        `json:"name"`
	Worked bool          `json:"worked,omitzero"`
	From   calendar.Date `json:"from"`
	To     calendar.Date `json:"to"`
	Source string        `json:"source"`
}
