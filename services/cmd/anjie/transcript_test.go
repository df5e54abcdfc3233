package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"anjie.internal/services/cmd/anjie/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/mediation"
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

// stations are the roles as people say them.
var stations = map[string]string{
	"受理员": identity.RoleClerk, "导航员": identity.RoleNavigator, "分流员": identity.RoleDispatcher, "调解员": identity.RoleMediator,
	"主任": identity.RoleCommitteeChair, "网格员": identity.RoleGridWorker, "联络员": identity.RoleLiaison, "领导": identity.RoleLeader,
	"督查员": identity.RoleSupervisor, "审计员": identity.RoleAuditor, "统计员": identity.RoleStatistician, "管理员": identity.RoleAdministrator,
}

var (
	named     = regexp.MustCompile(`‹[^›]+›`)
	anImport  = regexp.MustCompile(`导入 +([0-9a-f-]{36})`)
	anID      = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	aPosition = regexp.MustCompile(`(位置 +)\d+(/\d+)?`)
	aCode     = regexp.MustCompile(`([0-9]{4}-[0-9]{12}-[0-9]{6})-[0-9A-Z]{8}\b`)
	aMask     = regexp.MustCompile(`([0-9]{4}-[0-9]{12}-[0-9]{6})-‹尾码›`)
	aDelay    = regexp.MustCompile(`(最后记录于 |last_step_at +)\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}`)
	aHeading  = regexp.MustCompile(`(第 \d+ 步  )\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}`)
	happened  = regexp.MustCompile(`(?m)^ *发生 .*\n`)
	aSize     = regexp.MustCompile(`\d+ 字节`)
	aDigest   = regexp.MustCompile(`[0-9a-f]{64}`)
)

// does lets somebody run anjie and returns what that person sees.
func (s *session) does(line string) string {
	s.t.Helper()
	var args []string
	for _, word := range splitWords(line) {
		if strings.HasPrefix(word, "deploy/") {
			word = filepath.Join("../../..", word)
		}
		if strings.HasPrefix(word, papers) { // beside the data folder
			word = filepath.Join(filepath.Dir(s.dir), word)
			if err := os.MkdirAll(filepath.Dir(word), 0o700); err != nil {
				s.t.Fatal(err)
			}
		}
		word = aMask.ReplaceAllStringFunc(word, func(masked string) string { return s.codes[aMask.FindStringSubmatch(masked)[1]] })
		args = append(args, named.ReplaceAllStringFunc(word, s.id))
	}
	if args[0] == "任何人" {
		return s.runs(args[1:])
	}
	who, unit, _ := strings.Cut(args[0], "@")
	role, number := strings.TrimRight(who, "0123456789"), ""
	if number = who[len(role):]; number == "" {
		number = "1"
	}
	if stations[role] == "" {
		s.t.Fatalf("nobody is called %s", who)
	}
	unit, department, _ := strings.Cut(unit, "/")
	args = append(args[1:], "--as", stations[role], "--acting-unit", unit, "--actor", stations[role]+"-"+number)
	if department != "" {
		args = append(args, "--department", department)
	}
	return s.runs(args)
}

func (s *session) runs(args []string) string {
	s.t.Helper()
	p, out := s.program()
	err := p.run(s.t.Context(), args)
	said := out.String()
	s.reaches(said)
	if err != nil {
		said += "拒绝：" + p.refusal(err) + "\n"
	}
	return s.tidy(said)
}

// splitWords splits a line as a shell would, as far as transcripts need it.
func splitWords(line string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	open := false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, open = r, true
		case quote == 0 && r == ' ':
			if open || word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(r)
		}
	}
	if open || word.Len() > 0 {
		words = append(words, word.String())
	}
	return words
}

// id makes the id of a name. ‹甲·调解2› is the second proceeding of 甲. Any other is a UUIDv7 of the beginning of the session's day, the same in every run.
func (s *session) id(name string) string {
	if dispute, n, ok := strings.Cut(strings.Trim(name, "‹›"), "·调解"); ok {
		number, err := strconv.Atoi(n)
		if err != nil {
			s.t.Fatal(err)
		}
		id := mediation.ProceedingID(uuid.MustParse(s.id("‹"+dispute+"›")), number).String()
		s.names[id] = name
		return id
	}
	sum := sha256.Sum256([]byte(name))
	var id uuid.UUID
	copy(id[:], sum[:])
	ms := uint64(s.clock.now().Truncate(24 * time.Hour).UnixMilli())
	for known, n := range s.names {
		if n == name {
			return known
		}
	}
	binary.BigEndian.PutUint64(id[:8], ms<<16|uint64(binary.BigEndian.Uint16(id[6:8])))
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	s.names[id.String()] = name
	for n := 1; n < 10; n++ { // people write ‹甲›/2 too
		s.names[mediation.ProceedingID(id, n).String()] = strings.TrimSuffix(name, "›") + "·调解" + strconv.Itoa(n) + "›"
	}
	return id.String()
}

// tidy takes out what differs from run to run.
func (s *session) tidy(said string) string {
	for _, m := range anImport.FindAllStringSubmatch(said, -1) {
		if s.names[m[1]] == "" {
			s.imports++
			s.names[m[1]] = fmt.Sprintf("‹导入%d›", s.imports)
		}
	}
	said = anID.ReplaceAllStringFunc(said, func(id string) string {
		if name := s.names[id]; name != "" {
			return name
		}
		return "‹编号›"
	})
	said = aPosition.ReplaceAllString(said, "${1}‹位置›")
	for _, code := range aCode.FindAllStringSubmatch(said, -1) {
		s.codes[code[1]] = code[0]
	}
	said = aCode.ReplaceAllString(said, "$1-‹尾码›")
	said = aDigest.ReplaceAllString(said, "‹摘要›")
	said = aSize.ReplaceAllString(said, "‹大小› 字节")
	said = strings.ReplaceAll(said, filepath.Dir(s.dir)+"/"+papers, papers)
	said = aDelay.ReplaceAllString(said, "${1}‹时间›")
	// What a service does by itself it does when the fact arrives.
	blocks := strings.Split(said, "\n\n")
	for i, b := range blocks {
		if strings.Contains(b, "何人  intake，") {
			blocks[i] = happened.ReplaceAllString(aHeading.ReplaceAllString(b, "${1}‹时间›"), "")
		}
	}
	said = strings.Join(blocks, "\n\n")
	lines := strings.Split(said, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
		if marked(lines[i]) {
			lines[i] = " " + lines[i]
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
