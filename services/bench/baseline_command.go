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

// handState is folded from a stream's events.
type handState struct {
	revision         int64
	registered, open bool
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
			switch typ {
			case "registered":
				var e handRegistered
				if err := json.Unmarshal(data, &e); err != nil {
					return err
				}
				s.registered, s.open = true, true
			case "withdrawn":
				var e handWithdrawn
				if err := json.Unmarshal(data, &e); err != nil {
					return err
				}
				s.open = false
			}
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

func (h *handStore) register(ctx context.Context, stream string) error {
	return h.command(ctx, stream, func(s handState) (string, any, error) {
		if s.registered {
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
		if !s.open {
			return "", nil, fmt.Errorf("%w: not open", errHandRefused)
		}
		return "withdrawn", handWithdrawn{Reason: "R31", Note: "双方已自行协商", Recorded: time.Now()}, nil
	})
}
