package proceeding

import "anjie.internal/services/internal/personal"

// maxReferrals is more than any dispute is handed over.
const maxReferrals = 20

// Refer records that the body hands the dispute over to another one.
type Refer struct {
	Act
	To        string
	Consented []int
	ReturnBy  string // civil date; empty: none was set
	Body      *personal.Field
	Number    *personal.Field
	Note      *personal.Field
}

func (Refer) command() {}

// refer hands over what this body is done with: while a proceeding is open the dispute has one body that mediates, and no other. The
// parties agree to it (宁波市人民调解条例 2015 Art. 19).
func refer(s State, c Refer) ([]Event, error) {
	if err := s.toWindow(c.Act); err != nil {
		return nil, err
	}
	if s.Phase == Archived {
		return nil, ErrArchived
	}
	if err := s.over(c.Act); err != nil {
		return nil, err
	}
	switch {
	case s.Referred >= maxReferrals:
		return nil, ErrReferredOften
	case !referrers.Has(c.To):
		return nil, ErrUnknownReferrer.On("to")
	case !c.Body.Present():
		return nil, ErrReferredBody.On("body")
	case !c.Number.Present():
		return nil, ErrReferredBody.On("number")
	}
	if err := s.agreedBy(c.Consented, ErrReferralConsent); err != nil {
		return nil, err
	}
	e := &ReferredV1{
		When: c.when(), Of: s.Of, Codes: CodesVersion, To: c.To, Consented: SetOf(c.Consented).Places(), Body: c.Body, Number: c.Number, Note: c.Note,
	}
	if c.ReturnBy == "" {
		return []Event{e}, nil
	}
	var err error
	if e.ReturnBy, err = readDay(c.ReturnBy, "return_by"); err != nil {
		return nil, err
	}
	if e.ReturnBy.Before(c.day()) {
		return nil, ErrReturnBefore.On("return_by")
	}
	return []Event{e}, nil
}
