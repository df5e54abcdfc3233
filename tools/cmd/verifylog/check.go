package main

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

const longestLine = 64 << 20

// fewest is how many lines that cannot be understood are told one by one; a file of another kind has nothing else.
const fewest = 20

// chain is a stream as far as it was followed.
type chain struct {
	next   uint64 // revision
	head   sum    // hash of the last event
	line   int    // of the last event
	broken bool
}

// checker follows a log, line by line. Nothing that it reads makes it stop but a line of no end.
type checker struct {
	prefix string // of the streams to follow
	first  uint64 // how many events the extra digest is over; 0 for none

	line     int
	events   uint64
	at       position // of the last event
	digest   sum
	kept     *sum // digest of the first events
	streams  map[string]*chain
	followed int
	ids      map[[16]byte]struct{}
	end      *end
	rate     *rate // that is counted on the way; nil for none
	more     bool  // behind the end

	told     []told
	puzzling int // lines that could not be understood
}

// told is a place that is broken, with all that is wrong there. Line 0 is the file as a whole.
type told struct {
	line     int
	stream   string
	revision uint64
	ofStream bool
	why      []*reason
}

func newChecker(prefix string, first uint64) *checker {
	return &checker{prefix: prefix, first: first, streams: map[string]*chain{}, ids: map[[16]byte]struct{}{}}
}

// read follows everything and then judges the end. An error is one of reading; what is wrong with the log is in the report.
func (c *checker) read(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 1<<16), longestLine)
	for lines.Scan() {
		c.add(lines.Bytes())
	}
	err := lines.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		c.wrong(because(lineTooLong, c.line+1))
		err = nil
	}
	c.finish()
	return err
}

func (c *checker) wrong(why *reason) { c.told = append(c.told, told{why: []*reason{why}}) }

// add takes the next line.
func (c *checker) add(line []byte) {
	c.line++
	e, last, err := parseLine(line)
	if c.end != nil {
		if !c.more {
			c.told = append(c.told, told{line: c.line, why: []*reason{because(afterTheEnd)}})
		}
		c.more = true
	}
	switch {
	case err != nil:
		c.puzzling++
		if c.puzzling <= fewest {
			c.told = append(c.told, told{line: c.line, why: []*reason{because(notALine, err)}})
		}
	case last != nil:
		c.end = last
	default:
		c.follow(e)
	}
}

// follow takes the next event. Of each stream the first broken place is told.
func (c *checker) follow(e *event) {
	var why []*reason
	if c.events > 0 && !e.at.after(c.at) {
		why = append(why, because(positionNotAfter, e.at, c.at))
	}
	c.at = e.at
	if _, again := c.ids[e.id]; again {
		why = append(why, because(idAgain, e.id))
	}
	c.ids[e.id] = struct{}{}
	c.events++
	if c.rate != nil {
		c.rate.add(e)
	}
	h := e.hash()
	c.digest = c.digest.then(h)
	if c.events == c.first {
		kept := c.digest
		c.kept = &kept
	}

	s := c.streams[e.stream]
	chained := strings.HasPrefix(e.stream, c.prefix)
	if s == nil {
		s = &chain{}
		if chained {
			c.followed++
		}
		if chained || len(why) > 0 {
			c.streams[e.stream] = s
		}
	}
	if s.broken {
		return
	}
	if chained {
		if r := s.judge(e); r != nil {
			why = append(why, r)
		}
		s.next, s.head, s.line = e.revision+1, h, c.line
	}
	if len(why) > 0 {
		s.broken = true
		c.told = append(c.told, told{line: c.line, stream: e.stream, revision: e.revision, ofStream: true, why: why})
	}
}

// judge says why the event does not continue the stream, or nothing.
func (s *chain) judge(e *event) *reason {
	prev, err := e.prev()
	switch {
	case e.revision > s.next:
		return because(revisionsMissing, s.next)
	case e.revision < s.next:
		return because(revisionAgain, s.next)
	case err != nil:
		return because(noPrev, err)
	case prev != s.head && s.next == 0:
		return because(prevOfFirst, prev)
	case prev != s.head:
		return because(prevOther, s.line)
	}
	return nil
}

// finish judges the end against what was read.
func (c *checker) finish() {
	if c.puzzling > fewest {
		c.wrong(because(moreOfThem, c.puzzling-fewest))
	}
	if c.first > c.events {
		c.wrong(because(tooFew, c.first))
	}
	if c.rate != nil && c.rate.until != nil && c.rate.until.after(c.at) {
		c.wrong(because(tooEarly, c.at, c.rate.until))
	}
	if c.end == nil {
		c.wrong(because(noEnd))
		return
	}
	if c.end.events != c.events {
		c.wrong(because(endCounts, c.end.events, c.events))
	}
	if c.end.at != c.at {
		c.wrong(because(endPosition, c.end.at, c.at))
	}
	if c.end.digest != nil && *c.end.digest != c.digest {
		c.wrong(because(endDigest, c.end.digest))
	}
}

func (c *checker) broken() bool { return len(c.told) > 0 }

// report is the answer: what is broken, then the counts and the digest.
func (c *checker) report(l lang) string {
	var b strings.Builder
	line := func(t text, args ...any) { b.WriteString(t.in(l, args...) + "\n") }
	for _, at := range c.told { // in the order of the file
		said := make([]string, len(at.why))
		for i, why := range at.why {
			said[i] = why.in(l)
		}
		why := strings.Join(said, also.in(l))
		switch {
		case at.ofStream:
			line(inStream, at.line, at.stream, at.revision, why)
		case at.line > 0:
			line(inLine, at.line, why)
		default:
			line(inFile, why)
		}
	}
	if c.broken() {
		line(logBroken, len(c.told), c.events, c.followed, c.at)
	} else {
		line(logWhole, c.events, c.followed, c.at)
	}
	if c.kept != nil && c.first != c.events {
		line(digestOf, c.first, c.kept, c.kept.spoken())
	}
	line(digestOf, c.events, c.digest, c.digest.spoken())
	if r := c.rate; r != nil {
		c.figure(line, r)
	}
	return b.String()
}

// figure tells the success rate, but none of a log that is not whole.
func (c *checker) figure(line func(text, ...any), r *rate) {
	if c.broken() {
		line(rateNone)
		return
	}
	at := c.at
	if r.until != nil {
		at = *r.until
	}
	successes, all := r.count()
	title := rateIs
	if r.settlements {
		title = rateSettled
	}
	line(title, r.window, successes, all, percent(successes, all), at)
	if r.unread > 0 {
		line(rateUnread, r.unread)
	}
}
