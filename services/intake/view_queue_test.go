package intake_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m, nil) }

// records are disputes of which every third is withdrawn, some at once and some much later.
func records(t *testing.T) []es.Record {
	t.Helper()
	codec, err := intake.Codec()
	if err != nil {
		t.Fatal(err)
	}
	var out []es.Record
	add := func(id uuid.UUID, revision uint64, e dispute.Event) {
		name, data, err := codec.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, es.Record{Stream: es.Stream("dispute", id), Revision: revision, Type: name, Data: data})
	}
	at := time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)
	var later []uuid.UUID
	for i := range 20 {
		id := uuid.NewSHA1(uuid.Nil, []byte{byte(i)})
		add(id, 0, &dispute.RegisteredV1{
			Category: "A02", Channel: "S01", Unit: "320205101203", Area: "320205101203", Scale: "01", Involved: i + 1,
			ReceivedAt: at, RegisteredAt: at.Add(time.Duration(i) * time.Second),
		})
		switch i % 6 {
		case 0:
			add(id, 1, &dispute.WithdrawnV1{Reason: "R31"})
		case 3:
			later = append(later, id)
		}
	}
	for _, id := range later {
		add(id, 1, &dispute.WithdrawnV1{Reason: "R31"})
	}
	return out
}

// TestTheQueueIsTheSameInBatchesOfAnySize is what views owe to the platform: a batch is folded in memory, and its borders must
// not show.
func TestTheQueueIsTheSameInBatchesOfAnySize(t *testing.T) {
	t.Parallel()
	definition, err := intake.QueueView()
	if err != nil {
		t.Fatal(err)
	}
	all := records(t)
	var want []string
	for _, size := range []int{1, 2, 7, len(all)} {
		pool := pgtest.Fresh(t)
		if _, err := pool.Exec(t.Context(), definition.Schema); err != nil {
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
		got := rows(t.Context(), t, pool)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) != 20 {
			t.Errorf("batches of %d give another queue of %d rows:\n%s", size, len(got), diff)
		}
	}
}

func rows(ctx context.Context, t *testing.T, q pg.Querier) []string {
	t.Helper()
	r, err := q.Query(ctx, "select d::text from dispute d order by dispute")
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(r, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return got
}
