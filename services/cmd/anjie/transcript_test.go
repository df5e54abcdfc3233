package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/pgtest"
)

// TestTranscripts plays the sessions in testdata/transcripts against a whole `anjie all` and compares every word that people are
// shown. A session is a text that an expert of the field can read and write:
//
//	# what it shows
//	@ 2026-11-23 09:00                        it is that time in Beijing; every command after it takes one minute
//	$ 受理员@320205101203 dispute register …   somebody with that role, of that unit, does something with anjie
//	$ 联络员@320205000000/justice …            … of a department
//	$ 调解员@320205001200 … --out 卷宗/协议书.docx   a paper is written into a folder of the session
//	$ 任何人 profile validate …                anybody: what needs no services and no office
//	? 出现 已办结：受理员@320205101203 …       the same, again and again until it shows that: it comes by a fact, or by a view
//
// What is indented or not marked is what anjie answers. ‹甲› is a case: the same name is the same id everywhere in the session. ‹尾码›
// behind a case number is the rest of its public code, once that was shown. ‹导入1› is the first import that anjie names.
// ANJIE_UPDATE_GOLDEN=1 writes the answers anew; the difference is read as behaviour.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := &session{t: t, dir: filepath.Join(pgtest.Dir(t), "anjie"), clock: &handClock{}, names: map[string]string{}, codes: map[string]string{}}
			got := s.play(string(want))
			if os.Getenv("ANJIE_UPDATE_GOLDEN") == "1" {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("the session goes otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

// handClock is turned by the session.
type handClock struct {
	real bool // nobody turns it, it shows the time as it is

	mu sync.Mutex
	at time.Time
}

func (c *handClock) now() time.Time {
	if c.real {
		return time.Now()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *handClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// papers is the folder into which people of a session write what they get.
const papers = "卷宗/"

// session is one transcript on its way.
type session struct {
	t     *testing.T
	dir   string
	clock *handClock
	names map[string]string // by id
	codes map[string]string // public case codes that were shown, by case number
	stop  func()

	imports int         // named by anjie
	reached es.Position // the last position that anybody was told: lists show what had happened up to there
}

func (s *session) program() (*program, *screen) {
	out := &screen{}
	return &program{in: strings.NewReader(""), out: out, err: out, environ: map[string]string{"ANJIE_DATA": s.dir, "ANJIE_AT_LEAST": s.atLeast()}, now: s.clock.now, lang: zh}, out
}

func (s *session) atLeast() string {
	if s.reached.IsZero() {
		return ""
	}
	return s.reached.String()
}

// reaches notes the positions that anjie tells.
func (s *session) reaches(said string) {
	for _, told := range aPosition.FindAllString(said, -1) {
		fields := strings.Fields(told)
		if at, err := es.ParsePosition(fields[len(fields)-1]); err == nil && s.reached.Before(at) {
			s.reached = at
		}
	}
}

// play runs a transcript and returns it with the answers that it got.
func (s *session) play(text string) string {
	s.t.Helper()
	var b strings.Builder
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		kind, rest, _ := strings.Cut(line, " ")
		switch kind {
		case "#":
			b.WriteString(line + "\n")
		case "@":
			at, err := time.ParseInLocation("2006-01-02 15:04", rest, say.Beijing())
			if err != nil {
				s.t.Fatalf("line %d: %v", i+1, err)
			}
			s.clock.set(at)
			if s.stop == nil {
				s.start()
			}
			b.WriteString(line + "\n")
		case "$", "?":
			for i+1 < len(lines) && !marked(lines[i+1]) {
				i++ // the answer that the file has
			}
			awaited := ""
			if kind == "?" {
				awaited, rest, _ = strings.Cut(strings.TrimPrefix(rest, "出现 "), "：")
			}
			said := s.does(rest)
			for try := 0; !strings.Contains(said, awaited); try++ {
				if try == 120 {
					s.t.Fatalf("line %d: %q never appears in\n%s", i+1, awaited, said)
				}
				<-time.After(500 * time.Millisecond) // some queries may not be asked often
				said = s.does(rest)
			}
			s.clock.set(s.clock.now().Add(time.Minute))
			b.WriteString(line + "\n" + said + "\n\n")
		default:
			if strings.TrimSpace(line) != "" {
				s.t.Fatalf("line %d belongs to nothing: %s", i+1, line)
			}
			b.WriteString("\n")
		}
	}
	if s.stop == nil {
		s.t.Fatal("the session does not say when it happens: @ YYYY-MM-DD hh:mm")
	}
	s.stop()
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func marked(line string) bool {
	return strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "@ ") || strings.HasPrefix(line, "$ ") || strings.HasPrefix(line, "? ")
}

// start runs everything on the session's clock until the test ends.
func (s *session) start() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	p, _ := s.program()
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, everything()) }()
	var once sync.Once
	s.stop = func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				s.t.Errorf("anjie all ended: %v", err)
			}
		})
	}
	s.t.Cleanup(s.stop)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			s.t.Fatalf("anjie all: %s", p.refusal(err))
		case <-tick.C:
			if _, err := os.Stat(runFile(s.dir)); err == nil {
				return
			}
		}
	}
}
