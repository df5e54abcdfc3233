package mediation

import (
	"testing"

	"anjie.internal/services/internal/identity"
)

func TestWhoSeesPersonalParts(t *testing.T) {
	const town, village, assigned = "320205101000", "320205101203", "mediator-1"
	tests := map[string]struct {
		actor identity.Actor
		want  sight
	}{
		"the assigned mediator sees all":                  {identity.Actor{ID: assigned, Unit: village, Roles: []string{identity.RoleMediator}}, sightFull},
		"who stands in sees none in its own name":         {identity.Actor{ID: "b", OnBehalfOf: assigned, Unit: village, Roles: []string{identity.RoleMediator}}, sightNone},
		"another mediator sees none":                      {identity.Actor{ID: "mediator-2", Unit: village, Roles: []string{identity.RoleMediator}}, sightNone},
		"an account without the role sees none":           {identity.Actor{ID: assigned, Unit: village, Roles: []string{identity.RoleClerk}}, sightNone},
		"the chair of the unit sees all":                  {identity.Actor{ID: "x", Unit: village, Roles: []string{identity.RoleCommitteeChair}}, sightFull},
		"a chair above sees none":                         {identity.Actor{ID: "x", Unit: town, Roles: []string{identity.RoleCommitteeChair}}, sightNone},
		"the dispatcher of the unit sees no confidences":  {identity.Actor{ID: "x", Unit: village, Roles: []string{identity.RoleDispatcher}}, sightNames},
		"a dispatcher above sees none":                    {identity.Actor{ID: "x", Unit: town, Roles: []string{identity.RoleDispatcher}}, sightNone},
		"a clerk sees none":                               {identity.Actor{ID: "x", Unit: village, Roles: []string{identity.RoleClerk}}, sightNone},
		"an auditor sees none":                            {identity.Actor{ID: "x", Unit: village, Roles: []string{identity.RoleAuditor}}, sightNone},
		"a supervisor sees none":                          {identity.Actor{ID: "x", Unit: village, Roles: []string{identity.RoleSupervisor}}, sightNone},
		"a leader sees none":                              {identity.Actor{ID: "x", Unit: village, Roles: []string{identity.RoleLeader}}, sightNone},
		"a dispatcher who mediates it sees what both may": {identity.Actor{ID: assigned, Unit: village, Roles: []string{identity.RoleDispatcher, identity.RoleMediator}}, sightFull},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := sightOf(test.actor, village, []string{assigned}); got != test.want {
				t.Errorf("sight %d, want %d", got, test.want)
			}
		})
	}
}
