// Package logtest holds logs for tests to read, while they are written.
package logtest

import (
	"bytes"
	"strings"
	"sync"
)

// Log keeps what is written to it. The zero value is empty; it is safe for concurrent use.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write adds to the log. It never fails.
func (l *Log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// String is all that was written.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Count says how often the log says something.
func (l *Log) Count(what string) int { return strings.Count(l.String(), what) }
