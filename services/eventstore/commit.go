package eventstore

import (
	"context"
	_ "embed" // queries
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

//go:embed queries/commit_batch.sql
var commitBatchSQL string

// commitBatchName is the prepared statement of commitBatchSQL on the writer's connection.
const commitBatchName = "commit_batch"

// binaryFormat says that all parameters are in the binary format.
var binaryFormat = []int16{1}

// commitTimeout is how long a batch may take before its outcome counts as unknown.
const commitTimeout = 10 * time.Second

// The ways a commit can end.
var (
	// errFenced: another server owns the log. The batch is not in it and never will be.
	errFenced = errors.New("the log has another owner")
	// errUnknownOutcome: the batch may or may not be in the log.
	errUnknownOutcome = errors.New("the outcome of the commit is not known")
	// errGuess: a stream that was taken for new is there. The batch is not in the log, which is still ours.
	errGuess = errors.New("a stream is not new")
	// errRefused: PostgreSQL refused the batch. It is not in the log.
	errRefused = errors.New("the database refused the batch")
)

// commit writes the plan in one transaction and returns when it is durable. Other errors than nil are errFenced,
// errUnknownOutcome, errGuess or errRefused, with the cause. ctx must not be a client's: a caller who goes away may not tear a batch
// that others wait for.
func (o *ownership) commit(ctx context.Context, p *plan) error {
	ctx, cancel := context.WithTimeout(ctx, commitTimeout)
	defer cancel()
	values := o.params.encode(o.epoch, p)
	tag, err := o.writer.PgConn().ExecPrepared(ctx, commitBatchName, values, binaryFormat, nil).Close()
	if err != nil {
		return classify(err)
	}
	// The statement is its own transaction, and Close waited for the end of it: what it counts is committed.
	switch tag.RowsAffected() {
	case int64(len(p.records)):
		return nil
	case 0:
		return o.whyNothing(ctx, p)
	}
	return fmt.Errorf("%w: %d of %d rows", errUnknownOutcome, tag.RowsAffected(), len(p.records))
}

// whyNothing tells why the statement did nothing: the log has another owner, or a guess was wrong. A guess is blamed only when the
// epoch says that the log is ours, and the next attempt guesses nothing.
func (o *ownership) whyNothing(ctx context.Context, p *plan) error {
	if len(p.guesses) == 0 {
		return errFenced
	}
	var epoch int64
	if err := o.writer.QueryRow(ctx, checkEpochSQL).Scan(&epoch); err != nil {
		return fmt.Errorf("%w: nothing was written, and why is not known: %w", errUnknownOutcome, err)
	}
	if epoch != o.epoch {
		return errFenced
	}
	return errGuess
}

// classify tells what an error of the commit says about its outcome. Only an error that PostgreSQL itself sent while it
// goes on working proves that the transaction was rolled back. A lost connection, a timeout, or a backend that was
// terminated (57P0x) prove nothing: the commit record may have been written before.
func classify(err error) error {
	var refusal *pgconn.PgError
	if !errors.As(err, &refusal) {
		return fmt.Errorf("%w: %w", errUnknownOutcome, err)
	}
	if endsConnection(refusal) {
		return fmt.Errorf("%w: %w", errUnknownOutcome, err)
	}
	return fmt.Errorf("%w: %w", errRefused, err)
}

// endsConnection reports whether PostgreSQL ends the connection with this error.
func endsConnection(refusal *pgconn.PgError) bool {
	shutdown := strings.HasPrefix(refusal.Code, "57P0") || strings.HasPrefix(refusal.Code, "08")
	fatal := refusal.SeverityUnlocalized != "" && refusal.SeverityUnlocalized != "ERROR"
	return shutdown || fatal
}

// diskFull reports whether PostgreSQL refused for want of space.
func diskFull(err error) bool {
	var refusal *pgconn.PgError
	if !errors.As(err, &refusal) {
		return false
	}
	const noSpace, ioError = "53100", "58030"
	return refusal.Code == noSpace ||
		refusal.Code == ioError && strings.Contains(refusal.Message, "No space left on device") ||
		strings.Contains(refusal.Message, "could not extend file")
}
