package dispute

import "slices"

// openProceeding notes mediation's fact: from then on the dispute waits for the end of the proceeding. A fact that comes twice, or
// after the end, changes nothing.
func openProceeding(s State, c OpenProceeding) ([]Event, error) {
	if err := checkProceeding(c.Proceeding, c.Mode); err != nil {
		return nil, err
	}
	if !made(c.Codes, 16, digits+"-") {
		return nil, ErrCodesForm.On("codes")
	}
	if !s.Phase.Open() || s.Running.ID == c.Proceeding || slices.Contains(s.Proceedings, c.Proceeding) {
		return nil, nil
	}
	return []Event{&ProceedingOpenedV1{When: c.when(), Codes: c.Codes, Proceeding: c.Proceeding, Mode: c.Mode}}, nil
}

func checkProceeding(id, mode string) error {
	if err := checkID(id, "proceeding"); err != nil {
		return err
	}
	if !made(mode, 32, letters+digits+"-") {
		return ErrModeForm.On("mode")
	}
	return nil
}

// endProceeding notes mediation's fact. A fact that comes twice, or after the end, changes nothing. Success, and the parties'
// own end of it, conclude the dispute at once unless something is in the way; whatever else leaves it open for the next route.
func endProceeding(s State, c EndProceeding) ([]Event, error) {
	if err := checkProceeding(c.Proceeding, c.Mode); err != nil {
		return nil, err
	}
	class := ClassOf(c.Outcome)
	if !class.Mediated() && class != Neither {
		return nil, ErrUnknownOutcome.On("outcome")
	}
	if !s.Phase.Open() || slices.Contains(s.Proceedings, c.Proceeding) {
		return nil, nil
	}
	return s.follow(c.Act, &ProceedingEndedV1{When: c.when(), Codes: codes(c.At).Version, Proceeding: c.Proceeding, Mode: c.Mode, Outcome: c.Outcome}), nil
}
