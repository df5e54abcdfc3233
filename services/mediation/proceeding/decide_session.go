package proceeding

import "fmt"

// maxSessionMinutes is a day: longer is a slip of the keyboard.
const maxSessionMinutes = 24 * 60

func holdSession(s State, c HoldSession) ([]Event, error) {
	if err := s.toMediator(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	if err := s.ready(); err != nil {
		return nil, err
	}
	held := c.Mediators
	if len(held) == 0 {
		held = []string{s.acting(c.By)}
	}
	switch {
	case !places.Has(c.Place):
		return nil, ErrUnknownPlace.On("place")
	case c.MinutesLong < 0 || c.MinutesLong > maxSessionMinutes:
		return nil, ErrDuration.On("minutes_long")
	case len(c.Attended) == 0:
		return nil, ErrAttendanceNeeded.On("attended")
	}
	if err := checkParties(c.Attended, s.Parties, "attended"); err != nil {
		return nil, err
	}
	if checkParties(c.Invited, s.Invited, "") != nil {
		return nil, ErrNoSuchInvited.On("invited")
	}
	if err := s.checkMediators(held, "mediators"); err != nil {
		return nil, err
	}
	for i, n := range c.Notes {
		if n.Party < 0 || n.Party >= s.Parties {
			return nil, ErrNoSuchParty.On(fmt.Sprintf("notes[%d].party", i))
		}
		if !n.Text.Present() {
			return nil, ErrNoteNeeded.On(fmt.Sprintf("notes[%d].text", i))
		}
	}
	return []Event{&SessionHeldV1{
		When: c.when(), Of: s.Of, Codes: CodesVersion, Number: s.Sessions + 1, Place: c.Place, MinutesLong: c.MinutesLong,
		Attended: SetOf(c.Attended).Places(), Mediators: held, Invited: SetOf(c.Invited).Places(), Public: c.Public, Minutes: c.Minutes, Notes: c.Notes,
	}}, nil
}
