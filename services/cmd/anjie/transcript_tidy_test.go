package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/mediation"
)

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
