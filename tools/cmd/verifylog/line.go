package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// event is a line of the log.
type event struct {
	stream         string
	revision       uint64
	id             [16]byte
	typ            string
	at             position
	data, metadata []byte
}

// end is the last line.
type end struct {
	events uint64
	at     position
	digest *sum // nil if the end holds none
}

// position is a place in the log.
type position struct{ commit, prepare uint64 }

func (p position) String() string {
	if p.commit == p.prepare {
		return strconv.FormatUint(p.commit, 10)
	}
	return fmt.Sprintf("%d/%d", p.commit, p.prepare)
}

func (p position) after(q position) bool {
	return p.commit > q.commit || p.commit == q.commit && p.prepare > q.prepare
}

// object is the members of a JSON object by name. Names are compared byte by byte, and none comes twice: two readers of one object
// must not see two different things, which encoding/json alone would allow.
type object map[string]json.RawMessage

func parseObject(b []byte) (object, error) {
	if !utf8.Valid(b) {
		return nil, because(notUTF8)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, because(notObject)
	}
	out := object{}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return nil, because(notObject)
		}
		if _, again := out[name]; again {
			return nil, because(twice, name)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, because(notObject)
		}
		out[name] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, because(notObject)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, because(notObject)
	}
	return out, nil
}

// text returns a member that is a string.
func (o object) text(name string) (string, error) {
	raw, ok := o[name]
	if !ok {
		return "", because(missing, name)
	}
	var s *string
	if err := json.Unmarshal(raw, &s); err != nil || s == nil {
		return "", because(notString, name)
	}
	return *s, nil
}

// number returns a member that is a whole number, written in full.
func (o object) number(name string) (uint64, error) {
	raw, ok := o[name]
	if !ok {
		return 0, because(missing, name)
	}
	n, err := strconv.ParseUint(string(raw), 10, 64)
	if err != nil {
		return 0, because(notNumber, name)
	}
	return n, nil
}

func (o object) bytes(name string) ([]byte, error) {
	s, err := o.text(name)
	if err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil {
		return nil, because(notBase64, name)
	}
	return b, nil
}

func (o object) position() (position, error) {
	s, err := o.text("position")
	if err != nil {
		return position{}, err
	}
	p, ok := parsePosition(s)
	if !ok {
		return position{}, because(notPosition, s)
	}
	return p, nil
}

// parsePosition reads what String wrote, in one spelling only.
func parsePosition(s string) (position, bool) {
	commit, prepare, two := strings.Cut(s, "/")
	if !two {
		prepare = commit
	}
	var p position
	var errCommit, errPrepare error
	p.commit, errCommit = strconv.ParseUint(commit, 10, 64)
	p.prepare, errPrepare = strconv.ParseUint(prepare, 10, 64)
	return p, errCommit == nil && errPrepare == nil && p.String() == s
}

// parseLine reads a line: an event, or the end. Exactly one of the two is set unless there is an error.
func parseLine(line []byte) (*event, *end, error) {
	o, err := parseObject(line)
	if err != nil {
		return nil, nil, err
	}
	if raw, ok := o["end"]; ok {
		if string(raw) != "true" {
			return nil, nil, because(notTrue)
		}
		e, err := o.end()
		return nil, e, err
	}
	e, err := o.event()
	return e, nil, err
}

func (o object) event() (*event, error) {
	var e event
	var errs [7]error
	e.stream, errs[0] = o.text("stream")
	e.revision, errs[1] = o.number("revision")
	var id string
	id, errs[2] = o.text("id")
	e.typ, errs[3] = o.text("type")
	e.at, errs[4] = o.position()
	e.data, errs[5] = o.bytes("data")
	e.metadata, errs[6] = o.bytes("metadata")
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	var err error
	e.id, err = parseUUID(id)
	return &e, err
}

func (o object) end() (*end, error) {
	var e end
	var err error
	if e.events, err = o.number("events"); err != nil {
		return nil, err
	}
	if e.at, err = o.position(); err != nil {
		return nil, err
	}
	if _, ok := o["digest"]; !ok {
		return &e, nil
	}
	digest, err := o.text("digest")
	if err != nil {
		return nil, err
	}
	s, ok := parseSum(digest)
	if !ok {
		return nil, because(notHash, "digest")
	}
	e.digest = &s
	return &e, nil
}

func parseUUID(s string) (id [16]byte, err error) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, because(notUUID)
	}
	if n, err := hex.Decode(id[:], []byte(strings.ReplaceAll(s, "-", ""))); err != nil || n != len(id) {
		return [16]byte{}, because(notUUID)
	}
	return id, nil
}

// prev is the hash that the event's metadata holds of the event before it.
func (e *event) prev() (sum, error) {
	o, err := parseObject(e.metadata)
	if err != nil {
		return sum{}, err
	}
	s, err := o.text("prev")
	if err != nil {
		return sum{}, err
	}
	hash, ok := parseSum(s)
	if !ok {
		return sum{}, because(notHash, "prev")
	}
	return hash, nil
}
