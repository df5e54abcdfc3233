package profile

import (
	"fmt"
	"time"

	"anjie.internal/services/internal/decider"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/unit"
)

// The refusals of publishing. Their codes are a contract with clients and never change.
var (
	ErrCityNotYours = fault.New(fault.Forbidden, "unit-not-yours",
		"该城市不在您所属机构之下。", "The city is not within your own unit.")
	ErrVersion = fault.New(fault.Refused, "profile-version-passed",
		"该配置已有他人发布的新版本，请先比较差异再发布。", "Another version has been published meanwhile: compare before you publish.")
	ErrUnchanged = fault.New(fault.Refused, "profile-unchanged",
		"与已发布的版本完全相同，未发布。", "It equals the published version; nothing was published.")
	// ErrInvalid is matched by every refusal of a profile with problems; the fault that is returned names the first of them.
	ErrInvalid = fault.New(fault.Invalid, "profile-invalid",
		"配置有误，未发布。", "The profile is not valid and was not published.")
)

// State is what publishing needs to remember: the newest version.
type State struct{ Newest *Profile }

// Version is the newest version, 0 before the first.
func (s State) Version() int {
	if s.Newest == nil {
		return 0
	}
	return s.Newest.Version
}

// Command is what can be asked of a city's profile.
//
//sumtype:decl
type Command interface{ command() }

// Publish makes a profile the newest version. The command owns the profile.
type Publish struct {
	At time.Time // the server's clock
	// ActingUnit is the actor's unit; the city must lie within it.
	ActingUnit unit.Code
	// Expected is the version that the author has seen, 0 for none.
	Expected int
	// Profile without a version.
	Profile *Profile
}

func (Publish) command() {}

// Event is what can happen to a city's profile.
//
//sumtype:decl
type Event interface{ event() }

// PublishedV1 is stored as profile-published-v1. It holds the whole profile: an old version is read without those before it.
type PublishedV1 struct {
	RecordedAt time.Time `json:"recordedAt"`
	Profile    *Profile  `json:"profile"`
}

func (*PublishedV1) event() {}

// Decider is the rules of publishing in the shape that the command loop runs.
func Decider() decider.Decider[State, Command, Event] {
	return decider.Decider[State, Command, Event]{
		Initial: func() State { return State{} },
		Decide:  Decide,
		Evolve:  Evolve,
	}
}

// Decide answers a command with events or a refusal.
func Decide(s State, c Command) ([]Event, error) {
	switch c := c.(type) {
	case Publish:
		return publish(s, c)
	}
	return nil, fmt.Errorf("profile: no rule for %T", c)
}

func publish(s State, c Publish) ([]Event, error) {
	p := c.Profile
	if p.City.Valid() && !c.ActingUnit.Covers(p.City) { // what is no city at all is refused as that
		return nil, ErrCityNotYours.On("profile.city")
	}
	if c.Expected != s.Version() {
		return nil, ErrVersion.On("expected_version")
	}
	if problems := Validate(p); len(problems) > 0 {
		return nil, invalid(problems)
	}
	if s.Newest != nil && len(Diff(s.Newest, p)) == 0 {
		return nil, ErrUnchanged.On("profile")
	}
	published := p.normalised()
	published.Version = s.Version() + 1
	return []Event{&PublishedV1{RecordedAt: c.At.UTC(), Profile: published}}, nil
}

// invalid names the first problem, and how many there are.
func invalid(problems []Problem) error {
	first := problems[0]
	return fault.New(ErrInvalid.Kind, ErrInvalid.Code,
		fmt.Sprintf("配置有%d处问题，未发布；第一处：%s", len(problems), first.Zh),
		fmt.Sprintf("The profile has %d problems and was not published; the first: %s", len(problems), first.En),
	).On("profile." + first.Path)
}

// Evolve returns the state after an event. It never refuses.
func Evolve(s State, e Event) State {
	switch e := e.(type) {
	case *PublishedV1:
		s.Newest = e.Profile
	}
	return s
}
