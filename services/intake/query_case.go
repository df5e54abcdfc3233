package intake

import (
	"context"
	"crypto/hmac"
	_ "embed"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/casenumber"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
)

var (
	//go:embed case_number.sql
	caseNumber string
	//go:embed find_number.sql
	findNumber string
)

var errCaseCodeUnknown = fault.New(fault.NotFound, "case-code-unknown",
	"查询码有误，或者没有这件案件。", "The case code is wrong, or there is no such case.")

// crockford is Crockford's base 32: no letter of it is taken for a digit.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// codeSuffix makes the last part of the public case code 一案一码: 40 bits that nobody can guess who knows the number alone. It is
// derived, so that it is nowhere to be stolen, and the same for ever.
func (s *Service) codeSuffix(id uuid.UUID) (string, error) {
	_, digest, _ := strings.Cut(s.deps.Vault.MAC("case-code", id[:]), ":")
	b, err := hex.DecodeString(digest)
	if err != nil || len(b) < 5 {
		return "", errors.New("case code: the vault's digest has another form")
	}
	return crockford.EncodeToString(b[:5]), nil
}

// patience is how long GetDispute waits for the queue to count a registration that is only just there.
const patience = time.Second

// number looks up the case number. It is empty when the queue does not see the registration in time, while it is rebuilt for
// instance: the rest of the dispute is read from the log and does not wait.
func (s *Service) number(ctx context.Context, t story) (string, error) {
	n, err := s.counted(ctx, t.id)
	if err != nil || n != "" {
		return n, err
	}
	soon, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := s.deps.Queue.WaitFor(soon, t.steps[0].rec.Position); err != nil {
		return "", ctx.Err()
	}
	return s.counted(ctx, t.id)
}

func (s *Service) counted(ctx context.Context, id uuid.UUID) (string, error) {
	var n string
	err := s.deps.Pool.QueryRow(ctx, caseNumber, id).Scan(&n)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look up a case number: %w", err)
	}
	return n, nil
}

// numbered puts case number and, for those who hand it to citizens, case code into a dispute.
func (s *Service) numbered(ctx context.Context, a identity.Actor, t story, d *intakev1.Dispute) error {
	n, err := s.number(ctx, t)
	if err != nil || n == "" {
		return err
	}
	d.CaseNumber = n
	if !a.Has(identity.RoleClerk, identity.RoleDispatcher) {
		return nil
	}
	suffix, err := s.codeSuffix(t.id)
	d.CaseCode = n + "-" + suffix
	return err
}

// writtenSuffix is what stands behind the case number in a code, as people write it.
var writtenSuffix = regexp.MustCompile(`^-([0-9A-Za-z -]{8,16})$`)

// readCaseCode takes a code apart as people write it: letters that look like digits are taken for them.
func readCaseCode(s string) (number, suffix string, ok bool) {
	number, rest, ok := casenumber.Cut(strings.TrimSpace(s))
	m := writtenSuffix.FindStringSubmatch(rest)
	if !ok || m == nil {
		return "", "", false
	}
	return number, strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(m[1])), true
}

// QueryCase says where the case with a public code stands. It answers alike to a wrong code and to a number that does not exist, and
// takes the same steps for both.
func (s *Service) QueryCase(ctx context.Context, req *intakev1.QueryCaseRequest) (*intakev1.QueryCaseResponse, error) {
	if _, err := identity.Require(ctx, askers()...); err != nil {
		return nil, err
	}
	number, given, ok := readCaseCode(req.GetCaseCode())
	if !ok {
		return nil, errCaseCodeUnknown.On("case_code")
	}
	rows, err := s.deps.Pool.Query(ctx, findNumber, number)
	if err != nil {
		return nil, fmt.Errorf("find a case by its number: %w", err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[queueRow])
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("find a case by its number: %w", err)
	}
	suffix, err := s.codeSuffix(row.Dispute) // of no dispute when there is none
	if err != nil {
		return nil, err
	}
	if !hmac.Equal([]byte(suffix), []byte(given)) || row.Dispute == uuid.Nil {
		return nil, errCaseCodeUnknown.On("case_code")
	}
	return row.answer(), nil
}

// answer is what a citizen may know.
func (r *queueRow) answer() *intakev1.QueryCaseResponse {
	out := &intakev1.QueryCaseResponse{
		CaseNumber: r.Number, State: intakev1.DisputeState(r.State), Unit: r.Unit, Handler: handler(handlerKeyed(r.Lead)),
		ReceivedOn: calendar.DateOf(r.ReceivedAt).String(), LastStepOn: calendar.DateOf(r.LastStepAt).String(),
	}
	if out.GetHandler() == nil {
		out.Handler = handler(handlerKeyed(r.Owner))
	}
	if onDesks(out.GetState()) {
		out.DueOn = dateOf(r.LimitOn) // what comes before the work is the office's own business
	}
	return out
}

// onDesks reports whether somebody still has to do something about a dispute in the state.
func onDesks(state intakev1.DisputeState) bool {
	switch state {
	case intakev1.DisputeState_DISPUTE_STATE_OPEN, intakev1.DisputeState_DISPUTE_STATE_ACCEPTED,
		intakev1.DisputeState_DISPUTE_STATE_UNROUTED, intakev1.DisputeState_DISPUTE_STATE_DISPATCHED,
		intakev1.DisputeState_DISPUTE_STATE_OBJECTED, intakev1.DisputeState_DISPUTE_STATE_HANDLING,
		intakev1.DisputeState_DISPUTE_STATE_NEXT_ROUTE:
		return true
	case intakev1.DisputeState_DISPUTE_STATE_UNSPECIFIED, intakev1.DisputeState_DISPUTE_STATE_WITHDRAWN,
		intakev1.DisputeState_DISPUTE_STATE_CONCLUDED, intakev1.DisputeState_DISPUTE_STATE_REFUSED,
		intakev1.DisputeState_DISPUTE_STATE_MERGED, intakev1.DisputeState_DISPUTE_STATE_ARCHIVED,
		intakev1.DisputeState_DISPUTE_STATE_VOIDED:
	}
	return false
}
