package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/mediation"
)

// asking are the commands of a session that write nothing.
var asking = regexp.MustCompile(`^\S+ (history|figure|import|(dispute|mediation|profile) (show|search|duplicates|list|query|route|diff|committees|document)|call (Get|List|Find|Search|Nothing))`)

// aDay is a date in a session.
var aDay = regexp.MustCompile(`20\d\d-\d\d-\d\d`)

// livesEveryLife lets people do in one city, today, what the sessions in testdata/transcripts tell: disputes and proceedings on
// every way that they take. What was not refused there should not be refused here, but for what a session tells of a later day: few
// steps may, for people of one session can be in the way of those of another.
func (h person) livesEveryLife() {
	h.t.Helper()
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) < 20 {
		h.t.Fatalf("%d sessions: %v", len(files), err)
	}
	steps, refused := 0, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		h.must(err)
		s, r := h.lives(strings.TrimSuffix(filepath.Base(file), ".txt"), string(text))
		steps, refused = steps+s, refused+r
	}
	h.t.Logf("%d steps of %d sessions, %d refused otherwise than there", steps, len(files), refused)
	if steps < 100 || refused > steps/20 {
		h.t.Errorf("%d of %d steps were refused: this is not what the sessions tell", refused, steps)
	}
}

// lives plays one session and returns how many steps it has, and how many of them were refused although they were not there.
func (h person) lives(name, text string) (steps, refusals int) {
	h.t.Helper()
	// The same name in another session is another case.
	lines := strings.Split(strings.ReplaceAll(text, "‹", "‹"+name+"/"), "\n")
	s := &session{t: h.t, dir: h.dir, clock: &handClock{real: true}, names: map[string]string{}}
	var began time.Time
	later := false
	for i := 0; i < len(lines); i++ {
		kind, rest, _ := strings.Cut(lines[i], " ")
		if kind == "@" {
			day, err := time.Parse(time.DateOnly, rest[:len(time.DateOnly)])
			h.must(err)
			if began.IsZero() {
				began = day
			}
			later = day.After(began)
		}
		if kind != "$" || asking.MatchString(rest) {
			continue
		}
		answer := i + 1
		for i+1 < len(lines) && !marked(lines[i+1]) {
			i++
		}
		if strings.Contains(strings.Join(lines[answer:i+1], "\n"), "拒绝：") {
			continue // some of it would be done here, as a fact comes sooner or later
		}
		steps++
		if said := s.repeats(shifted(rest, began), strings.Contains(rest, " profile publish "), later); said != "" {
			refusals++
			h.t.Logf("%s: %s\n%s", name, rest, said)
		}
	}
	return steps, refusals
}

// repeats does what a session says until it is not refused, and returns the refusal otherwise: what a fact brings about comes by itself,
// but not at once. What may be refused is not repeated, and what belongs to another day is soon let be.
func (s *session) repeats(line string, mayBe, later bool) string {
	s.t.Helper()
	patience := 10 * time.Second
	if later {
		patience = 2 * time.Second
	}
	deadline := time.Now().Add(patience)
	for {
		said := s.does(line)
		switch {
		case mayBe, !strings.Contains(said, "拒绝："):
			return ""
		case strings.Contains(said, "[timeout]"), strings.Contains(said, "[unavailable]"):
			mayBe = true // it may have happened, and then is refused as something new
		case time.Now().After(deadline) && later:
			return ""
		case time.Now().After(deadline):
			return said
		}
		<-time.After(50 * time.Millisecond)
	}
}

// shifted moves the dates of a line as many days as there are from the beginning of its session to today.
func shifted(line string, began time.Time) string {
	today, err := time.Parse(time.DateOnly, time.Now().In(say.Beijing()).Format(time.DateOnly))
	if err != nil {
		return line
	}
	return aDay.ReplaceAllStringFunc(line, func(day string) string {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return day
		}
		return at.Add(today.Sub(began)).Format(time.DateOnly)
	})
}

func TestDatesOfASessionMoveToToday(t *testing.T) {
	t.Parallel()
	today := time.Now().In(say.Beijing())
	began := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	got := shifted("call X due_on=2026-11-25 at=2026-11-22T09:00:00+08:00 n=2026", began)
	want := "call X due_on=" + today.AddDate(0, 0, 2).Format(time.DateOnly) + " at=" + today.AddDate(0, 0, -1).Format(time.DateOnly) + "T09:00:00+08:00 n=2026"
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// owes lets somebody owe since yesterday what he does not pay. The sessions tell that of a later day; here it is put on record afterwards.
func (h person) owes() {
	h.t.Helper()
	const street = "320205001200"
	day := func(ago int) string { return time.Now().In(say.Beijing()).AddDate(0, 0, -ago).Format(time.DateOnly) }
	late := func(ago int, as string, args ...string) {
		h.does(append(args, "--occurred-at", day(ago)+"T10:00:00+08:00", "--late-reason", "L03", "--as", as, "--actor", as+"-1", "--acting-unit", street)...)
	}
	id := anID.FindString(h.does("dispute", "register", "--title", "欠条之争", "--category", "A04", "--applicant", "王一", "--respondent", "李二",
		"--received-at", day(5)+"T10:00:00+08:00", "--late-reason", "L03", "--acting-unit", street))
	late(4, "committee-chair", "mediation", "open", id, "--matter", "欠条之争", "--applicant", "王一", "--respondent", "李二", "--mediator", "mediator-1=赵调解")
	late(3, "mediator", "mediation", "session", id+"/1", "--attended", "1,2", "--minutes", "核对借条")
	late(3, "mediator", "mediation", "agree", id+"/1", "--form", "F01", "--subjects", "J01", "--terms", "十一月内还清", "--owed", "2,1,"+day(1)+",500,还款")
	contains(h.t, h.does("mediation", "perform", id+"/1", "--result", "V5", "--as", "mediator", "--actor", "mediator-1", "--acting-unit", street), "履行情况")
}

// notToday are the kinds of events that the day on which a test runs cannot bring about, and why.
var notToday = map[string]string{
	"limit-recounted-v1": "the days off of the year in which a limit ends are published while the proceeding runs",
}

// everyKindHappened wants every kind of event that the services can store to stand in the log: a life that nobody leads shows nothing of
// the views that follow it.
func (h person) everyKindHappened() {
	h.t.Helper()
	happened, _ := h.eventTypes()
	for _, names := range []func() ([]string, error){
		namesOf(intake.Codec), namesOf(intake.ProfileCodec), namesOf(intake.ImportCodec), namesOf(mediation.Codec), namesOf(mediation.RosterCodec),
	} {
		known, err := names()
		h.must(err)
		if len(known) == 0 {
			h.t.Error("a codec knows nothing: the test is void")
		}
		for _, name := range known {
			switch why, excused := notToday[name]; {
			case happened[name] == 0 && !excused:
				h.t.Errorf("%s never happens", name)
			case happened[name] > 0 && excused:
				h.t.Errorf("%s happens, although %s", name, why)
			}
		}
	}
	h.t.Logf("what happened: %v", happened)
}

// namesOf are the stored names that a codec knows.
func namesOf[E any](codec func() (*es.Codec[E], error)) func() ([]string, error) {
	return func() ([]string, error) {
		c, err := codec()
		if err != nil {
			return nil, err
		}
		return c.Names(), nil
	}
}

// reads calls do with every event of the log.
func (h person) reads(do func(es.Record)) {
	h.t.Helper()
	p, _ := h.program()
	h.must(p.log(h.t.Context(), h.dir, "", func(ctx context.Context, s es.Store) error {
		for rec, err := range s.ReadAll(ctx, es.Position{}) {
			if err != nil {
				return err
			}
			do(rec)
		}
		return nil
	}))
}
