package eventstore

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	a, b, c, x := uuid.New(), uuid.New(), uuid.New(), uuid.New()
	at := func(id uuid.UUID, revision int64) place {
		return place{id: id, revision: revision, position: 100 + revision}
	}
	known := func(places ...place) map[uuid.UUID]place {
		m := map[uuid.UUID]place{}
		for _, p := range places {
			m[p.id] = p
		}
		return m
	}
	ids := func(ids ...uuid.UUID) []uuid.UUID { return ids }
	fresh := &head{last: noEvents}
	onlyMetadata := &head{id: 7, last: noEvents}
	live := &head{id: 7, last: 2}
	soft := &head{id: 7, last: 2, state: stateSoftDeleted}
	softEmpty := &head{id: 7, last: noEvents, state: stateSoftDeleted}
	gone := &head{id: 7, last: tombstoneRevision, state: stateTombstoned}
	accepted, conflict, deleted := decision{verdict: verdictAccepted}, decision{verdict: verdictConflict}, decision{verdict: verdictDeleted}
	repeated := func(p place) decision { return decision{verdict: verdictRepeated, last: p} }

	tests := []struct {
		row  string
		when situation
		then decision
	}{
		{"1 tombstoned, any", situation{head: gone, expected: expectAny, ids: ids(a)}, deleted},
		{"1 tombstoned, stream_exists", situation{head: gone, expected: expectStreamExists, ids: ids(a)}, deleted},
		{"1 tombstoned, no_stream", situation{head: gone, expected: expectNoStream, ids: ids(a)}, deleted},
		{"1 tombstoned, a revision", situation{head: gone, expected: 2, ids: ids(a)}, deleted},
		{"1 tombstoned, its own revision", situation{head: gone, expected: tombstoneRevision, ids: ids(a)}, deleted},
		{"1 tombstoned, nothing proposed", situation{head: gone, expected: expectAny}, deleted},
		{"1 tombstoned, even a repetition", situation{head: gone, expected: expectAny, ids: ids(a), known: known(at(a, 0))}, deleted},
		{"2 soft-deleted, stream_exists", situation{head: soft, expected: expectStreamExists, ids: ids(a)}, deleted},
		{"2 soft-deleted, stream_exists, nothing proposed", situation{head: soft, expected: expectStreamExists}, deleted},
		{"3 unknown stream, stream_exists", situation{head: fresh, expected: expectStreamExists, ids: ids(a)}, conflict},
		{"3 unknown stream, stream_exists, nothing proposed", situation{head: fresh, expected: expectStreamExists}, conflict},
		{"3 only metadata, stream_exists goes on as any", situation{head: onlyMetadata, expected: expectStreamExists, ids: ids(a)}, accepted},
		{"4 any, nothing proposed", situation{head: live, expected: expectAny}, accepted},
		{"4 any, unknown stream, nothing proposed", situation{head: fresh, expected: expectAny}, accepted},
		{"4 stream_exists, nothing proposed", situation{head: live, expected: expectStreamExists}, accepted},
		{"5 any, unknown stream", situation{head: fresh, expected: expectAny, ids: ids(a)}, accepted},
		{"5 any, first id unknown", situation{head: live, expected: expectAny, ids: ids(x, a), known: known(at(a, 0))}, accepted},
		{"5 any, soft-deleted", situation{head: soft, expected: expectAny, ids: ids(x)}, accepted},
		{"5 stream_exists, first id unknown", situation{head: live, expected: expectStreamExists, ids: ids(x)}, accepted},
		{"6 any, all ids known", situation{head: live, expected: expectAny, ids: ids(a, b), known: known(at(a, 0), at(b, 1))}, repeated(at(b, 1))},
		{"6 any, one id known", situation{head: live, expected: expectAny, ids: ids(c), known: known(at(c, 2))}, repeated(at(c, 2))},
		{"6 stream_exists, all ids known", situation{head: live, expected: expectStreamExists, ids: ids(b), known: known(at(b, 1))}, repeated(at(b, 1))},
		{"7 any, later id unknown", situation{head: live, expected: expectAny, ids: ids(a, x), known: known(at(a, 0))}, conflict},
		{"7 stream_exists, later id unknown", situation{head: live, expected: expectStreamExists, ids: ids(a, x), known: known(at(a, 0))}, conflict},
		{"8 below, nothing proposed", situation{head: live, expected: 1, stored: []place{at(c, 2)}}, conflict},
		{"8 no_stream on a stream, nothing proposed", situation{head: live, expected: expectNoStream}, conflict},
		{"8 no_stream, soft-deleted, nothing proposed", situation{head: soft, expected: expectNoStream}, conflict},
		{"9 the very events follow", situation{head: live, expected: 0, ids: ids(b, c), stored: []place{at(b, 1), at(c, 2)}}, repeated(at(c, 2))},
		{"9 the very events follow, and more", situation{head: live, expected: expectNoStream, ids: ids(a), stored: []place{at(a, 0), at(b, 1)}}, repeated(at(a, 0))},
		{"9 repeated before the stream was soft-deleted", situation{head: soft, expected: expectNoStream, ids: ids(a), stored: []place{at(a, 0)}}, repeated(at(a, 0))},
		{"10 another event follows", situation{head: live, expected: 1, ids: ids(x), stored: []place{at(c, 2)}}, conflict},
		{"10 no_stream on a live stream", situation{head: live, expected: expectNoStream, ids: ids(x), stored: []place{at(a, 0)}}, conflict},
		{"10 no_stream re-creates a soft-deleted stream", situation{head: soft, expected: expectNoStream, ids: ids(x), stored: []place{at(a, 0)}}, accepted},
		{"10 a revision does not re-create", situation{head: soft, expected: 0, ids: ids(x), stored: []place{at(b, 1)}}, conflict},
		{"11 a later id differs", situation{head: live, expected: 0, ids: ids(b, x), stored: []place{at(b, 1), at(c, 2)}}, conflict},
		{"11 a later event is missing", situation{head: live, expected: 1, ids: ids(c, x), stored: []place{at(c, 2)}}, conflict},
		{"11 in another order", situation{head: live, expected: 0, ids: ids(c, b), stored: []place{at(b, 1), at(c, 2)}}, conflict},
		{"12 the last revision", situation{head: live, expected: 2, ids: ids(x)}, accepted},
		{"12 the last revision, nothing proposed", situation{head: live, expected: 2}, accepted},
		{"12 no_stream, unknown stream", situation{head: fresh, expected: expectNoStream, ids: ids(x)}, accepted},
		{"12 no_stream, only metadata", situation{head: onlyMetadata, expected: expectNoStream, ids: ids(x)}, accepted},
		{"12 no_stream, soft-deleted without events", situation{head: softEmpty, expected: expectNoStream, ids: ids(x)}, accepted},
		{"12 the last revision, soft-deleted", situation{head: soft, expected: 2, ids: ids(x)}, accepted},
		{"13 above", situation{head: live, expected: 3, ids: ids(x)}, conflict},
		{"13 above, unknown stream", situation{head: fresh, expected: 0, ids: ids(x)}, conflict},
		{"13 above, nothing proposed", situation{head: live, expected: 3}, conflict},
	}
	for _, test := range tests {
		t.Run(test.row, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.then, decide(test.when), cmp.AllowUnexported(decision{}, place{})); diff != "" {
				t.Fatalf("(-want +got)\n%s", diff)
			}
		})
	}
}
