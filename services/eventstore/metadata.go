package eventstore

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
)

// Keys of stream metadata. Other keys are the clients' own. $acl is kept, not enforced: it must be well formed and is shown
// in streams.acl, but what a caller may do is decided by its Access alone. $cacheControl is for caches, of which there are none.
const (
	keyMaxCount       = "$maxCount"
	keyMaxAge         = "$maxAge"
	keyTruncateBefore = "$tb"
	keyCacheControl   = "$cacheControl"
	keyACL            = "$acl"
)

// maxAgeLimit is the longest age that the protocol's clients can express, in seconds.
const maxAgeLimit = math.MaxInt64 / 10_000_000

// metastreamMaxCount is how many events of a $$ stream are shown: only the last one counts.
const metastreamMaxCount = 1

// deletedMetadata is the metadata that makes a stream soft-deleted.
var deletedMetadata = []byte(`{"$tb":9223372036854775807}`)

// streamMetadata is the part of a stream's metadata that the server obeys or shows. The zero value obeys nothing.
type streamMetadata struct {
	truncateBefore int64  // revisions below are hidden; 0: none
	maxCount       int64  // so many revisions are shown; 0: all
	maxAge         int64  // seconds; 0: for ever
	acl            string // normalised JSON of $acl, kept and not enforced; "": none
}

// softDeleted reports whether the metadata hides every event there can be.
func (m streamMetadata) softDeleted() bool { return m.truncateBefore == tombstoneRevision }

// errMetadata is any reason why metadata is not obeyed. Nobody is told: such metadata counts as none.
var errMetadata = errors.New("stream metadata not usable")

// parseMetadata reads the last event of a $$ stream. Malformed JSON, a value of the wrong type or a number out of range
// make all of it void, not only the bad key: that is how the protocol has it.
func parseMetadata(data []byte, isJSON bool) streamMetadata {
	if !isJSON {
		return streamMetadata{}
	}
	keys, err := metadataKeys(data)
	if err != nil {
		return streamMetadata{}
	}
	var m streamMetadata
	var cacheControl int64
	err = errors.Join(
		metadataNumber(keys, keyTruncateBefore, 0, math.MaxInt64, &m.truncateBefore),
		metadataNumber(keys, keyMaxCount, 1, math.MaxInt64, &m.maxCount),
		metadataNumber(keys, keyMaxAge, 1, maxAgeLimit, &m.maxAge),
		metadataNumber(keys, keyCacheControl, 1, maxAgeLimit, &cacheControl),
		metadataACL(keys, &m.acl),
	)
	if err != nil {
		return streamMetadata{}
	}
	return m
}

// reviveMetadata is the metadata that follows data when a soft-deleted stream lives again from revision on: all other keys
// are kept. It returns false for what is not a JSON object.
func reviveMetadata(data []byte, revision int64) ([]byte, bool) {
	keys, err := metadataKeys(data)
	if err != nil {
		return nil, false
	}
	keys[keyTruncateBefore] = json.RawMessage(fmt.Sprint(revision))
	revived, err := json.Marshal(keys)
	return revived, err == nil
}

func metadataKeys(data []byte) (map[string]json.RawMessage, error) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(data, &keys); err != nil {
		return nil, fmt.Errorf("read stream metadata: %w", err)
	}
	if keys == nil {
		return nil, errMetadata
	}
	return keys, nil
}

func metadataNumber(keys map[string]json.RawMessage, key string, low, high int64, into *int64) error {
	raw, ok := keys[key]
	if !ok {
		return nil
	}
	if bytes.Equal(raw, []byte("null")) {
		return errMetadata
	}
	var n int64
	if err := json.Unmarshal(raw, &n); err != nil {
		return fmt.Errorf("read %s: %w", key, err)
	}
	if n < low || n > high {
		return errMetadata
	}
	*into = n
	return nil
}

// metadataACL normalises $acl: every role list becomes a list, whether one name or several were given.
func metadataACL(keys map[string]json.RawMessage, into *string) error {
	raw, ok := keys[keyACL]
	if !ok {
		return nil
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil || given == nil {
		return errMetadata
	}
	acl := make(map[string][]string, len(given))
	for _, key := range []string{"$r", "$w", "$d", "$mr", "$mw"} {
		roles, ok := given[key]
		if !ok {
			continue
		}
		var one string
		var several []string
		switch {
		case bytes.Equal(roles, []byte("null")):
			return errMetadata
		case json.Unmarshal(roles, &one) == nil:
			several = []string{one}
		case json.Unmarshal(roles, &several) != nil:
			return errMetadata
		}
		for _, role := range several {
			if strings.ContainsRune(role, 0) { // PostgreSQL has no NUL in texts
				return errMetadata
			}
		}
		acl[key] = several
	}
	normal, err := json.Marshal(acl)
	if err != nil {
		return fmt.Errorf("write %s: %w", keyACL, err)
	}
	*into = string(normal)
	return nil
}
