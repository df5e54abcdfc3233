package pglocal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/durable"
)

// maxLog is the size beyond which the log of earlier runs is put aside at a start.
const maxLog = 16 << 20

// create makes the data folder with initdb when there is none. It is built under another name and renamed, so that a crash in
// between leaves nothing that looks like a database.
func (c *Cluster) create(ctx context.Context) error {
	entries, err := os.ReadDir(c.data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return access(c.data, err)
	case len(entries) == 0:
		if err := os.Remove(c.data); err != nil {
			return access(c.data, err)
		}
	default:
		return c.checkData()
	}
	next := c.data + ".new"
	if err := os.RemoveAll(next); err != nil {
		return access(next, err)
	}
	if err := os.Mkdir(next, 0o700); err != nil {
		return access(next, err)
	}
	if err := c.own.own(next); err != nil {
		return access(next, err)
	}
	args := []string{
		"-D", next, "-U", "postgres", "--auth-local=trust", "--auth-host=reject", "-E", "UTF8", "--locale=C.UTF-8",
		"--no-instructions", "--data-checksums",
		// Whoever commits at the end of a segment makes the next one, writes it full of zeros and syncs it, and everybody waits. With
		// the usual 16 MB that was a commit of 30 to 50 ms every second under load; with 1 MB it drowns among the others.
		"--wal-segsize=1",
	}
	if !c.cfg.Durable {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "initdb"), args...) //nolint:gosec // the operator's own PG_BIN
	cmd.Dir, cmd.SysProcAttr, cmd.Env = next, c.own.attr(), environ()
	runtime.LockOSThread() // see process: Pdeathsig belongs to the forking thread
	out, err := cmd.CombinedOutput()
	runtime.UnlockOSThread()
	if ctx.Err() != nil {
		return fmt.Errorf("make the database: %w", ctx.Err())
	}
	if err != nil {
		return say(ErrBroken, "无法在 %s 建立数据库：%s。", "the database cannot be made in %s: %s", c.data, lastError(out, err)).Because(err)
	}
	if err := os.Rename(next, c.data); err != nil {
		return fmt.Errorf("put the new database in place: %w", err)
	}
	if err := durable.SyncDir(c.cfg.Dir); err != nil {
		return access(c.cfg.Dir, err)
	}
	return nil
}

// checkData finds what PostgreSQL would complain about in words that help less.
func (c *Cluster) checkData() error {
	st, err := os.Stat(c.data)
	if err != nil {
		return access(c.data, err)
	}
	if _, err := os.Stat(filepath.Join(c.data, "PG_VERSION")); errors.Is(err, fs.ErrNotExist) {
		return say(ErrBroken, "文件夹 %s 不为空，但其中没有 PostgreSQL 数据库：请从备份恢复，或另选数据文件夹。",
			"the folder %s is not empty and holds no PostgreSQL database: restore it from a backup, or choose another data folder", c.data)
	}
	uid := c.own.uid
	if uid < 0 {
		uid = os.Geteuid()
	}
	if sys, ok := st.Sys().(*syscall.Stat_t); ok && int(sys.Uid) != uid {
		return say(ErrAccess, "数据文件夹 %[1]s 属于用户号 %[2]d，而 PostgreSQL 以用户号 %[3]d 运行：请执行 chown -R %[3]d %[1]s。",
			"the data folder %[1]s belongs to user id %[2]d, PostgreSQL runs as user id %[3]d: chown -R %[3]d %[1]s", c.data, sys.Uid, uid)
	}
	if st.Mode().Perm()&0o027 != 0 {
		return say(ErrAccess, "数据文件夹 %[1]s 对其他用户开放（权限 %[2]o）：请执行 chmod 700 %[1]s。",
			"the data folder %[1]s is open to other users (mode %[2]o): chmod 700 %[1]s", c.data, st.Mode().Perm())
	}
	return nil
}

// settings of the server. Statements and details of errors stay out of its log: they may hold personal data.
func (c *Cluster) settings() []string {
	s := []string{
		"listen_addresses=", "port=5432", "unix_socket_permissions=0700", "cluster_name=" + clusterName(c.data), "logging_collector=off",
		"log_destination=stderr", "lc_messages=C", "log_error_verbosity=terse", "log_min_error_statement=panic",
		"log_checkpoints=off", "timezone=UTC", "log_timezone=UTC",
		"jit=off", // compiling costs more than our short queries
		"checkpoint_timeout=15min", "max_wal_size=2GB",
		"shared_buffers=" + c.cfg.SharedBuffers, "max_connections=" + strconv.Itoa(c.cfg.MaxConnections),
	}
	if !c.cfg.Durable {
		s = append(s, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
	}
	return append(s, c.cfg.Extra...)
}

// launch starts the server and waits until it answers.
func (c *Cluster) launch(ctx context.Context) error {
	name := filepath.Join(c.cfg.Dir, "log")
	if st, err := os.Stat(name); err == nil && st.Size() > maxLog {
		if err := os.Rename(name, name+".old"); err != nil {
			return access(name, err)
		}
	}
	log, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o640) //nolint:gosec // the operator's group may read it
	if err != nil {
		return access(name, err)
	}
	defer log.Close() //nolint:errcheck // the server has its own copy
	written, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return access(name, err)
	}
	args := []string{"-D", c.data, "-k", c.sock}
	for _, s := range c.settings() {
		args = append(args, "-c", s)
	}
	cmd := exec.Command(filepath.Join(c.bin, "postgres"), args...) //nolint:gosec,noctx // lives longer than ctx; Stop ends it
	cmd.Dir, cmd.SysProcAttr, cmd.Env, cmd.Stdout, cmd.Stderr = c.cfg.Dir, c.own.attr(), environ(), log, log
	p, err := start(cmd)
	if err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	c.proc = p
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		if conn, err := pgx.Connect(ctx, c.DSN("postgres")); err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-p.done:
			return whyExited(c.data, name, written)
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("wait for PostgreSQL: %w", ctx.Err()), c.stop())
		case <-tick.C:
		}
	}
}

// process is one run of the server.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // read after done
}

// start forks from a thread that is kept as long as the process lives: Pdeathsig fires when the forking THREAD ends, and the
// Go runtime ends idle threads.
func start(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		defer close(p.done)
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			p.err = cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

func (p *process) gone() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func (p *process) signal(s syscall.Signal) {
	_ = p.cmd.Process.Signal(s) // an error means that it has gone already
}

// environ keeps the operator's locale and PG variables out of the server.
func environ() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC"}
}

// lastError picks the line of initdb's output that says what went wrong.
func lastError(out []byte, err error) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for _, l := range lines {
		for _, level := range []string{"initdb: error:", "FATAL:", "PANIC:"} {
			if _, text, ok := strings.Cut(l, level); ok {
				return strings.TrimSpace(text)
			}
		}
	}
	if last := strings.TrimSpace(lines[len(lines)-1]); last != "" {
		return last
	}
	return err.Error()
}
