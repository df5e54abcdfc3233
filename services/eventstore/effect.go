package eventstore

import "github.com/google/uuid"

// decide settles one request against everything decided before it, and adds what it changes to the plan in the making.
// metadata holds the last metadata of soft-deleted streams, by $$ name, as of the beginning of the group.
func (l *ledger) decide(r *request, metadata map[string][]byte) {
	h := l.head(r.stream)
	if original, ok := originalOf(r.stream); ok && l.head(original).state == stateTombstoned {
		r.answer = result{verdict: verdictDeleted} // a tombstone closes the metadata too
		return
	}
	s := l.situation(r, h)
	if r.kind != kindAppend {
		s.ids = []uuid.UUID{uuid.Nil} // as for one event that nobody has seen before
	}
	d := decide(s)
	switch {
	case d.verdict == verdictRepeated:
		r.answer = result{verdict: verdictRepeated, revision: d.last.revision, position: d.last.position}
	case d.verdict == verdictDeleted:
		r.answer = result{verdict: verdictDeleted}
	case d.verdict == verdictConflict:
		r.answer = result{verdict: d.verdict, revision: h.last}
	case r.kind == kindAppend:
		l.append(r, h, metadata)
	case r.kind == kindDelete:
		l.softDelete(r, h)
	case r.kind == kindTombstone:
		l.tombstone(r)
	}
}

// append adds the request's events, and revives a soft-deleted stream that they go to.
func (l *ledger) append(r *request, h *head, metadata map[string][]byte) {
	if len(r.events) == 0 {
		r.answer = result{verdict: verdictAccepted, revision: h.last, position: l.making.next() - 1}
		return
	}
	revive, from := h.state == stateSoftDeleted, h.last+1
	p := l.write(r.stream, r.events)
	r.answer = result{verdict: verdictAccepted, revision: p.last, position: l.making.next() - 1}
	if original, ok := originalOf(r.stream); ok {
		l.obey(original, &r.events[len(r.events)-1])
	}
	if !revive {
		return
	}
	last := metadata[metastreamOf(r.stream)]
	for e := range l.unsettled(metastreamOf(r.stream)) {
		last = e.data
	}
	l.revive(r.stream, last, from)
}

// obey copies the metadata to the stream it is for. Metadata that comes while the stream is soft-deleted revives it.
func (l *ledger) obey(stream string, e *record) {
	if _, ok := originalOf(stream); ok {
		return // the metadata of $$ streams is fixed
	}
	p := l.touch(stream)
	wasDeleted := p.state == stateSoftDeleted
	p.metadata = parseMetadata(e.data, e.isJSON)
	p.state = stateLive
	if p.metadata.softDeleted() {
		p.state = stateSoftDeleted
	}
	if wasDeleted {
		l.revive(stream, e.data, p.last+1)
	}
}

// revive writes the metadata that shows the stream again from a revision on, with all other keys of last kept.
func (l *ledger) revive(stream string, last []byte, from int64) {
	data, ok := reviveMetadata(last, from)
	if !ok || l.head(metastreamOf(stream)).state == stateTombstoned {
		return
	}
	l.write(metastreamOf(stream), []record{{id: uuid.New(), typ: typeStreamMetadata, isJSON: true, data: data}})
	p := l.touch(stream)
	p.metadata = parseMetadata(data, true)
	p.state = stateLive
}

// softDelete replaces the stream's metadata by one that hides all events.
func (l *ledger) softDelete(r *request, h *head) {
	metastream := metastreamOf(r.stream)
	switch {
	case h.last == noEvents && !h.exists():
		r.answer = result{verdict: verdictConflict, revision: h.last}
		return
	case l.head(metastream).state == stateTombstoned:
		r.answer = result{verdict: verdictDeleted}
		return
	}
	l.write(metastream, []record{{id: uuid.New(), typ: typeStreamMetadata, isJSON: true, data: deletedMetadata}})
	r.answer = result{verdict: verdictAccepted, revision: h.last, position: l.making.next() - 1}
	if _, ok := originalOf(r.stream); ok {
		return
	}
	p := l.touch(r.stream)
	p.metadata = parseMetadata(deletedMetadata, true)
	p.state = stateSoftDeleted
}

// tombstone closes the stream for ever, and its metadata with it.
func (l *ledger) tombstone(r *request) {
	p := l.touch(r.stream)
	p.last = tombstoneRevision - 1
	l.write(r.stream, []record{{id: uuid.New(), typ: typeStreamDeleted}})
	p.state = stateTombstoned
	r.answer = result{verdict: verdictAccepted, revision: tombstoneRevision, position: l.making.next() - 1}
	if l.head(metastreamOf(r.stream)).exists() {
		l.touch(metastreamOf(r.stream)).state = stateTombstoned
	}
}

// touch returns the stream's entry in the plan in the making, for changing.
func (l *ledger) touch(name string) *planned {
	if p := l.making.heads[name]; p != nil {
		return p
	}
	at := len(l.making.records)
	p := &planned{head: *l.head(name), committed: l.committed(name), from: at, to: at}
	if p.id == 0 {
		if l.cache.get(name) == nil { // nobody has looked
			l.making.guesses = append(l.making.guesses, name)
		}
		l.streams++
		p.id = l.streams
		if _, ok := originalOf(name); ok {
			p.metadata.maxCount = metastreamMaxCount
		}
	}
	l.making.heads[name] = p
	return p
}

// write adds events to the end of a stream, in the plan in the making.
func (l *ledger) write(name string, events []record) *planned {
	p := l.touch(name)
	if p.from == p.to {
		p.from = len(l.making.records)
	}
	for i := range events {
		e := events[i]
		p.last++
		e.position, e.streamID, e.stream, e.revision, e.created = l.making.next(), p.id, p.name, p.last, l.created
		l.making.records = append(l.making.records, e)
	}
	p.to = len(l.making.records)
	return p
}
