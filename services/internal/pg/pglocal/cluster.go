package pglocal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Config says where a cluster lives and what it is for.
type Config struct {
	// Dir holds everything: data, log, socket, lock. It is made when missing. Every folder above it must be enterable.
	Dir string
	// Durable keeps acknowledged commits through a crash of the machine. Only tests leave it false.
	Durable bool
	// MaxConnections of the server; 0 means 200.
	MaxConnections int
	// SharedBuffers in PostgreSQL's notation; empty means 128MB.
	SharedBuffers string
	// Extra are more settings, "name=value"; they win over those of this package.
	Extra []string
}

// Cluster is a PostgreSQL server that this process started. Its methods are safe for concurrent use.
type Cluster struct {
	cfg  Config
	bin  string
	own  owner
	data string
	sock string

	mu   sync.Mutex // one of Stop, Kill, Restart at a time
	lock *os.File   // flock on Dir/lock while we own the folder, nil after Stop
	proc *process
}

// Patience is how long Start waits for a predecessor that is shutting down, and Stop for a fast shutdown. Whoever stops a cluster gives it
// somewhat more: on a busy disk a shutdown that writes everything down takes many seconds.
const Patience = 15 * time.Second

// Start makes the cluster when it is not there, starts it and waits until it answers; ctx bounds the wait (recovery after a
// crash may take long), not the life of the server. The errors of this package are faults that name the folder in question.
func Start(ctx context.Context, cfg Config) (*Cluster, error) {
	if cfg.MaxConnections == 0 {
		cfg.MaxConnections = 200
	}
	if cfg.SharedBuffers == "" {
		cfg.SharedBuffers = "128MB"
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	cfg.Dir = dir
	c := &Cluster{cfg: cfg, data: filepath.Join(dir, "data")}
	if c.own, err = findOwner(); err != nil {
		return nil, err
	}
	if err := makeWalkable(dir); err != nil {
		return nil, access(dir, err)
	}
	if err := c.Restart(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

// makeWalkable makes the folder when there is none: user postgres has to walk in, whatever the umask is; data and s are 0700.
func makeWalkable(dir string) error {
	_, err := os.Stat(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // G301: see above
		return err
	}
	return os.Chmod(dir, 0o755) //nolint:gosec // G302: see above
}

// Restart starts the server again after Stop, Kill or its own end; a running one is stopped first.
func (c *Cluster) Restart(ctx context.Context) (err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.stop(); err != nil {
		return fmt.Errorf("stop before the restart: %w", err)
	}
	if err := c.acquire(ctx); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			c.release()
		}
	}()
	if c.bin, err = binFor(ctx, c.data); err != nil {
		return err
	}
	if err := c.own.reach(c.cfg.Dir); err != nil {
		return err
	}
	if c.sock, err = socketDir(c.cfg.Dir, c.own); err != nil {
		return err
	}
	if err := c.create(ctx); err != nil {
		return err
	}
	return c.launch(ctx)
}

// acquire takes the folder for us alone and waits until the processes of a predecessor have gone.
func (c *Cluster) acquire(ctx context.Context) error {
	path := filepath.Join(c.cfg.Dir, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the cluster's own folder
	if err != nil {
		return access(path, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return errors.Join(c.inUse("another process", "另一个进程"), f.Close())
	}
	c.lock = f
	wait, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	if vacated(wait, c.data) != nil {
		pids := inhabitants(c.data)
		c.release()
		if ctx.Err() != nil {
			return fmt.Errorf("wait for the former PostgreSQL: %w", ctx.Err())
		}
		if len(pids) == 0 {
			return c.inUse("PostgreSQL", " PostgreSQL ")
		}
		pid := strconv.Itoa(pids[0])
		return c.inUse("PostgreSQL (pid "+pid+")", " PostgreSQL（进程 "+pid+"）")
	}
	return dropStalePid(c.data)
}

func (c *Cluster) inUse(en, zh string) error {
	return say(ErrInUse, "文件夹 %[1]s 正被%[2]s使用：同一文件夹只能运行一个数据库。",
		"the folder %[1]s is in use by %[3]s: one folder runs one database", c.cfg.Dir, zh, en)
}

func (c *Cluster) release() {
	if c.lock != nil {
		_ = c.lock.Close() // ends the flock
		c.lock = nil
	}
}

// DSN returns the connection string of one database, as superuser over the private socket. It stays the same over restarts.
func (c *Cluster) DSN(db string) string { return dsn(c.sock, db) }

// Pid is the process id of the postmaster, 0 when none runs.
func (c *Cluster) Pid() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.proc == nil || c.proc.gone() {
		return 0
	}
	return c.proc.cmd.Process.Pid
}

// Done is closed when the server that runs now has ended, for whatever reason. After a Restart ask again.
func (c *Cluster) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.proc.done
}

// Stop shuts down fast (open transactions roll back, buffers are written) and waits. It may be called twice.
func (c *Cluster) Stop() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stop()
}

func (c *Cluster) stop() error {
	defer c.release()
	if c.proc == nil || c.proc.gone() {
		return nil
	}
	p := c.proc
	p.signal(syscall.SIGINT)
	t := time.NewTimer(Patience)
	defer t.Stop()
	select {
	case <-p.done:
	case <-t.C:
		p.signal(syscall.SIGQUIT) // immediate: the next start recovers from the log
		<-p.done
	}
	if filepath.Dir(c.sock) != c.cfg.Dir {
		_ = os.Remove(c.sock) // a folder among the temporary ones; not empty after an immediate shutdown
	}
	if p.err != nil {
		return fmt.Errorf("stop PostgreSQL: %w", p.err)
	}
	return nil
}

// Kill ends the postmaster and its children with SIGKILL, as a crash would, and waits until all have gone, because orphaned
// backends keep the shared memory that a new start needs. It is for tests of faults; it does nothing when none runs.
func (c *Cluster) Kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.proc == nil || c.proc.gone() {
		return
	}
	c.proc.signal(syscall.SIGKILL)
	<-c.proc.done
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for pids := inhabitants(c.data); len(pids) > 0; pids = inhabitants(c.data) {
		for _, pid := range pids {
			_ = syscall.Kill(pid, syscall.SIGKILL) // an error means that it has gone already
		}
		<-tick.C
	}
}
