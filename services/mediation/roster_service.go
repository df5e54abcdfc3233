package mediation

import (
	"cmp"
	"context"
	"fmt"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
	"anjie.internal/services/mediation/roster"
)

// rosterService answers anjie.mediation.v1.RosterService.
type rosterService struct {
	mediationv1.UnimplementedRosterServiceServer

	deps    Deps
	codec   *es.Codec[roster.Event]
	rosters *es.Handler[roster.State, roster.Command, roster.Event]
	posts   *posts
}

func newRosterService(d Deps, p *posts) (*rosterService, error) {
	codec, err := RosterCodec()
	if err != nil {
		return nil, err
	}
	handler, err := es.NewHandler(es.HandlerConfig[roster.State, roster.Command, roster.Event]{
		Category: rosterCategory, Store: d.Store, Codec: codec, Decider: roster.Decider(), Sealer: d.Vault, Now: d.Now,
	})
	if err != nil {
		return nil, err
	}
	return &rosterService{deps: d, codec: codec, rosters: handler, posts: p}, nil
}

// onRoster is a command on a roster.
type onRoster interface {
	message
	GetUnit() string
	GetCommittee() string
}

// act checks who asks, reads the two times, and says which unit's committee is meant.
func (s *rosterService) act(ctx context.Context, req onRoster) (identity.Actor, roster.Act, unit.Code, error) {
	a, err := acting(ctx, keepers())
	if err == nil {
		err = s.posts.standsIn(ctx, a)
	}
	if err != nil {
		return identity.Actor{}, roster.Act{}, "", err
	}
	now := request.Clock(s.deps.Now)
	occurredAt, err := request.Time(req.GetOccurredAt(), now, "occurred_at")
	if err != nil {
		return identity.Actor{}, roster.Act{}, "", err
	}
	act := roster.Act{At: now, OccurredAt: occurredAt, LateReason: req.GetLateReason(), ActingUnit: unit.Code(a.Unit)}
	return a, act, unit.Code(cmp.Or(req.GetUnit(), a.Unit)), nil
}

// handle runs one command and makes its receipt.
func (s *rosterService) handle(
	ctx context.Context, a identity.Actor, req onRoster, of unit.Code, cmd roster.Command, reason string,
) (*mediationv1.RosterReceipt, error) {
	id := RosterID(of, req.GetCommittee())
	in, err := intent(s.deps.Vault, a, req, cmd, id, reason)
	if err != nil {
		return nil, err
	}
	out, err := s.rosters.Handle(ctx, id, cmd, in)
	if err != nil {
		return nil, err
	}
	r := &mediationv1.RosterReceipt{
		RosterId: id.String(),
		Revision: uint64(out.Revision), //nolint:gosec // G115: every command causes an event, so there is a revision
		Position: request.Position(out.Position),
		Repeated: out.Repeated,
	}
	for _, e := range out.Events {
		if w, ok := e.(proceeding.Warner); ok {
			r.Warnings = append(r.Warnings, w.Warned()...)
		}
	}
	return r, nil
}

// EstablishCommittee makes a committee. Repeating the command gives the same receipt.
func (s *rosterService) EstablishCommittee(
	ctx context.Context, req *mediationv1.EstablishCommitteeRequest,
) (*mediationv1.EstablishCommitteeResponse, error) {
	a, act, of, err := s.act(ctx, req)
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := roster.Establish{
		Act: act, Unit: of, Committee: req.GetCommittee(),
		Term:  termIn(req, &c),
		Hired: peopleIn(req.GetHired(), &c, "hired"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	r, err := s.handle(ctx, a, req, of, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.EstablishCommitteeResponse{Receipt: r}, nil
}

// RenewCommittee gives a committee a new term. Repeating the command gives the same receipt.
func (s *rosterService) RenewCommittee(
	ctx context.Context, req *mediationv1.RenewCommitteeRequest,
) (*mediationv1.RenewCommitteeResponse, error) {
	a, act, of, err := s.act(ctx, req)
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := roster.Renew{Act: act, Term: termIn(req, &c)}
	if c.Err != nil {
		return nil, c.Err
	}
	r, err := s.handle(ctx, a, req, of, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.RenewCommitteeResponse{Receipt: r}, nil
}

// ChangeCommittee lets people come and go. Repeating the command gives the same receipt.
func (s *rosterService) ChangeCommittee(
	ctx context.Context, req *mediationv1.ChangeCommitteeRequest,
) (*mediationv1.ChangeCommitteeResponse, error) {
	a, act, of, err := s.act(ctx, req)
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := roster.Change{
		Act: act, Chair: req.GetChair(), Women: womenAfter(req, &c), MultiEthnic: req.MultiEthnic, Minority: req.MinorityMember,
		Joined: peopleIn(req.GetJoined(), &c, "joined"), Left: leavingIn(req.GetLeft()),
		Hired: peopleIn(req.GetHired(), &c, "hired"), Dismissed: leavingIn(req.GetDismissed()),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	r, err := s.handle(ctx, a, req, of, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.ChangeCommitteeResponse{Receipt: r}, nil
}

// termIn reads a committee as a request composes it.
func termIn(req interface {
	GetTermFrom() string
	GetChair() string
	GetWomen() uint32
	GetMultiEthnic() bool
	GetMinorityMember() bool
	GetMembers() []*mediationv1.Person
}, c *request.Texts,
) roster.Term {
	return roster.Term{
		From: req.GetTermFrom(), Chair: req.GetChair(), Women: place(req.GetWomen()), MultiEthnic: req.GetMultiEthnic(), Minority: req.GetMinorityMember(),
		Members: peopleIn(req.GetMembers(), c, "members"),
	}
}

// womenAfter reads how many women there are after a change; nil when nothing is said of them.
func womenAfter(req *mediationv1.ChangeCommitteeRequest, c *request.Texts) *int {
	switch n := place(req.GetWomen()); {
	case req.GetNoWoman() && n > 0:
		c.Err = cmp.Or(c.Err, error(roster.ErrWomen.On("women")))
		return nil
	case req.GetNoWoman():
		return new(0)
	case n > 0:
		return &n
	default:
		return nil
	}
}

func peopleIn(in []*mediationv1.Person, c *request.Texts, list string) []roster.Person {
	if len(in) > roster.MaxMembers+roster.MaxHired {
		c.Err = cmp.Or(c.Err, error(errListTooLong.On(list)))
		return nil
	}
	var out []roster.Person
	for i, p := range in {
		out = append(out, roster.Person{Account: p.GetAccount(), Name: c.Field(p.GetName(), maxName, "%s[%d].name", list, i)})
	}
	return out
}

func leavingIn(in []*mediationv1.Leaving) []roster.Leaving {
	var out []roster.Leaving
	for _, l := range in {
		out = append(out, roster.Leaving{Account: l.GetAccount(), Reason: l.GetReason()})
	}
	return out
}

// rosterStep is one event of a roster as it stands in the log.
type rosterStep struct {
	rec   es.Record
	event roster.Event
}

// story reads all steps of one roster; none when there is no such committee.
func (s *rosterService) story(ctx context.Context, of unit.Code, committee string) ([]rosterStep, error) {
	stream := es.Stream(rosterCategory, RosterID(of, committee))
	var steps []rosterStep
	for rec, err := range s.deps.Store.ReadStream(ctx, stream, 0) {
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", stream, err)
		}
		e, err := s.codec.Decode(rec.Type, rec.Data)
		if err != nil {
			return nil, fmt.Errorf("read %s at revision %d: %w", stream, rec.Revision, err)
		}
		steps = append(steps, rosterStep{rec, e})
	}
	return steps, nil
}

func rosterState(steps []rosterStep) roster.State {
	var st roster.State
	for _, s := range steps {
		st = roster.Evolve(st, s.event)
	}
	return st
}

// rosterOf reads what the rules of proceedings need of a committee's roster; nil without a committee. It is what the roster was
// when it was looked at: the event says at which revision.
func (s *Service) rosterOf(ctx context.Context, of unit.Code, committee string) (*proceeding.Roster, error) {
	if committee == "" {
		return nil, nil //nolint:nilnil // none is asked for
	}
	steps, err := s.rosters.story(ctx, of, committee)
	if err != nil {
		return nil, err
	}
	if len(steps) == 0 {
		return nil, roster.ErrNotFound.On("committee")
	}
	st := rosterState(steps)
	r := &proceeding.Roster{
		Committee: proceeding.Committee{
			Code: st.Committee, Roster: proceeding.ID(RosterID(of, committee).String()),
			Revision: int64(steps[len(steps)-1].rec.Revision), //nolint:gosec // G115: a stream is never that long
		},
		Makeup: st.Makeup,
	}
	for _, a := range st.Members {
		r.Standings = append(r.Standings, proceeding.Standing{Account: a, Standing: "member"})
	}
	for _, a := range st.Hired {
		r.Standings = append(r.Standings, proceeding.Standing{Account: a, Standing: "hired"})
	}
	return r, nil
}
