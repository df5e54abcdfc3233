package intake

import (
	"context"
	"slices"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/unit"
)

// Who may do what. A role is a necessary condition, and the part that the actor has in the dispute is the other: the rules in
// intake/dispute ask whether the actor's unit is the centre in charge, the lead handler and so on, and what an actor may not
// see does not exist for it.
//
// Roles with a reach of their own see no more than these:
//
//	liaison                                  what is addressed to the own department, which the token names
//	mediator, committee chair, grid worker   what the own unit registered or handles, nothing of the units below
//
// Personal parts:
//
//	dispatcher                    in full
//	clerk                         in full while open, contact masked afterwards
//	liaison                       as a clerk, of what the own department handles
//	mediator, committee chair     in full, of the own unit
//	grid worker                   contact masked, of the own unit
//	navigator, leader, supervisor, auditor   none
//
// System administrators see no case content at all; services read facts.
var duties = map[string][]string{
	"RegisterDispute": {identity.RoleClerk, identity.RoleGridWorker, identity.RoleMediator}, // see finders.go
	"WithdrawDispute": {identity.RoleClerk, identity.RoleDispatcher},

	"AcceptDispute":   {identity.RoleClerk, identity.RoleDispatcher},
	"RefuseDispute":   {identity.RoleClerk, identity.RoleDispatcher},
	"MergeDispute":    {identity.RoleClerk, identity.RoleDispatcher},
	"UnmergeDispute":  {identity.RoleDispatcher},
	"LinkDispute":     {identity.RoleClerk, identity.RoleDispatcher},
	"UnlinkDispute":   {identity.RoleClerk, identity.RoleDispatcher},
	"ClassifyDispute": {identity.RoleClerk, identity.RoleDispatcher},
	"AssessRisk":      {identity.RoleDispatcher, identity.RoleMediator, identity.RoleLeader},
	"CorrectDispute":  {identity.RoleClerk, identity.RoleDispatcher},
	"MarkUrgent":      {identity.RoleClerk, identity.RoleDispatcher, identity.RoleLeader},

	"OfferOwnership":      {identity.RoleClerk, identity.RoleDispatcher},
	"TakeOwnership":       {identity.RoleClerk, identity.RoleDispatcher, identity.RoleLiaison},
	"DispatchDispute":     {identity.RoleDispatcher},
	"AcknowledgeDispatch": {identity.RoleLiaison, identity.RoleClerk, identity.RoleDispatcher, identity.RoleCommitteeChair},
	"ObjectToDispatch":    {identity.RoleLiaison, identity.RoleClerk, identity.RoleDispatcher, identity.RoleCommitteeChair},
	"DecideObjection":     {identity.RoleDispatcher},
	"ReassignDispute":     {identity.RoleDispatcher},
	"DisputeJurisdiction": {identity.RoleDispatcher, identity.RoleLiaison},
	"DecideJurisdiction":  {identity.RoleDispatcher, identity.RoleLeader},

	"OpenSubTask":     {identity.RoleDispatcher, identity.RoleLiaison, identity.RoleMediator},
	"ReturnSubTask":   {identity.RoleLiaison, identity.RoleClerk, identity.RoleDispatcher, identity.RoleMediator, identity.RoleCommitteeChair, identity.RoleGridWorker},
	"CloseOnSpot":     {identity.RoleClerk, identity.RoleGridWorker, identity.RoleDispatcher},
	"ConcludeDispute": {identity.RoleDispatcher, identity.RoleClerk, identity.RoleLiaison},
	"ReopenDispute":   {identity.RoleDispatcher, identity.RoleLeader},
	"RecordFollowUp":  {identity.RoleClerk, identity.RoleMediator, identity.RoleGridWorker, identity.RoleDispatcher},
	"RateDispute":     {identity.RoleClerk, identity.RoleNavigator},
	"ArchiveDispute":  {identity.RoleClerk, identity.RoleDispatcher},
	"VoidDispute":     {identity.RoleDispatcher},
}

// duty is the row of a command.
func duty(req command) []string {
	return duties[strings.TrimSuffix(string(req.ProtoReflect().Descriptor().Name()), "Request")]
}

func factReaders() []string { return []string{identity.RoleService, identity.RoleAuditor} }

// askers may ask by the public case code.
func askers() []string {
	return []string{identity.RoleNavigator, identity.RoleSubscriber, identity.RoleService}
}

func readers() []string {
	return []string{
		identity.RoleClerk, identity.RoleDispatcher, identity.RoleMediator, identity.RoleCommitteeChair, identity.RoleGridWorker,
		identity.RoleLiaison, identity.RoleNavigator, identity.RoleLeader, identity.RoleSupervisor, identity.RoleAuditor,
	}
}

// sight is how much of the personal parts an actor sees.
type sight uint8

const (
	sightNone sight = iota
	sightMasked
	sightFull
)

func sightOf(a identity.Actor, open bool) sight {
	switch {
	case a.Has(identity.RoleDispatcher), a.Has(identity.RoleClerk, identity.RoleLiaison) && open:
		return sightFull
	case a.Has(identity.RoleMediator, identity.RoleCommitteeChair): // who reaches no dispute of another unit, see reaches
		return sightFull
	case a.Has(identity.RoleClerk, identity.RoleLiaison, identity.RoleGridWorker):
		return sightMasked
	default:
		return sightNone
	}
}

// acting returns the actor of ctx if it holds one of the roles and acts for a unit. Who stands in for somebody must be the other
// holder of that post.
func (s *Service) acting(ctx context.Context, roles []string) (identity.Actor, error) {
	if len(roles) == 0 { // nobody may, where Require would let anybody
		return identity.Actor{}, identity.ErrRoleMissing
	}
	a, err := identity.Require(ctx, roles...)
	if err != nil {
		return identity.Actor{}, err
	}
	switch {
	case !unit.Code(a.Unit).Valid():
		return identity.Actor{}, errNoUnit
	case a.Department == "" && a.Has(identity.RoleLiaison) && only(a, roles, identity.RoleLiaison):
		return identity.Actor{}, errNoDepartment
	case a.OnBehalfOf == "":
		return a, nil
	}
	return a, s.standsIn(ctx, a)
}

// only reports whether none of the roles that would do is held but those.
func only(a identity.Actor, roles []string, those ...string) bool {
	return !slices.ContainsFunc(roles, func(r string) bool { return a.Has(r) && !slices.Contains(those, r) })
}

// narrow are the roles that reach nothing below the own unit.
func narrow() []string {
	return []string{identity.RoleMediator, identity.RoleCommitteeChair, identity.RoleGridWorker}
}

// reaches hides a dispute in which the own unit has no part from those who act in narrow roles alone.
func reaches(a identity.Actor, roles []string, st dispute.State) error {
	if !only(a, roles, narrow()...) {
		return nil
	}
	own := func(h dispute.Handler) bool { return h.Unit == unit.Code(a.Unit) }
	if own(dispute.Handler{Unit: st.Unit}) || slices.ContainsFunc(concerned(st), own) {
		return nil
	}
	return dispute.ErrNotFound
}

// concerned are all who have a part in the dispute.
func concerned(st dispute.State) []dispute.Handler {
	out := append([]dispute.Handler{st.Owner, st.Round.Lead}, st.Round.Assisting...)
	out = append(out, st.Claimants...)
	for _, t := range st.Tasks {
		out = append(out, t.Handler)
	}
	if st.Offer != nil {
		out = append(out, *st.Offer)
	}
	return out
}

// sees reports whether the dispute exists for a reader: a centre sees what lies in its area or is handled there, a department
// what is addressed to it.
func sees(a identity.Actor, st dispute.State) bool {
	own := dispute.Handler{Unit: unit.Code(a.Unit), Department: a.Department}
	if own.Department != "" {
		return slices.Contains(concerned(st), own)
	}
	return own.Unit.Covers(st.Unit) || slices.ContainsFunc(concerned(st), func(h dispute.Handler) bool { return own.Unit.Covers(h.Unit) })
}

// actingAs reads the handler as whom an actor acts. A centre's clerk or dispatcher may enter what a department of the unit has
// signed on paper; everybody else acts as the own unit and department.
func actingAs(a identity.Actor, h *intakev1.Handler) (dispute.Handler, error) {
	own := dispute.Handler{Unit: unit.Code(a.Unit), Department: a.Department}
	as := handlerOf(h)
	if as == own || as.Unit == own.Unit && own.Department == "" && a.Has(identity.RoleClerk, identity.RoleDispatcher) {
		return as, nil
	}
	return dispute.Handler{}, errNotYourHandler.On("handler")
}

var (
	errNoUnit = fault.New(fault.Forbidden, "actor-without-unit",
		"您的身份令牌没有有效的机构代码。", "Your token names no valid unit.")
	errNoDepartment = fault.New(fault.Forbidden, "actor-without-department",
		"部门联络员的身份令牌须注明所代表的部门。", "The token of a liaison must name the department.")
	errNotYourHandler = fault.New(fault.Forbidden, "handler-not-yours",
		"只能以本单位、本部门的名义办理。", "You may act for your own unit and department only.")
)

// mask hides what identifies and contacts a party, and keeps who it is. What stood before a correction is hidden likewise.
func mask(p *intakev1.DisputePersonal) {
	for _, party := range p.GetParties() {
		party.Phone = masked(party.GetPhone(), phoneTail)
		party.IdNumber = masked(party.GetIdNumber(), idTail)
		party.Address = masked(party.GetAddress(), 0)
	}
	for _, t := range p.GetTexts() {
		if !strings.HasPrefix(t.GetField(), "parties/") {
			continue
		}
		switch t.GetField()[strings.LastIndexByte(t.GetField(), '/')+1:] {
		case "phone":
			t.Text = masked(t.GetText(), phoneTail)
		case "idNumber":
			t.Text = masked(t.GetText(), idTail)
		case "address":
			t.Text = masked(t.GetText(), 0)
		}
	}
}

// How many characters at the end of a number stay to be seen.
const (
	phoneTail = 2
	idTail    = 1
)

// masked keeps the first three characters and some at the end.
func masked(s string, tail int) string {
	const head = 3
	r := []rune(s)
	hidden := len(r) - head - tail
	if hidden <= 0 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:head]) + strings.Repeat("*", hidden) + string(r[head+hidden:])
}
