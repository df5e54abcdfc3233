package eventstore

import "github.com/google/uuid"

// Expected revisions that are not a revision. The numbers are the ones the protocol shows in errors.
const (
	expectNoStream     int64 = -1
	expectAny          int64 = -2
	expectStreamExists int64 = -4
)

// verdict is the outcome of checking one append against its stream.
type verdict uint8

const (
	verdictAccepted verdict = iota // append at the end of the stream
	verdictRepeated                // all of it is in the stream already
	verdictConflict                // the stream is not where the caller expected it
	verdictDeleted                 // the stream is closed to this append
)

// place is where an event stands.
type place struct {
	id       uuid.UUID
	revision int64
	position int64
}

// situation is all that the decision on one append rests on.
type situation struct {
	head     *head
	expected int64
	ids      []uuid.UUID         // of the proposed events, in order
	known    map[uuid.UUID]place // any, stream_exists: those of ids that the stream has already
	stored   []place             // exact revisions below the last one: the stream's events from expected+1 on
}

// decision says what to do and, for verdictRepeated, where the last of the events stands.
type decision struct {
	verdict verdict
	last    place
}

// decide checks an expected revision. The rows are those of the protocol's decision table, tried in order:
//
//	1  stream tombstoned                                            deleted
//	2  stream_exists, soft-deleted                                  deleted
//	3  stream_exists, neither events nor metadata                   conflict
//	4  any / stream_exists, no event proposed                       accepted
//	5  any / stream_exists, first id unknown in the stream          accepted
//	6  any / stream_exists, all ids known                           repeated
//	7  any / stream_exists, first id known, a later one not         conflict
//	8  revision below the last, no event proposed                   conflict
//	9  revision below the last, ids equal the events that follow    repeated
//	10 revision below the last, first id differs                    conflict; accepted for no_stream on a soft-deleted stream
//	11 revision below the last, first id equal, a later one not     conflict
//	12 revision is the last                                         accepted
//	13 revision above the last                                      conflict
func decide(s situation) decision {
	switch h := s.head; {
	case h.state == stateTombstoned:
		return decision{verdict: verdictDeleted}
	case s.expected == expectStreamExists && h.state == stateSoftDeleted:
		return decision{verdict: verdictDeleted}
	case s.expected == expectStreamExists && !h.exists():
		return decision{verdict: verdictConflict}
	case s.expected == expectAny, s.expected == expectStreamExists:
		return s.decideByID()
	case s.expected == h.last:
		return decision{verdict: verdictAccepted}
	case s.expected > h.last:
		return decision{verdict: verdictConflict}
	default:
		return s.decideByRevision()
	}
}

// decideByID is rows 4 to 7: the caller does not care where the stream ends, so only the ids can tell a repetition.
func (s situation) decideByID() decision {
	d := decision{verdict: verdictAccepted}
	for i, id := range s.ids {
		at, ok := s.known[id]
		switch {
		case !ok && i == 0:
			return d
		case !ok:
			return decision{verdict: verdictConflict}
		}
		d = decision{verdict: verdictRepeated, last: at}
	}
	return d
}

// decideByRevision is rows 8 to 11: the stream went on since the expected revision. By us, then it is a repetition; by
// somebody else, then it is a conflict.
func (s situation) decideByRevision() decision {
	switch {
	case len(s.ids) == 0:
		return decision{verdict: verdictConflict}
	case len(s.stored) == 0 || s.stored[0].id != s.ids[0]:
		if s.expected == expectNoStream && s.head.state == stateSoftDeleted {
			return decision{verdict: verdictAccepted}
		}
		return decision{verdict: verdictConflict}
	case len(s.stored) < len(s.ids):
		return decision{verdict: verdictConflict}
	}
	for i, id := range s.ids {
		if s.stored[i].id != id {
			return decision{verdict: verdictConflict}
		}
	}
	return decision{verdict: verdictRepeated, last: s.stored[len(s.ids)-1]}
}
