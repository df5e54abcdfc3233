package intake

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/vault"
)

var (
	//go:embed view_index.sql
	indexSchema string
	//go:embed upsert_index.sql
	upsertIndex string
	//go:embed upsert_index_party.sql
	upsertIndexParty string
	//go:embed delete_index_party.sql
	deleteIndexParty string
	//go:embed correct_index.sql
	correctIndex string
	//go:embed forget_index.sql
	forgetIndex string
)

// IndexName names the blind index among the views.
const IndexName = "index"

// IndexVault is what the blind index needs of the vault. Its keys lie in the database of the view.
type IndexVault interface {
	Blinder
	// UnsealAll opens the personal parts of many events, and keeps their keys from being destroyed until the transaction ends.
	UnsealAll(ctx context.Context, tx pgx.Tx, list []*vault.Opening) error
}

// IndexView is the blind index: keyed tokens of what is sealed, so that disputes can be found by it, and nothing that could be
// read or turned back. The same log and the same vault give the same rows. A personal part that was erased, or does not
// open, gives an empty row; ForgetIndex makes it empty when it is erased later.
func IndexView(v IndexVault) (view.Definition, error) {
	codec, err := Codec()
	if err != nil {
		return view.Definition{}, err
	}
	return view.Definition{
		Name:   IndexName,
		Schema: indexSchema,
		Tables: []view.Table{{Name: "dispute", OrderBy: "dispute"}, {Name: "party", OrderBy: "dispute, place"}},
		Filter: es.Filter{Types: []string{registeredV1, correctedV1}},
		Apply: func(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
			events, err := openEvents(ctx, tx, v, codec, batch)
			if err != nil {
				return err
			}
			return foldIndex(blind{v}, events).write(ctx, tx)
		},
	}, nil
}

// ForgetIndex empties the rows of a case whose keys are being destroyed, in the same transaction: from its end on the case is
// found by nothing. It is the vault's Config.Forget.
func ForgetIndex(ctx context.Context, tx pgx.Tx, subject string) error {
	id, err := uuid.Parse(disputeOf(subject))
	if err != nil || !strings.HasPrefix(subject, category+"-") {
		return nil //nolint:nilerr // not a dispute, so nothing of it is in the index
	}
	return view.ExecOutside(ctx, tx, IndexName, forgetIndex, id)
}

// indexed is an event of a dispute with its personal part open, unless erased says that there is none.
type indexed struct {
	dispute uuid.UUID
	event   dispute.Event
	erased  bool
}

// openEvents decodes a batch and opens it with one read of its keys.
func openEvents(ctx context.Context, tx pgx.Tx, v IndexVault, codec *es.Codec[dispute.Event], batch []es.Record) ([]indexed, error) {
	events, openings := make([]indexed, 0, len(batch)), make([]*vault.Opening, 0, len(batch))
	for _, rec := range batch {
		if rec.Type != registeredV1 && rec.Type != correctedV1 { // a later release may have -v10
			continue
		}
		id, err := uuid.Parse(disputeOf(rec.Stream))
		if err != nil {
			return nil, fmt.Errorf("stream %s: %w", rec.Stream, err)
		}
		event, err := codec.Decode(rec.Type, rec.Data)
		if err != nil {
			return nil, err
		}
		o := &vault.Opening{Subject: rec.Stream, Event: rec.ID}
		switch e := event.(type) {
		case *dispute.RegisteredV1:
			o.Fields = e.Personal()
		case *dispute.CorrectedV1:
			o.Fields = e.Personal()
		default: // the filter passes no other
		}
		events, openings = append(events, indexed{dispute: id, event: event}), append(openings, o)
	}
	if err := v.UnsealAll(ctx, tx, openings); err != nil {
		return nil, fmt.Errorf("open the personal parts: %w", err)
	}
	for i, o := range openings {
		events[i].erased = o.Err != nil
	}
	return events, nil
}

// indexRow is what the index holds of a dispute. A column that is nil in a correction keeps what it has.
type indexRow struct {
	dispute                         uuid.UUID
	unit                            string
	receivedAt                      *time.Time
	registeredAt                    time.Time
	title, narrative, place, papers []int64
	characters                      []int64
	parties                         map[int]*person // nil is one that was taken out
}

// indexChanges is what a batch does to the index: rows of disputes that were registered in it, as they are at its end, and
// corrections of older ones, in order.
type indexChanges struct {
	rows        []*indexRow
	corrections []*indexRow
}

func foldIndex(b blind, events []indexed) indexChanges {
	var c indexChanges
	fresh := make(map[uuid.UUID]*indexRow, len(events))
	for _, ev := range events {
		switch e := ev.event.(type) {
		case *dispute.RegisteredV1:
			row := b.registered(ev.dispute, e, ev.erased)
			fresh[ev.dispute], c.rows = row, append(c.rows, row)
		case *dispute.CorrectedV1:
			change := b.corrected(ev.dispute, e, ev.erased)
			if row, ok := fresh[ev.dispute]; ok {
				row.correct(change)
				continue
			}
			c.corrections = append(c.corrections, change)
		default: // the filter passes no other
		}
	}
	return c
}

func (b blind) registered(id uuid.UUID, e *dispute.RegisteredV1, erased bool) *indexRow {
	row := &indexRow{
		dispute: id, unit: string(e.Unit), receivedAt: &e.ReceivedAt, registeredAt: e.RegisteredAt,
		title: []int64{}, narrative: []int64{}, place: []int64{}, papers: []int64{}, characters: []int64{},
	}
	if erased {
		return row
	}
	title, narrative, place := normal(plain(e.Title)), normal(plain(e.Narrative)), normal(plain(e.Place))
	var referrer, number string
	if r := e.Referral; r != nil {
		referrer, number = normal(plain(r.Referrer)), normal(plain(r.Number))
	}
	row.title, row.narrative, row.place = b.set(purposeText, pairs(title)), b.set(purposeText, pairs(narrative)), b.set(purposeText, pairs(place))
	row.papers = b.set(purposeText, pairs(referrer), pairs(number))
	row.characters = b.set(purposeText, characters(title+narrative+place+referrer+number))
	row.parties = make(map[int]*person, len(e.Parties))
	for i := range e.Parties {
		row.parties[i] = b.party(&e.Parties[i])
	}
	return row
}

func (b blind) party(p *dispute.Party) *person {
	made := b.person(plain(p.Name), plain(p.Phone), plain(p.IDNumber), plain(p.Address))
	return &made
}

func (b blind) corrected(id uuid.UUID, e *dispute.CorrectedV1, erased bool) *indexRow {
	row := &indexRow{dispute: id, characters: []int64{}, parties: map[int]*person{}}
	for _, c := range e.Changes {
		if c.Field != dispute.FieldReceivedAt {
			continue
		}
		if at, err := time.Parse(time.RFC3339Nano, c.After); err == nil {
			row.receivedAt = &at
		}
	}
	if erased {
		return row
	}
	var texts strings.Builder
	for _, c := range e.Texts {
		after := normal(plain(c.After))
		texts.WriteString(after)
		switch c.Field {
		case dispute.TextTitle:
			row.title = b.set(purposeText, pairs(after))
		case dispute.TextNarrative:
			row.narrative = b.set(purposeText, pairs(after))
		case dispute.TextPlace:
			row.place = b.set(purposeText, pairs(after))
		}
	}
	row.characters = b.set(purposeText, characters(texts.String()))
	for _, c := range e.Parties {
		row.parties[c.Index] = nil
		if c.After != nil {
			row.parties[c.Index] = b.party(c.After)
		}
	}
	return row
}

// correct does to a row of the same batch what correct_index.sql does to one in the table.
func (r *indexRow) correct(c *indexRow) {
	if c.receivedAt != nil {
		r.receivedAt = c.receivedAt
	}
	for _, column := range []struct {
		to *[]int64
		by []int64
	}{{&r.title, c.title}, {&r.narrative, c.narrative}, {&r.place, c.place}} {
		if column.by != nil {
			*column.to = column.by
		}
	}
	r.characters = append(r.characters, c.characters...)
	slices.Sort(r.characters)
	r.characters = slices.Compact(r.characters)
	if r.parties == nil {
		r.parties = make(map[int]*person, len(c.parties))
	}
	maps.Copy(r.parties, c.parties)
}

// indexChunk is the number of rows that are sent at once: enough to fill the way to the server, few enough not to fill memory.
const indexChunk = 500

func (c indexChanges) write(ctx context.Context, tx pgx.Tx) error {
	for rows := range slices.Chunk(c.rows, indexChunk) {
		b := &pgx.Batch{}
		for _, r := range rows {
			b.Queue(upsertIndex, r.dispute, r.unit, r.receivedAt, r.registeredAt, r.title, r.narrative, r.place, r.papers, r.characters)
			r.queueParties(b)
		}
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return fmt.Errorf("index disputes: %w", err)
		}
	}
	for rows := range slices.Chunk(c.corrections, indexChunk) {
		b := &pgx.Batch{}
		for _, r := range rows {
			b.Queue(correctIndex, r.dispute, r.receivedAt, r.title, r.narrative, r.place, r.characters)
			r.queueParties(b)
		}
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return fmt.Errorf("index corrections: %w", err)
		}
	}
	return nil
}

func (r *indexRow) queueParties(b *pgx.Batch) {
	for place, p := range r.parties {
		if p == nil {
			b.Queue(deleteIndexParty, r.dispute, place)
			continue
		}
		b.Queue(upsertIndexParty, r.dispute, place, p.name, p.address, p.whole, p.phone, p.number)
	}
}
