package dispute

// AdmitProceeding refuses the opening of a mediation proceeding by what the dispute is now: it must be open, and of a kind that may
// be mediated. Matters of law bodies and of discipline go another way from the beginning, not only at the conclusion.
func AdmitProceeding(s State) error {
	if !s.Phase.Open() {
		return obstacle(s.Phase, verbConclude)
	}
	if !Mediable(s.Exchange) {
		return ErrMediationBarred
	}
	return nil
}
