package scenario_test

import (
	"testing"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/mediation/proceeding"
)

// TestServicesMeanTheSameByACode: services do not import each other, so that the tables of what they tell each other stand twice.
func TestServicesMeanTheSameByACode(t *testing.T) {
	var modes codetable.Table
	for _, m := range proceeding.Modes() {
		modes = append(modes, m.Entry)
	}
	for name, test := range map[string]struct{ mediation, intake codetable.Table }{
		"channels":  {proceeding.Channels(), dispute.Channels()},
		"referrers": {proceeding.Referrers(), dispute.Referrers()},
		"modes":     {modes, profile.Modes()},
	} {
		for _, e := range test.mediation {
			if known, _ := test.intake.Find(e.Code); known != e {
				t.Errorf("%s: mediation has %+v, intake %+v", name, e, known)
			}
		}
	}
	for _, e := range proceeding.Channels() {
		if m, i := proceeding.ReferrerOf(e.Code), dispute.ReferrerOf(e.Code); m != i {
			t.Errorf("%s comes from %q for mediation, from %q for intake", e.Code, m, i)
		}
	}
	for _, e := range proceeding.Outcomes() {
		class := dispute.ClassOf(e.Code)
		if e.Code == proceeding.NotTakenOn {
			continue // no fact tells of it
		}
		if !class.Mediated() && class != dispute.Neither {
			t.Errorf("intake does not learn that a proceeding ended with %s", e.Code)
		}
	}
}
