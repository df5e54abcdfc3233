package main

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows how far something is: a bar on a terminal, a plain line at each quarter elsewhere.
type progress struct {
	p    *program
	what string
	bar  *progressbar.ProgressBar // nil where nobody looks

	mu       sync.Mutex
	most     int64
	quarters int64 // told
}

var progressUnit = text{"件", "items"}

var progressLine = text{"   %s：%d/%d", "   %s: %d/%d"}

func (p *program) progress(what string, most int64) *progress {
	g := &progress{p: p, what: what, most: most}
	if terminal(p.err) {
		g.bar = progressbar.NewOptions64(most,
			progressbar.OptionSetWriter(p.err), progressbar.OptionSetDescription("   "+what), progressbar.OptionSetWidth(30),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(p.say(progressUnit)), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond),
		)
	}
	return g
}

// set says how far it is, and of how much.
func (g *progress) set(done, most int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.bar != nil {
		if most != g.most && most > 0 {
			g.bar.ChangeMax64(most)
		}
		_ = g.bar.Set64(done) // only paint
	}
	g.most = most
	if g.bar != nil || most <= 0 {
		return
	}
	if quarters := 4 * done / most; quarters > g.quarters {
		g.quarters = quarters
		g.p.tell(progressLine, g.what, done, most)
	}
}

// end clears the bar.
func (g *progress) end() {
	if g.bar != nil {
		_ = g.bar.Finish() // only paint
	}
}

// terminal reports whether somebody is looking.
func terminal(w io.Writer) bool {
	if c, ok := w.(*copied); ok {
		w = c.screen
	}
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}

// copied is what people see, kept in a file as well.
type copied struct{ screen, file io.Writer }

func (c *copied) Write(b []byte) (int, error) {
	if _, err := c.file.Write(b); err != nil {
		return 0, err
	}
	return c.screen.Write(b)
}
