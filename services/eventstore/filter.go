package eventstore

import (
	"fmt"
	"strings"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/dlclark/regexp2"
)

const (
	// defaultWindow is how many events are considered between checkpoints when the client gives no window.
	defaultWindow = 32
	// matchTimeout ends a match of a regular expression that backtracks for ever.
	matchTimeout = 250 * time.Millisecond
)

// filter selects events of $all by the name of their stream or by their type. Regular expressions are of the .NET
// flavour and unanchored, because clients send such: Python's default filter looks ahead, which Go's regexp refuses.
type filter struct {
	byType     bool
	prefixes   []string
	regex      *regexp2.Regexp // wins over prefixes
	window     int64           // events considered per step
	multiplier int64           // steps per checkpoint
}

// newFilter reads the filter of a request. Its errors are ready for the client.
func newFilter(options *streams.ReadReq_Options_FilterOptions) (*filter, error) {
	f := &filter{multiplier: int64(options.GetCheckpointIntervalMultiplier())}
	var expression *streams.ReadReq_Options_FilterOptions_Expression
	switch by := options.GetFilter().(type) {
	case *streams.ReadReq_Options_FilterOptions_StreamIdentifier:
		expression = by.StreamIdentifier
	case *streams.ReadReq_Options_FilterOptions_EventType:
		f.byType, expression = true, by.EventType
	default:
		return nil, errBadOption("a filter needs stream_identifier or event_type")
	}
	switch window := options.GetWindow().(type) {
	case *streams.ReadReq_Options_FilterOptions_Max:
		f.window = max(1, int64(window.Max))
	case *streams.ReadReq_Options_FilterOptions_Count:
		f.window = defaultWindow
	default:
		return nil, errBadOption("a filter needs a window: max or count")
	}
	f.prefixes = expression.GetPrefix()
	if pattern := expression.GetRegex(); pattern != "" {
		regex, err := regexp2.Compile(pattern, regexp2.None)
		if err != nil {
			return nil, errBadOption(fmt.Sprintf("the filter's regular expression is malformed: %v", err))
		}
		regex.MatchTimeout = matchTimeout
		f.regex = regex
	}
	return f, nil
}

// interval is how many events are considered between two checkpoints.
func (f *filter) interval() int64 { return f.window * f.multiplier }

// match reports whether a reader of $all gets the record. A nil filter matches all but the hidden streams.
func (f *filter) match(r *record) (bool, error) {
	if hidden(r.stream) {
		return false, nil
	}
	if f == nil {
		return true, nil
	}
	subject := r.stream
	if f.byType {
		subject = r.typ
	}
	if f.regex != nil {
		ok, err := f.regex.MatchString(subject)
		if err != nil {
			return false, errBadOption("the filter's regular expression takes too long")
		}
		return ok, nil
	}
	for _, prefix := range f.prefixes {
		if strings.HasPrefix(subject, prefix) {
			return true, nil
		}
	}
	return false, nil
}

// hidden reports whether $all never shows a stream: the store's own book-keeping.
func hidden(stream string) bool {
	if !strings.HasPrefix(stream, "$") {
		return false
	}
	if stream == "$epoch-information" {
		return true
	}
	return strings.HasPrefix(stream, "$persistentsubscription-$all::") &&
		(strings.HasSuffix(stream, "-checkpoint") || strings.HasSuffix(stream, "-parked"))
}

// sift keeps the records of a page that match. It reuses the page.
func (f *filter) sift(page []*record) ([]*record, error) {
	kept := page[:0]
	for _, e := range page {
		ok, err := f.match(e)
		if err != nil {
			return nil, err
		}
		if ok {
			kept = append(kept, e)
		}
	}
	return kept, nil
}
