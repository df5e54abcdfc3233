package main

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"anjie.internal/services/internal/longtest"
	"anjie.internal/services/internal/pg/pgtest"
)

// TestViewsRebuiltFromZeroAreTheLiveOnesAfterKills runs everything as a process of its own and lets it live a life of all kinds: a ledger is
// imported, reverted and imported anew, disputes and proceedings go every way that the sessions in testdata/transcripts tell, one is
// erased. Meanwhile the followers of all views are cut off in the middle of their batches, and the whole process is killed with SIGKILL or
// told to stop while a follower is in the middle of one. Then the live views must be, byte for byte, what the log says from zero; and
// statistics, its recomputation and the auditor's program must read the same success rate out of one log.
//
// ANJIE_SEED=N draws the same faults again, as far as they are drawn: in which transaction one falls is the machine's affair.
func TestViewsRebuiltFromZeroAreTheLiveOnesAfterKills(t *testing.T) {
	t.Setenv(asProgram, "1")
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("ANJIE_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("ANJIE_SEED=%d", seed)
	draw := rand.New(rand.NewPCG(seed, 0))
	cuts, ends := longtest.Pick(t, 8, 60), longtest.Pick(t, 4, 30)

	c := &city{person: person{t: t, dir: pgtest.Dir(t)}, draw: draw}
	c.ledger(longtest.Pick(t, 40, 600))
	c.faults = newFaults(c.person, draw)
	defer c.faults.disconnects()
	c.up()
	defer func() { c.child.kill() }()
	c.faults.arms(cuts)

	began := time.Now()
	took := func(what string) {
		t.Logf("%s: %.1f s", what, time.Since(began).Seconds())
		began = time.Now()
	}
	c.does("profile", "publish", c.profile, "--as", "administrator", "--acting-unit", wuxi)
	c.imports(c.mapping, ends/2)
	took("imported")
	c.reverts()
	c.imports(c.otherMapping(), ends-ends/2)
	took("reverted, and imported anew")
	if c.killed < ends/2 || c.stopped < ends/2 {
		t.Errorf("killed %d times and stopped %d times with a follower in the middle of a batch, want %d of each: the test is void", c.killed, c.stopped, ends/2)
	}
	c.livesEveryLife()
	c.owes()
	c.erases()
	c.everyKindHappened()
	took("the lives of the sessions")
	c.faults.settled()
	c.faults.enough(t, 3)
	c.faults.disarms()
	took("settled")

	t.Run("the registry knows every view and every table", func(t *testing.T) { c.faults.as(t).everyTable() })
	t.Run("rebuilt from zero they are the live ones", func(t *testing.T) { c.faults.as(t).rebuilds() })
	t.Run("every changed cell is noticed", func(t *testing.T) { c.faults.as(t).noticesEveryCell() })
	took("rebuilt and compared")
	t.Run("the auditor's program gives the same figures", func(t *testing.T) {
		person{t, c.dir}.theAuditorAgrees(wuxi, []string{"320205000000", "320205101203"}, draw)
	})
	took("the auditor")
	c.must(c.child.stop())
}

// wuxi is the city of all that happens.
const wuxi = "320200000000"

// city is what runs, as a process, and the ledger of its past.
type city struct {
	person
	draw    *rand.Rand
	child   *child
	faults  *faults
	killed  int // times that the process was killed, or told to stop, with a follower in the middle of a batch
	stopped int

	profile, file, mapping string
}

// ledger writes a made-up year with so many successes.
func (c *city) ledger(successes int) {
	c.t.Helper()
	root, err := filepath.Abs("../../..")
	c.must(err)
	dir := c.t.TempDir()
	c.profile, c.file, c.mapping = filepath.Join(root, "tools/cmd/ledgergen/testdata/profile.yaml"), filepath.Join(dir, "ledger.xlsx"), filepath.Join(dir, "m.yaml")
	cmd := exec.CommandContext(c.t.Context(), "go", "run", "./cmd/ledgergen", "--profile", c.profile, "--out", dir, "--successes", strconv.Itoa(successes),
		"--failures", strconv.Itoa(successes/10), "--calendar", filepath.Join(root, "services/internal/calendar/notices.txt"))
	cmd.Dir = filepath.Join(root, "tools")
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("%v\n%s", err, out)
	}
}

// up starts the process, on free ports, and waits until it is ready.
func (c *city) up() {
	c.t.Helper()
	self, err := os.Executable()
	c.must(err)
	c.child = &child{cmd: exec.Command(self, everything("--data", c.dir)...), log: filepath.Join(c.dir, childLog), done: make(chan struct{})} //nolint:noctx // it is ended in other ways
	log, err := os.OpenFile(c.child.log, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	c.must(err)
	defer log.Close() //nolint:errcheck // the process has its own copy
	c.child.cmd.Stdout, c.child.cmd.Stderr = log, log
	c.must(c.child.cmd.Start())
	go func(child *child) {
		child.err = child.cmd.Wait()
		close(child.done)
	}(c.child)
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	if _, err := c.child.ready(ctx, c.dir); err != nil {
		c.child.kill()
		c.t.Fatal(err)
	}
	c.faults.connects()
}

// attempt is an import on its way.
type attempt struct {
	cancel context.CancelFunc
	ended  chan struct{}
	err    error // valid when it has ended
}

// begins begins to import the ledger.
func (c *city) begins(mapping string) (*screen, *attempt) {
	ctx, cancel := context.WithCancel(c.t.Context())
	a := &attempt{cancel: cancel, ended: make(chan struct{})}
	p, out := c.program()
	go func() {
		defer close(a.ended)
		a.err = p.run(ctx, []string{"import", "ledger", c.file, "--mapping", mapping, "--acting-unit", wuxi, "--workers", "8"})
	}()
	return out, a
}

// now interrupts it.
func (a *attempt) now() {
	a.cancel()
	<-a.ended
}

// waits returns how it ended, and interrupts it when that takes too long.
func (a *attempt) waits(patience time.Duration) error {
	defer a.cancel()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-a.ended:
	case <-late.C:
		a.now()
	}
	return a.err
}

// imports imports the ledger as a mapping reads it, and ends the process some times in the middle of a batch of some view, now as a crash,
// now as an operator does. Whoever imports goes on with the same command.
func (c *city) imports(mapping string, ends int) {
	c.t.Helper()
	busy := slices.DeleteFunc(viewNames(), func(name string) bool { return name == "imports" }) // it knows of a dispute at its first step only
	for {
		out, a := c.begins(mapping)
		if ends == 0 {
			if err := a.waits(5 * time.Minute); err != nil {
				c.t.Fatalf("the import does not go on after it was interrupted: %v\n%s", err, out)
			}
			return
		}
		ends--
		if !c.faults.holds(busy, a.ended, c.ends) {
			c.t.Fatalf("the import ended before it was interrupted: %v\n%s", a.err, out)
		}
		a.now() // it would wait for the services to come back, but they come back elsewhere
		c.up()
	}
}

// ends ends the process, by turns.
func (c *city) ends() {
	c.t.Helper()
	if c.killed <= c.stopped {
		c.child.kill()
		c.killed++
		return
	}
	c.must(c.child.stop())
	c.stopped++
}

// otherMapping is another one, for it has another digest, that reads the same.
func (c *city) otherMapping() string {
	c.t.Helper()
	text, err := os.ReadFile(c.mapping)
	c.must(err)
	c.must(os.WriteFile(c.mapping+".other", append(text, '\n'), 0o600))
	return c.mapping + ".other"
}

// reverts takes the whole import back.
func (c *city) reverts() {
	c.t.Helper()
	id := anID.FindString(c.does("import", "list", "--acting-unit", wuxi))
	contains(c.t, c.does("import", "revert", id, "--reason", "X13", "--acting-unit", wuxi), "已全部作废")
}

// erases registers a dispute, ends it and erases what is personal in it.
func (c *city) erases() {
	c.t.Helper()
	id := c.registers()
	c.does("dispute", "withdraw", id, "--note", "握手言和")
	contains(c.t, c.does("vault", "shred", "--subject", "dispute-"+id, "--reason", "erasure.request", "--yes"), "已删除 dispute-"+id)
}
