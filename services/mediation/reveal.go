package mediation

import (
	"cmp"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/mediation/proceeding"
)

// revealed folds the personal part of opened steps. What the sides said in confidence is only for who sees all.
func revealed(steps []step, mediators []string, sees sight) *mediationv1.ProceedingPersonal {
	p := &mediationv1.ProceedingPersonal{}
	names := map[string]string{} // of mediators, by account
	for _, st := range steps {
		switch e := st.event.(type) {
		case *proceeding.OpenedV1:
			came(p, e.Matter, e.Referral, e.Parties)
			named(names, e.Mediators)
		case *proceeding.DeclinedV1:
			came(p, e.Matter, e.Referral, e.Parties)
			p.OutcomeNote = plain(e.Note)
		case *proceeding.AssignedV1:
			named(names, e.Mediators)
		case *proceeding.InvitedV1:
			for _, i := range e.Persons {
				p.Invited = append(p.Invited, plain(i.Name))
			}
		case *proceeding.SessionHeldV1:
			p.Minutes = append(p.Minutes, plain(e.Minutes))
			if sees == sightFull && len(e.Notes) > 0 {
				p.Notes = append(p.Notes, notesOf(e))
			}
		case *proceeding.SupplementedV1:
			supplemented(p, names, e)
		case *proceeding.AgreementRecordedV1:
			p.Terms, p.Remaining, p.Obligations = plain(e.Terms), plain(e.Remaining), nil
			for _, o := range e.Obligations {
				p.Obligations = append(p.Obligations, plain(o.What))
			}
		case *proceeding.ChangedV1:
			p.Obligations = append(p.Obligations, plain(e.New.What))
		case *proceeding.ConfirmationAppliedV1:
			p.Court = plain(e.Court)
		case *proceeding.ConfirmationDecidedV1:
			p.CourtNumber = plain(e.Number)
		case *proceeding.FailedV1:
			p.OutcomeNote = plain(e.Note)
		case *proceeding.WithdrawnV1:
			p.OutcomeNote = plain(e.Note)
		case *proceeding.RefusedV1:
			p.OutcomeNote = plain(e.Note)
		case *proceeding.TerminatedV1:
			p.OutcomeNote = plain(e.Note)
		default: // the others have notes at most
		}
		if text := plain(noteOf(st.event)); text != "" {
			p.StepNotes = append(p.StepNotes, &mediationv1.StepNote{Revision: st.rec.Revision, Text: text})
		}
	}
	for _, a := range mediators {
		p.Mediators = append(p.Mediators, names[a])
	}
	return p
}

// came fills in what came in.
func came(p *mediationv1.ProceedingPersonal, matter *personal.Field, r *proceeding.Referral, parties []proceeding.Party) {
	p.Matter = plain(matter)
	if r != nil {
		p.Referrer, p.ReferrerNumber = plain(r.Referrer), plain(r.Number)
	}
	for _, party := range parties {
		p.Parties = append(p.Parties, revealedParty(party))
	}
}

// supplemented fills in what was missing.
func supplemented(p *mediationv1.ProceedingPersonal, names map[string]string, e *proceeding.SupplementedV1) {
	for _, x := range e.Parties {
		party := p.GetParties()[x.Party]
		party.Phone = cmp.Or(party.GetPhone(), plain(x.Phone))
		party.IdNumber = cmp.Or(party.GetIdNumber(), plain(x.IDNumber))
		party.Address = cmp.Or(party.GetAddress(), plain(x.Address))
	}
	named(names, e.Mediators)
	for _, m := range e.Sessions {
		p.Minutes[m.Session-1] = plain(m.Text)
	}
	p.Claims = cmp.Or(plain(e.Claims), p.GetClaims())
	p.Disputed = cmp.Or(plain(e.Disputed), p.GetDisputed())
	p.Responsibility = cmp.Or(plain(e.Responsibility), p.GetResponsibility())
}

func named(names map[string]string, mediators []proceeding.Mediator) {
	for _, m := range mediators {
		names[m.Account] = plain(m.Name)
	}
}

// noteOf is what was noted at a step that is not shown elsewhere.
func noteOf(e proceeding.Event) *personal.Field {
	switch e := e.(type) {
	case *proceeding.RecusedV1:
		return e.Grounds
	case *proceeding.ChallengedV1:
		return e.Grounds
	case *proceeding.ChallengeDecidedV1:
		return e.Grounds
	case *proceeding.SuspendedV1:
		return e.Note
	case *proceeding.ExtendedV1:
		return e.Note
	case *proceeding.PerformedV1:
		return e.Note
	case *proceeding.DefaultedV1:
		return e.Note
	case *proceeding.ChangedV1:
		return e.Note
	case *proceeding.SupervisedV1:
		return e.Note
	case *proceeding.ConfirmationDecidedV1:
		return e.Note
	case *proceeding.FollowedUpV1:
		return e.Note
	case *proceeding.FedBackV1:
		return e.Note
	case *proceeding.AnsweredV1:
		return e.Note
	case *proceeding.ReferredV1:
		return e.Note
	case *proceeding.RiskReportedV1:
		return e.Note
	case *proceeding.PaperFiledV1:
		return e.Note
	default: // the others have none
		return nil
	}
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
