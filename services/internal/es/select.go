package es

import "strings"

// IsSystem reports whether an event belongs to the store itself: no reader and no follower sees it.
func IsSystem(stream, typ string) bool {
	return strings.HasPrefix(stream, "$") || strings.HasPrefix(typ, "$")
}

// Passes reports whether a follower with this filter sees an event of the stream and type.
func (f Filter) Passes(stream, typ string) bool {
	if IsSystem(stream, typ) {
		return false
	}
	if len(f.Streams) > 0 && !anyPrefix(f.Streams, stream) {
		return false
	}
	return len(f.Types) == 0 || anyPrefix(f.Types, typ)
}

func anyPrefix(prefixes []string, s string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
