package intake

import (
	"testing"

	"anjie.internal/services/internal/identity"
)

func TestWhoSeesPersonalParts(t *testing.T) {
	const town, village = "320205101000", "320205101203"
	tests := map[string]struct {
		role, unit string
		open       bool
		want       sight
	}{
		"a clerk sees an open dispute in full":              {identity.RoleClerk, village, true, sightFull},
		"a clerk sees a closed one masked":                  {identity.RoleClerk, village, false, sightMasked},
		"a dispatcher sees all in full":                     {identity.RoleDispatcher, town, false, sightFull},
		"a mediator sees those of the own unit":             {identity.RoleMediator, village, true, sightFull},
		"a mediator of the town does not see the village's": {identity.RoleMediator, town, true, sightNone},
		"a committee chair sees those of the own unit":      {identity.RoleCommitteeChair, village, true, sightFull},
		"a supervisor sees none":                            {identity.RoleSupervisor, town, true, sightNone},
		"an auditor sees none":                              {identity.RoleAuditor, town, true, sightNone},
		"a leader sees none":                                {identity.RoleLeader, town, true, sightNone},
		"an administrator sees none":                        {identity.RoleAdministrator, town, true, sightNone},
		"a service sees none":                               {identity.RoleService, town, true, sightNone},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := identity.Actor{ID: "x", Unit: test.unit, Roles: []string{test.role}}
			if got := sightOf(a, village, test.open); got != test.want {
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
