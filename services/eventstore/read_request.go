package eventstore

import (
	"fmt"
	"math"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// bound is where a read or subscription begins.
type bound int

const (
	boundStart bound = iota
	boundEnd
	boundGiven
)

// readRequest is a Read call whose options were found to go together.
type readRequest struct {
	stream        string // empty for $all
	backwards     bool
	subscription  bool
	count         uint64
	filter        *filter // nil for none
	ids           uuidForm
	resolve       bool
	compatibility uint32

	from     bound
	revision int64 // of a stream, when the bound is given
	commit   int64 // of $all
	prepare  int64
}

// all reports whether $all is read.
func (r *readRequest) all() bool { return r.stream == "" }

// newReadRequest reads the options of a Read call. Its errors are ready for the client.
func newReadRequest(options *streams.ReadReq_Options) (*readRequest, error) {
	r := &readRequest{
		backwards:     options.GetReadDirection() == streams.ReadReq_Options_Backwards,
		resolve:       options.GetResolveLinks(),
		compatibility: options.GetControlOption().GetCompatibility(),
	}
	switch options.GetUuidOption().GetContent().(type) {
	case *streams.ReadReq_Options_UUIDOption_Structured:
	case *streams.ReadReq_Options_UUIDOption_String_:
		r.ids = uuidText
	default:
		return nil, errMissingUUIDOption()
	}
	switch count := options.GetCountOption().(type) {
	case *streams.ReadReq_Options_Count:
		r.count = count.Count
	case *streams.ReadReq_Options_Subscription:
		r.subscription, r.count = true, math.MaxUint64
	}
	if !combine(options) {
		return nil, errBadCombination(combination(options))
	}
	if err := r.readTarget(options); err != nil {
		return nil, err
	}
	if filtered, ok := options.GetFilterOption().(*streams.ReadReq_Options_Filter); ok {
		f, err := newFilter(filtered.Filter)
		if err != nil {
			return nil, err
		}
		if r.subscription && f.multiplier == 0 {
			return nil, errBadOption("checkpointIntervalMultiplier must be greater than 0")
		}
		r.filter = f
	}
	return r, nil
}

func (r *readRequest) readTarget(options *streams.ReadReq_Options) error {
	switch target := options.GetStreamOption().(type) {
	case *streams.ReadReq_Options_Stream:
		return r.readStream(target.Stream)
	case *streams.ReadReq_Options_All:
		return r.readAll(target.All)
	}
	return errBadCombination(combination(options))
}

func (r *readRequest) readStream(options *streams.ReadReq_Options_StreamOptions) error {
	r.stream = string(options.GetStreamIdentifier().GetStreamName())
	if r.stream == "" {
		return errBadOption("the stream has no name")
	}
	if !storable(r.stream) {
		return errBadOption("the stream name must be UTF-8 without NUL")
	}
	switch from := options.GetRevisionOption().(type) {
	case *streams.ReadReq_Options_StreamOptions_Start:
	case *streams.ReadReq_Options_StreamOptions_End:
		r.from = boundEnd
	case *streams.ReadReq_Options_StreamOptions_Revision:
		r.from, r.revision = boundGiven, signed(from.Revision)
	default:
		return errBadOption("a read of a stream needs start, end or a revision")
	}
	return nil
}

func (r *readRequest) readAll(options *streams.ReadReq_Options_AllOptions) error {
	switch from := options.GetAllOption().(type) {
	case *streams.ReadReq_Options_AllOptions_Start:
	case *streams.ReadReq_Options_AllOptions_End:
		r.from = boundEnd
	case *streams.ReadReq_Options_AllOptions_Position:
		r.from = boundGiven
		r.commit, r.prepare = signed(from.Position.GetCommitPosition()), signed(from.Position.GetPreparePosition())
	default:
		return errBadOption("a read of $all needs start, end or a position")
	}
	return nil
}

// The commit and prepare position of an event are the same number here, but clients may send any pair; pairs compare by
// commit first.

// firstAt is the first position that is not before the given pair.
func (r *readRequest) firstAt() int64 {
	if r.prepare > r.commit && r.commit < math.MaxInt64 {
		return r.commit + 1
	}
	return r.commit
}

// lastSeen is the last position that is not after the given pair: subscriptions start behind it.
func (r *readRequest) lastSeen() int64 {
	if r.prepare < r.commit {
		return r.commit - 1
	}
	return r.commit
}

// combine reports whether the options go together.
func combine(options *streams.ReadReq_Options) bool {
	if options.GetStreamOption() == nil || options.GetCountOption() == nil {
		return false
	}
	_, subscription := options.GetCountOption().(*streams.ReadReq_Options_Subscription)
	_, stream := options.GetStreamOption().(*streams.ReadReq_Options_Stream)
	_, filtered := options.GetFilterOption().(*streams.ReadReq_Options_Filter)
	switch options.GetReadDirection() {
	case streams.ReadReq_Options_Forwards:
	case streams.ReadReq_Options_Backwards:
		if subscription {
			return false
		}
	default:
		return false
	}
	return !stream || !filtered
}

// combination names the options the way clients know them.
func combination(options *streams.ReadReq_Options) string {
	target, count, filter := "None", "None", "NoFilter"
	switch options.GetStreamOption().(type) {
	case *streams.ReadReq_Options_Stream:
		target = "Stream"
	case *streams.ReadReq_Options_All:
		target = "All"
	}
	switch options.GetCountOption().(type) {
	case *streams.ReadReq_Options_Count:
		count = "Count"
	case *streams.ReadReq_Options_Subscription:
		count = "Subscription"
	}
	if _, ok := options.GetFilterOption().(*streams.ReadReq_Options_Filter); ok {
		filter = "Filter"
	}
	return fmt.Sprintf("%s, %s, %s, %s", target, count, options.GetReadDirection(), filter)
}
