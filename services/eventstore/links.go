package eventstore

import (
	"context"
	"strconv"
	"strings"
)

const (
	// linksAtOnce bounds what resolving holds in memory for one query.
	linksAtOnce = 32
	// resolvedPage is how many events a page has at most when its links are resolved.
	resolvedPage = 128
)

// linkTarget is where a link points.
type linkTarget struct {
	stream   string
	revision int64
}

// parseLink reads the data of a link, revision@stream.
func parseLink(data []byte) (linkTarget, bool) {
	number, stream, ok := strings.Cut(string(data), "@")
	if !ok || stream == "" || !storable(stream) {
		return linkTarget{}, false
	}
	revision, err := strconv.ParseInt(number, 10, 64)
	if err != nil || revision < 0 {
		return linkTarget{}, false
	}
	return linkTarget{stream: stream, revision: revision}, true
}

// plain wraps events that are read as they are stored.
func plain(page []*record) []resolved {
	out := make([]resolved, len(page))
	for i, e := range page {
		out[i].event = e
	}
	return out
}

// resolve replaces links by what they point to, with few queries for a page. A link whose target is not there, or not
// visible to a reader of the target's stream, stays without an event. Links are not followed further than once.
func (r *reader) resolve(ctx context.Context, page []*record, head, now int64) ([]resolved, error) {
	out := plain(page)
	var (
		names     []string
		revisions []int64
	)
	for _, e := range page {
		if e.typ != linkType {
			continue
		}
		if to, ok := parseLink(e.data); ok {
			names, revisions = append(names, to.stream), append(revisions, to.revision)
		}
	}
	found := map[linkTarget]*record{}
	for len(names) > 0 {
		n := min(len(names), linksAtOnce)
		targets, _, err := r.page(ctx, wholeResult, resolveLinksSQL, names[:n], revisions[:n], head, now)
		if err != nil {
			return nil, err
		}
		for _, e := range targets {
			found[linkTarget{stream: e.stream, revision: e.revision}] = e
		}
		names, revisions = names[n:], revisions[n:]
	}
	for i, e := range page {
		if e.typ != linkType {
			continue
		}
		out[i] = resolved{link: e}
		if to, ok := parseLink(e.data); ok {
			out[i].event = found[to]
		}
	}
	return out, nil
}
