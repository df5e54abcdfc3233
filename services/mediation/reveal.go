package mediation

import (
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/mediation/proceeding"
)

// revealed folds the personal part of opened steps. What the sides said in confidence is only for who sees all.
func revealed(steps []step, sees sight) *mediationv1.ProceedingPersonal {
	p := &mediationv1.ProceedingPersonal{}
	for _, st := range steps {
		switch e := st.event.(type) {
		case *proceeding.OpenedV1:
			p.Matter = plain(e.Matter)
			if r := e.Referral; r != nil {
				p.Referrer, p.ReferrerNumber = plain(r.Referrer), plain(r.Number)
			}
			for _, party := range e.Parties {
				p.Parties = append(p.Parties, revealedParty(party))
			}
			for _, m := range e.Mediators {
				p.Mediators = append(p.Mediators, plain(m.Name))
			}
		case *proceeding.SessionHeldV1:
			p.Minutes = append(p.Minutes, plain(e.Minutes))
			if sees == sightFull && len(e.Notes) > 0 {
				p.Notes = append(p.Notes, notesOf(e))
			}
		case *proceeding.AgreementRecordedV1:
			p.Terms, p.Remaining, p.Obligations = plain(e.Terms), plain(e.Remaining), nil
			for _, o := range e.Obligations {
				p.Obligations = append(p.Obligations, plain(o.What))
			}
		case *proceeding.FailedV1:
			p.OutcomeNote = plain(e.Note)
		case *proceeding.WithdrawnV1:
			p.OutcomeNote = plain(e.Note)
		case *proceeding.RefusedV1:
			p.OutcomeNote = plain(e.Note)
		case *proceeding.TerminatedV1:
			p.OutcomeNote = plain(e.Note)
		default: // the others hold nothing personal
		}
	}
	return p
}

func notesOf(e *proceeding.SessionHeldV1) *mediationv1.SessionNotes {
	out := &mediationv1.SessionNotes{Session: uint32(e.Number)} //nolint:gosec // G115: no proceeding has that many
	for _, n := range e.Notes {
		out.Notes = append(out.Notes, &mediationv1.ConfidentialNote{Party: uint32(n.Party), Text: plain(n.Text)}) //nolint:gosec // G115: the rules bound it
	}
	return out
}

func revealedParty(p proceeding.Party) *mediationv1.Party {
	out := &mediationv1.Party{Name: plain(p.Name), Phone: plain(p.Phone), IdNumber: plain(p.IDNumber), Address: plain(p.Address)}
	switch p.Role {
	case proceeding.Applicant:
		out.Role = mediationv1.PartyRole_PARTY_ROLE_APPLICANT
	case proceeding.Respondent:
		out.Role = mediationv1.PartyRole_PARTY_ROLE_RESPONDENT
	case proceeding.OtherParty:
		out.Role = mediationv1.PartyRole_PARTY_ROLE_OTHER
	}
	switch p.Kind {
	case proceeding.Person:
		out.Kind = mediationv1.PartyKind_PARTY_KIND_PERSON
	case proceeding.Body:
		out.Kind = mediationv1.PartyKind_PARTY_KIND_BODY
	}
	return out
}
