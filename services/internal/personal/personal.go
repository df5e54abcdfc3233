// Package personal holds personal data on its way between a person's request and the sealed part of an event.
//
// A Field carries plaintext only in memory. It never prints, logs or marshals what it holds: in JSON it is a sealed box, and
// marshalling one that the vault has not sealed is an error. Cores carry Fields through unseen; only internal/vault seals and
// opens them. The package is pure.
package personal

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// Box is the stored form of a sealed value. It is a contract: auditors read it, and it never changes for stored events.
type Box struct {
	// Key names the data key in the vault. Destroying that key erases the value for ever.
	Key string `json:"key"`
	// Sealed is AES-256-GCM over salt (32 bytes) and plaintext; nonce first. Associated data: subject, event id and field.
	Sealed []byte `json:"sealed"`
	// Commit is SHA-256 over the same salt and plaintext. It proves the plaintext to whoever is shown both, and hides it
	// from everybody else, for the salt is inside the box.
	Commit []byte `json:"commit"`
}

// Field is one personal value of an event: plain before sealing and after opening, a box in between.
// The zero value is an absent value; it marshals to null.
type Field struct {
	// plain is a pointer because fmt prints what lies in unexported fields and copied values without asking Format: of a pointer
	// to a string it prints the address, whatever the verb.
	plain *string
	box   *Box
}

// ErrUnsealed is returned by MarshalJSON for a value that the vault has not sealed.
var ErrUnsealed = errors.New("personal data reached the codec unsealed")

// Plain makes a field from plaintext. An empty string makes an absent one.
func Plain(s string) *Field {
	if s == "" {
		return &Field{}
	}
	return &Field{plain: &s}
}

// Sealed makes a field from a box, as it comes out of the log.
func Sealed(b Box) *Field { return &Field{box: &b} }

// Present reports whether there is anything, sealed or plain.
func (f *Field) Present() bool { return f != nil && (f.plain != nil || f.box != nil) }

// Reveal returns the plaintext, and false when the field is absent or still sealed. Whoever calls it must not log it.
func (f *Field) Reveal() (string, bool) {
	if f == nil || f.plain == nil {
		return "", false
	}
	return *f.plain, true
}

// Box returns the sealed form, and false when there is none.
func (f *Field) Box() (Box, bool) {
	if f == nil || f.box == nil {
		return Box{}, false
	}
	return *f.box, true
}

// Seal stores the sealed form beside the plaintext. Only internal/vault calls it.
func (f *Field) Seal(b Box) { f.box = &b }

// Format hides the value from every verb of fmt, also from those that do not fit.
func (*Field) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte("[personal]")) }

// String hides the value.
func (*Field) String() string { return "[personal]" }

// GoString hides the value from %#v.
func (*Field) GoString() string { return "[personal]" }

// LogValue hides the value from slog.
func (*Field) LogValue() slog.Value { return slog.StringValue("[personal]") }

// MarshalText refuses: text forms of personal data do not exist.
func (*Field) MarshalText() ([]byte, error) { return nil, ErrUnsealed }

// MarshalJSON returns the box, null for an absent value, and ErrUnsealed for plaintext without a box.
func (f *Field) MarshalJSON() ([]byte, error) {
	switch {
	case !f.Present():
		return []byte("null"), nil
	case f.box == nil:
		return nil, ErrUnsealed
	case strings.ContainsFunc(f.box.Key, escaped):
		return json.Marshal(f.box)
	default:
		return f.box.append(nil), nil
	}
}

// escaped reports whether JSON, as encoding/json writes it, gives a character another form. Keys of the vault have none.
func escaped(r rune) bool {
	return r < ' ' || r > '~' || strings.ContainsRune(`"\\<>&`, r)
}

// append writes what encoding/json writes, without reflection.
func (b *Box) append(to []byte) []byte {
	to = slices.Grow(to, len(b.Key)+base64.StdEncoding.EncodedLen(len(b.Sealed))+base64.StdEncoding.EncodedLen(len(b.Commit))+40)
	to = append(to, `{"key":"`...)
	to = append(to, b.Key...)
	to = append(to, `","sealed":`...)
	to = appendBase64(to, b.Sealed)
	to = append(to, `,"commit":`...)
	to = appendBase64(to, b.Commit)
	return append(to, '}')
}

func appendBase64(to, b []byte) []byte {
	if b == nil {
		return append(to, "null"...)
	}
	to = append(to, '"')
	to = base64.StdEncoding.AppendEncode(to, b)
	return append(to, '"')
}

// UnmarshalJSON reads a box or null.
func (f *Field) UnmarshalJSON(b []byte) error {
	*f = Field{}
	if string(b) == "null" {
		return nil
	}
	x, ok := parseBox(b)
	if !ok {
		if err := json.Unmarshal(b, &x); err != nil {
			return err
		}
	}
	f.box = &x
	return nil
}

// parseBox reads a box in the very form that MarshalJSON writes. Every fold of a case decodes all its boxes, and reading them
// by reflection is most of that work. Whatever looks otherwise is left to encoding/json.
func parseBox(b []byte) (x Box, ok bool) {
	rest, ok := strings.CutPrefix(string(b), `{"key":"`)
	if !ok {
		return Box{}, false
	}
	key, rest, _ := strings.Cut(rest, `","sealed":"`)
	sealed, rest, _ := strings.Cut(rest, `","commit":"`)
	commit, end, _ := strings.Cut(rest, `"`)
	if end != "}" || strings.ContainsAny(key, "\\\"") {
		return Box{}, false
	}
	var err error
	if x.Sealed, err = base64.StdEncoding.DecodeString(sealed); err != nil {
		return Box{}, false
	}
	if x.Commit, err = base64.StdEncoding.DecodeString(commit); err != nil {
		return Box{}, false
	}
	x.Key = key
	return x, true
}

// Holder is implemented by events that carry personal data. The names are field paths inside the event; they are part of the
// associated data and so never change. Absent fields may be left out or be nil.
type Holder interface {
	Personal() map[string]*Field
}
