package eventstore

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/pg/pgtest"
)

// metadataOf is the content of an event that sets stream metadata.
func metadataOf(json string) []record {
	return []record{{id: uuid.New(), typ: typeStreamMetadata, isJSON: true, data: []byte(json)}}
}

// streamRow is a row of streams.
type streamRow struct {
	Name   string
	Last   int64
	State  int16
	Before *int64
	Count  *int64
	Age    *int64
	ACL    *string
}

func streamRows(t *testing.T, dsn string) []streamRow {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	rows, err := conn.Query(t.Context(), `SELECT name, last_revision, state, truncate_before, max_count, max_age_s, acl::text FROM streams ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[streamRow])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func tail(t *testing.T, dsn string, n int) []row {
	t.Helper()
	all := dense(t, dsn)
	return all[max(0, len(all)-n):]
}

func same[T any](t *testing.T, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
}

func TestSoftDeleteAndRevival(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	b.do(kindAppend, "d", expectNoStream, some(3))
	b.do(kindAppend, "$$d", expectAny, metadataOf(`{"$maxCount":9,"free":"x"}`))

	b.expect(b.do(kindDelete, "d", 1, nil), result{verdict: verdictConflict, revision: 2})
	b.expect(b.do(kindDelete, "d", expectNoStream, nil), result{verdict: verdictConflict, revision: 2})
	b.expect(b.do(kindDelete, "never", expectAny, nil), result{verdict: verdictConflict, revision: noEvents})
	b.expect(b.do(kindDelete, "d", 2, nil), result{verdict: verdictAccepted, revision: 2, position: 5})
	same(t, tail(t, dsn, 1), []row{{5, "$$d", 1, typeStreamMetadata, `{"$tb":9223372036854775807}`}})
	b.expect(b.do(kindAppend, "d", expectStreamExists, some(1)), result{verdict: verdictDeleted})
	b.expect(b.do(kindDelete, "d", expectAny, nil), result{verdict: verdictAccepted, revision: 2, position: 6})

	// Re-created with no_stream: goes on behind the old events, in one transaction with the metadata that shows it again.
	events := some(2)
	b.expect(b.do(kindAppend, "d", expectNoStream, events), result{verdict: verdictAccepted, revision: 4, position: 8})
	same(t, tail(t, dsn, 1), []row{{9, "$$d", 3, typeStreamMetadata, `{"$tb":3}`}})
	if b.feed.head() != 9 {
		t.Fatalf("head %d", b.feed.head())
	}
	b.expect(b.do(kindAppend, "d", 2, events), result{verdict: verdictRepeated, revision: 4, position: 8})

	// Metadata written to a soft-deleted stream revives it too, and keeps the keys it brings.
	b.do(kindDelete, "d", expectAny, nil)
	b.expect(b.do(kindAppend, "$$d", expectAny, metadataOf(`{"$maxAge":60,"free":"y"}`)), result{verdict: verdictAccepted, revision: 5, position: 11})
	same(t, tail(t, dsn, 1), []row{{12, "$$d", 6, typeStreamMetadata, `{"$maxAge":60,"$tb":5,"free":"y"}`}})
	five, sixty, one := int64(5), int64(60), int64(1)
	want := []streamRow{{Name: "$$d", Last: 6, Count: &one}, {Name: "d", Last: 4, Before: &five, Age: &sixty}}
	same(t, streamRows(t, dsn), want)
}

func TestRevivalWithColdHeads(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	b.do(kindAppend, "d", expectNoStream, some(1))
	// Soft-deleted by hand: the other keys are kept when it lives again.
	b.do(kindAppend, "$$d", expectAny, metadataOf(`{"$tb":9223372036854775807,"$acl":{"$r":"ann"},"free":[1]}`))
	b.stop()
	b = sequence(t, dsn)
	b.expect(b.do(kindAppend, "d", expectStreamExists, some(1)), result{verdict: verdictDeleted})
	b.expect(b.do(kindAppend, "d", expectAny, some(1)), result{verdict: verdictAccepted, revision: 1, position: 3})
	same(t, tail(t, dsn, 1), []row{{4, "$$d", 1, typeStreamMetadata, `{"$acl":{"$r":"ann"},"$tb":1,"free":[1]}`}})
	b.stop()
	b = sequence(t, dsn)
	b.expect(b.do(kindAppend, "d", expectStreamExists, some(1)), result{verdict: verdictAccepted, revision: 2, position: 5})
}

// TestDeletionAndRevivalInOneBatch decides all of it on top of what is not committed yet.
func TestDeletionAndRevivalInOneBatch(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	var requests []*request
	send := func(kind requestKind, stream string, expected int64, events []record) {
		r := newRequest(t.Context(), kind, stream, expected, slices.Clone(events))
		if err := b.enqueue(r); err != nil {
			t.Fatal(err)
		}
		requests = append(requests, r)
	}
	send(kindAppend, "d", expectNoStream, some(2))
	send(kindDelete, "d", 1, nil)
	send(kindAppend, "d", expectNoStream, some(1))
	send(kindDelete, "d", expectAny, nil)
	send(kindAppend, "$$d", expectAny, metadataOf(`{"free":1}`))
	send(kindTombstone, "d", 2, nil)
	send(kindAppend, "d", expectAny, some(1))
	send(kindAppend, "$$d", expectAny, some(1))
	want := []result{
		{verdict: verdictAccepted, revision: 1, position: 2},
		{verdict: verdictAccepted, revision: 1, position: 3},
		{verdict: verdictAccepted, revision: 2, position: 4}, // 5: $tb 2
		{verdict: verdictAccepted, revision: 2, position: 6},
		{verdict: verdictAccepted, revision: 3, position: 7}, // 8: $tb 3
		{verdict: verdictAccepted, revision: tombstoneRevision, position: 9},
		{verdict: verdictDeleted},
		{verdict: verdictDeleted},
	}
	for i, r := range requests {
		got, err := b.wait(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if got != want[i] {
			t.Errorf("request %d: %+v, want %+v", i, got, want[i])
		}
	}
	same(t, tail(t, dsn, 3), []row{
		{7, "$$d", 3, typeStreamMetadata, `{"free":1}`},
		{8, "$$d", 4, typeStreamMetadata, `{"$tb":3,"free":1}`},
		{9, "d", tombstoneRevision, typeStreamDeleted, ``},
	})
}

func TestTombstoneIsForEver(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	b.do(kindAppend, "t", expectNoStream, some(1))
	b.do(kindAppend, "$$t", expectNoStream, metadataOf(`{"$maxCount":2}`))
	b.expect(b.do(kindTombstone, "t", 5, nil), result{verdict: verdictConflict})
	b.expect(b.do(kindTombstone, "t", 0, nil), result{verdict: verdictAccepted, revision: tombstoneRevision, position: 3})
	b.expect(b.do(kindTombstone, "new", expectNoStream, nil), result{verdict: verdictAccepted, revision: tombstoneRevision, position: 4})
	check := func(b *rig) {
		t.Helper()
		for _, expected := range []int64{expectAny, expectNoStream, expectStreamExists, 0} {
			for _, stream := range []string{"t", "new", "$$t", "$$new"} {
				for _, kind := range []requestKind{kindAppend, kindDelete, kindTombstone} {
					if res := b.do(kind, stream, expected, some(1)[:1-min(1, kind)]); res.verdict != verdictDeleted {
						t.Fatalf("%s, kind %d, expected %d: %+v", stream, kind, expected, res)
					}
				}
			}
		}
	}
	check(b)
	b.stop()
	check(sequence(t, dsn))
	if n := len(dense(t, dsn)); n != 4 {
		t.Fatalf("%d events", n)
	}
}

func TestEventsAreKept(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	b.do(kindAppend, "k", expectNoStream, some(1))
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	for _, sql := range []string{"UPDATE events SET type = 'x'", "DELETE FROM events", "TRUNCATE events"} {
		if _, err := conn.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s: allowed", sql)
		}
	}
	var undocumented int
	err = conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		WHERE c.relname IN ('events', 'streams', 'log_head') AND c.relkind = 'r' AND a.attnum > 0
		AND coalesce(col_description(c.oid, a.attnum), '') = ''`).Scan(&undocumented)
	if err != nil || undocumented != 0 {
		t.Fatalf("%d columns have no comment, %v", undocumented, err)
	}
}
