package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// What a hand-written service stores for the two commands: the same content, in the clear, without tokens, digests, sealing,
// hash chain or protocol.
type (
	handRegistered struct {
		Category, Channel, Unit, Title, Narrative, Place string
		Parties                                          []handParty
		Received, Recorded                               time.Time
	}
	handParty     struct{ Role, Name, Phone string }
	handWithdrawn struct {
		Reason, Note string
		Recorded     time.Time
	}
)

// handState is folded from a stream's events: how far the case is.
type handState struct {
	revision int64
	last     string // type of the last event
}

var errHandRefused = errors.New("refused")

// command is read + decide + append in one transaction, as such services usually do it.
func (h *handStore) command(ctx context.Context, stream string, decide func(handState) (typ string, event any, err error)) error {
	return pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `select revision, type, data from events where stream = $1 order by revision`, stream)
		if err != nil {
			return err
		}
		s := handState{revision: -1}
		var (
			typ  string
			data []byte
		)
		if _, err := pgx.ForEachRow(rows, []any{&s.revision, &typ, &data}, func() error {
			e := handEvent(typ)
			if err := json.Unmarshal(data, e); err != nil {
				return err
			}
			s.last = typ
			return nil
		}); err != nil {
			return err
		}
		typ, event, err := decide(s)
		if err != nil {
			return err
		}
		if data, err = json.Marshal(event); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into events (stream, revision, event_id, type, data, metadata) values ($1, $2, $3, $4, $5, $6)`,
			stream, s.revision+1, uuid.New(), typ, data, payload[400:600])
		return err
	})
}

// handEvent makes the struct of a type, as a fold by hand switches over types.
func handEvent(typ string) any {
	switch typ {
	case "registered":
		return &handRegistered{}
	case "withdrawn":
		return &handWithdrawn{}
	default:
		return handStep(typ)
	}
}

func (h *handStore) register(ctx context.Context, stream string) error {
	return h.command(ctx, stream, func(s handState) (string, any, error) {
		if s.last != "" {
			return "", nil, fmt.Errorf("%w: registered already", errHandRefused)
		}
		r, now := registration(""), time.Now()
		e := handRegistered{
			Category: r.GetCategory(), Channel: r.GetChannel(), Unit: "320211001001", Title: r.GetTitle(),
			Narrative: r.GetNarrative(), Place: r.GetPlace(), Received: now, Recorded: now,
		}
		for _, p := range r.GetParties() {
			e.Parties = append(e.Parties, handParty{p.GetRole().String(), p.GetName(), p.GetPhone()})
		}
		return "registered", e, nil
	})
}

func (h *handStore) withdraw(ctx context.Context, stream string) error {
	return h.command(ctx, stream, func(s handState) (string, any, error) {
		if s.last != "registered" {
			return "", nil, fmt.Errorf("%w: not open", errHandRefused)
		}
		return "withdrawn", handWithdrawn{Reason: "R31", Note: "双方已自行协商", Recorded: time.Now()}, nil
	})
}
