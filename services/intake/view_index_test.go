package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/vault"
)

// vaulted is a database with a vault in it.
func vaulted(t testing.TB) (*pgxpool.Pool, *vault.Vault) {
	t.Helper()
	dsn := pgtest.FreshDSN(t)
	for _, migrate := range []func(context.Context, string) error{pg.MigratePlatform, vault.Migrate} {
		if err := migrate(t.Context(), dsn); err != nil {
			t.Fatal(err)
		}
	}
	pool, err := pg.Open(t.Context(), dsn, pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	kek, err := vault.LoadKEK(vault.KEKConfig{File: t.TempDir() + "/kek", Create: true})
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC) }
	v, err := vault.Open(t.Context(), vault.Config{Pool: pool, KEK: kek, Now: now, Forget: intake.ForgetIndex})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return pool, v
}

// log is a log of sealed events that a test writes by hand.
type log struct {
	t       testing.TB
	vault   *vault.Vault
	codec   *es.Codec[dispute.Event]
	keys    map[uuid.UUID]uuid.UUID
	records []es.Record
}

func newLog(t testing.TB, v *vault.Vault) *log {
	t.Helper()
	codec, err := intake.Codec()
	if err != nil {
		t.Fatal(err)
	}
	return &log{t: t, vault: v, codec: codec, keys: map[uuid.UUID]uuid.UUID{}}
}

func (l *log) add(id uuid.UUID, e dispute.Event) {
	l.t.Helper()
	stream, event := es.Stream("dispute", id), uuid.New()
	key, err := l.vault.Seal(l.t.Context(), stream, l.keys[id], event, e.(personal.Holder).Personal())
	if err != nil {
		l.t.Fatal(err)
	}
	l.keys[id] = key
	name, data, err := l.codec.Encode(e)
	if err != nil {
		l.t.Fatal(err)
	}
	at := uint64(len(l.records) + 1)
	l.records = append(l.records, es.Record{Stream: stream, Position: es.Position{Commit: at, Prepare: at}, ID: event, Type: name, Data: data})
}

// registered is a dispute with two parties.
func registered(i int) *dispute.RegisteredV1 {
	at := time.Date(2026, 11, 23, 1, 30, i, 0, time.UTC)
	return &dispute.RegisteredV1{
		Category: "A02", Channel: "S01", Unit: "320205101203", Area: "320205101203", Scale: "01", Involved: 2, ReceivedAt: at, RegisteredAt: at,
		Title: personal.Plain(fmt.Sprintf("第%d堵墙", i)), Narrative: personal.Plain("墙倒了，谁也不肯修。"), Place: personal.Plain("某村"),
		Referral: &dispute.Referral{Kind: "B01", Referrer: personal.Plain("某法院"), Number: personal.Plain("委派7号")},
		Parties: []dispute.Party{
			{Role: dispute.Applicant, Kind: dispute.Person, Name: personal.Plain("王一"), Phone: personal.Plain(fmt.Sprintf("139%08d", i))},
			{Role: dispute.Respondent, Kind: dispute.Person, Name: personal.Plain("李二"), IDNumber: personal.Plain("11010519491231002X"), Address: personal.Plain("三组")},
		},
	}
}

// corrected changes two texts, one party, and adds and takes out others.
func corrected(i int) *dispute.CorrectedV1 {
	return &dispute.CorrectedV1{
		Changes: []dispute.Change{
			{Field: dispute.FieldCategory, Before: "A02", After: "A03"},
			{Field: dispute.FieldReceivedAt, Before: "2026-11-23T01:30:00Z", After: "2026-11-22T01:30:00Z"},
		},
		Texts: []dispute.TextChange{
			{Field: dispute.TextTitle, Before: personal.Plain("墙"), After: personal.Plain(fmt.Sprintf("第%d道篱笆", i))},
			{Field: dispute.TextPlace, Before: personal.Plain("某村"), After: &personal.Field{}},
		},
		Parties: []dispute.PartyChange{
			{Index: 0, Before: &dispute.Party{Name: personal.Plain("王一")}, After: &dispute.Party{Name: personal.Plain("汪一"), Phone: personal.Plain("13700000000")}},
			{Index: 1, Before: &dispute.Party{Name: personal.Plain("李二")}},
			{Index: 2, After: &dispute.Party{Name: personal.Plain("赵三")}},
		},
	}
}

// story registers disputes, corrects some at once and some later, and corrects some twice.
func (l *log) story() {
	var later []int
	ids := make([]uuid.UUID, 18)
	for i := range ids {
		ids[i] = uuid.NewSHA1(uuid.Nil, []byte{byte(i)})
		l.add(ids[i], registered(i))
		switch i % 3 {
		case 0:
			l.add(ids[i], corrected(i))
		case 1:
			later = append(later, i)
		}
	}
	for _, i := range later {
		l.add(ids[i], corrected(i))
		l.add(ids[i], &dispute.CorrectedV1{Texts: []dispute.TextChange{{Field: dispute.TextNarrative, After: personal.Plain("又改了")}}})
	}
}

// indexedIn folds records in batches of a size into empty tables and returns all rows.
func indexedIn(t *testing.T, pool *pgxpool.Pool, v intake.IndexVault, all []es.Record, size int) []string {
	t.Helper()
	definition, err := intake.IndexView(v)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), "drop table if exists dispute, party; "+definition.Schema); err != nil {
		t.Fatal(err)
	}
	for rest := all; len(rest) > 0; {
		n := min(size, len(rest))
		err := pg.InTx(t.Context(), pool, func(tx pgx.Tx) error { return definition.Apply(t.Context(), tx, rest[:n]) })
		if err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	return rowsOf(t, pool, "dispute d order by dispute", "party d order by dispute, place")
}

func rowsOf(t *testing.T, pool *pgxpool.Pool, tables ...string) (out []string) {
	t.Helper()
	for _, table := range tables {
		r, err := pool.Query(t.Context(), "select d::text from "+table)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pgx.CollectRows(r, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, got...)
	}
	return out
}

// TestTheIndexIsTheSameInBatchesOfAnySize also folds everything twice, which must have one effect.
func TestTheIndexIsTheSameInBatchesOfAnySize(t *testing.T) {
	t.Parallel()
	pool, v := vaulted(t)
	l := newLog(t, v)
	l.story()
	want := indexedIn(t, pool, v, l.records, len(l.records))
	if len(want) != 18+12*2+6*2 {
		t.Fatalf("%d rows", len(want))
	}
	for _, size := range []int{1, 2, 7} {
		if diff := cmp.Diff(want, indexedIn(t, pool, v, l.records, size)); diff != "" {
			t.Errorf("batches of %d give another index:\n%s", size, diff)
		}
	}
	if diff := cmp.Diff(want, indexedIn(t, pool, v, append(l.records, l.records...), 5)); diff != "" {
		t.Errorf("folded twice:\n%s", diff)
	}
}

// TestWhatDoesNotOpenMakesAnEmptyRow folds an erased dispute, one whose box was moved from another event and one that was sealed in
// another database, whole and in part; everything else is indexed.
func TestWhatDoesNotOpenMakesAnEmptyRow(t *testing.T) {
	t.Parallel()
	pool, v := vaulted(t)
	_, foreign := vaulted(t)
	l, other := newLog(t, v), newLog(t, foreign)
	erased, moved, sealedElsewhere, kept := uuid.New(), uuid.New(), uuid.New(), uuid.New()
	for _, id := range []uuid.UUID{erased, moved, kept} {
		l.add(id, registered(0))
	}
	l.records[1].ID = uuid.New()
	other.add(sealedElsewhere, registered(0))
	l.records = append(l.records, other.records...)
	l.add(erased, corrected(0))
	l.add(moved, corrected(0))
	if err := v.Shred(t.Context(), es.Stream("dispute", erased), l.keys[erased]); err != nil {
		t.Fatal(err)
	}
	empty := 0
	rows := indexedIn(t, pool, v, l.records, 100)
	for _, row := range rows {
		if strings.Contains(row, `,{},{},{},{},{})`) {
			empty++
		}
		if strings.HasPrefix(row, "("+erased.String()) && !strings.Contains(row, "2026-11-22 ") {
			t.Errorf("the clear part of the correction of the erased dispute is lost: %s", row)
		}
	}
	// kept has two parties, moved the two that its correction left.
	if len(rows) != 4+2+2 || empty != 2 {
		t.Errorf("%d rows, %d of them empty:\n%s", len(rows), empty, strings.Join(rows, "\n"))
	}
}

// TestErasingEmptiesTheRowsThatARebuildMakes erases a dispute that is in the live index and in the one that is being made.
func TestErasingEmptiesTheRowsThatARebuildMakes(t *testing.T) {
	t.Parallel()
	pool, v := vaulted(t)
	l := newLog(t, v)
	l.story()
	definition, err := intake.IndexView(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, schema := range []string{"view_index", "view_index__next"} {
		err := pg.InTx(t.Context(), pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), fmt.Sprintf("create schema %s; set local search_path = %[1]s, public; %s", schema, definition.Schema)); err != nil {
				return err
			}
			return definition.Apply(t.Context(), tx, l.records)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for id := range l.keys {
		if err := v.Shred(t.Context(), es.Stream("dispute", id)); err != nil {
			t.Fatal(err)
		}
	}
	want := indexedIn(t, pool, v, l.records, 100)
	for _, schema := range []string{"view_index", "view_index__next"} {
		got := rowsOf(t, pool, schema+".dispute d order by dispute", schema+".party d order by dispute, place")
		if diff := cmp.Diff(want, got); diff != "" || len(got) != 18 {
			t.Errorf("%s:\n%s", schema, diff)
		}
	}
	if err := v.Shred(t.Context(), "proceeding-7"); err != nil { // nothing of it is in the index
		t.Fatal(err)
	}
}
