package proceeding

import "slices"

// Paper is a line of the dossier's checklist.
type Paper struct {
	Code     string
	Required bool
	Recorded bool // what it says stands in the log
	Filed    bool // the paper itself lies in the dossier
}

// Missing reports whether it must be there and is not.
func (p Paper) Missing() bool { return p.Required && !p.Recorded && !p.Filed }

// Checklist is what the dossier of a proceeding needs 卷宗 (Art. 27), with what is there.
func (s State) Checklist() []Paper {
	effective := !s.EffectiveAt.IsZero()
	performed := len(s.Obligations) > 0 && !slices.ContainsFunc(s.Obligations, func(o Owing) bool { return !o.Closed() })
	told := s.Outcome == NoAgreement || s.Outcome == LimitExpired || s.Outcome == NotSigned || s.Outcome == Terminated
	list := []Paper{
		{Code: "D01", Required: s.Basis == OnApplication},
		{Code: "D02", Required: s.Outcome != NotTakenOn, Recorded: s.Outcome != NotTakenOn},
		{Code: "D03"},
		{Code: "D04", Required: s.Sessions > 0, Recorded: s.Sessions > 0 && len(s.Held.Unwritten) == 0},
		{Code: "D05", Required: effective && s.Draft.Form == Written},
		{Code: "D06", Required: effective, Recorded: s.FollowedUp},
		{Code: "D07", Required: s.Basis == OnReferral},
		{Code: "D08", Required: told},
		{Code: "D09", Required: s.Confirmation != ""},
		{Code: "D10", Required: effective && len(s.Obligations) > 0, Recorded: effective && performed},
		{Code: "D99"},
	}
	for i := range list {
		list[i].Filed = slices.Contains(s.Filed, list[i].Code)
	}
	return list
}

func filePaper(s State, c FilePaper) ([]Event, error) {
	if err := s.toWindow(c.Act); err != nil {
		return nil, err
	}
	if s.Phase == Archived {
		return nil, ErrArchived
	}
	if err := s.since(c.Act); err != nil {
		return nil, err
	}
	switch {
	case !papers.Has(c.Paper):
		return nil, ErrUnknownPaper.On("paper")
	case c.SHA256 != "" && !isSHA256(c.SHA256):
		return nil, ErrDigestFormat.On("sha256")
	}
	return []Event{&PaperFiledV1{When: c.when(), Codes: CodesVersion, Paper: c.Paper, SHA256: c.SHA256, Note: c.Note}}, nil
}

func archive(s State, c Archive) ([]Event, error) {
	if err := s.toOfficer(c.Act); err != nil {
		return nil, err
	}
	if s.Phase == Archived {
		return nil, ErrArchived
	}
	if err := s.over(c.Act); err != nil {
		return nil, err
	}
	var missing []string
	for _, p := range s.Checklist() {
		if p.Missing() {
			missing = append(missing, p.Code)
		}
	}
	switch {
	case !retentions.Has(c.Retention):
		return nil, ErrUnknownRetention.On("retention")
	case c.Reason != "" && !incompleteReasons.Has(c.Reason):
		return nil, ErrUnknownIncomplete.On("reason")
	case len(missing) > 0 && c.Reason == "":
		return nil, ErrDossierIncomplete
	case len(missing) == 0 && c.Reason != "":
		return nil, ErrDossierComplete.On("reason")
	}
	return []Event{&ArchivedV1{When: c.when(), Codes: CodesVersion, Retention: c.Retention, Missing: missing, Reason: c.Reason}}, nil
}
