package intake

import (
	"testing"

	"anjie.internal/services/internal/identity"
)

func TestWhoSeesPersonalParts(t *testing.T) {
	tests := map[string]struct {
		role string
		open bool
		want sight
	}{
		"a clerk sees an open dispute in full":   {identity.RoleClerk, true, sightFull},
		"a clerk sees a closed one masked":       {identity.RoleClerk, false, sightMasked},
		"a dispatcher sees all in full":          {identity.RoleDispatcher, false, sightFull},
		"a mediator sees what it reaches":        {identity.RoleMediator, true, sightFull},
		"a committee chair sees what it reaches": {identity.RoleCommitteeChair, true, sightFull},
		"a liaison sees an open dispute in full": {identity.RoleLiaison, true, sightFull},
		"a liaison sees a closed one masked":     {identity.RoleLiaison, false, sightMasked},
		"a grid worker sees no contact":          {identity.RoleGridWorker, true, sightMasked},
		"a supervisor sees none":                 {identity.RoleSupervisor, true, sightNone},
		"an auditor sees none":                   {identity.RoleAuditor, true, sightNone},
		"a leader sees none":                     {identity.RoleLeader, true, sightNone},
		"an administrator sees none":             {identity.RoleAdministrator, true, sightNone},
		"a service sees none":                    {identity.RoleService, true, sightNone},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := identity.Actor{ID: "x", Unit: "320205101203", Roles: []string{test.role}}
			if got := sightOf(a, test.open); got != test.want {
				t.Errorf("sight %d, want %d", got, test.want)
			}
		})
	}
}

func TestMaskedTextKeepsItsEndsOnly(t *testing.T) {
	for _, test := range []struct {
		in   string
		tail int
		want string
	}{
		{"13800001111", 2, "138******11"},
		{"锡山区东亭街道", 0, "锡山区****"},
		{"12345", 2, "*****"},
		{"12", 2, "**"},
		{"", 2, ""},
	} {
		if got := masked(test.in, test.tail); got != test.want {
			t.Errorf("masked(%q, %d) = %q, want %q", test.in, test.tail, got, test.want)
		}
	}
}
