// Package busnats carries facts over NATS JetStream: an embedded server, connections that come back by themselves, and the
// Publisher and Subscriber of package bus. It is the only package that knows NATS.
//
// JetStream is a hint channel here. It acknowledges before it syncs (every two seconds, set explicitly), and it may lose its
// disk: the record is the event store.
package busnats

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"anjie.internal/services/internal/fault"
)

// SyncInterval is how often JetStream syncs to disk. The default of the server is two minutes.
const SyncInterval = 2 * time.Second

// Config of an embedded server.
type Config struct {
	// Dir holds the streams; it is created. It may be deleted while the server is stopped: nothing is lost but time.
	Dir string
	// Listen is HOST:PORT, port 0 for any free one. Empty: no port, only connections from this process (Options.Server).
	Listen      string
	Services    []Service
	Departments []Department
	Readers     []Reader
	MaxMemory   int64        // of streams in memory; default 64 MiB
	MaxFile     int64        // of streams on disk; default 1 GiB
	Logger      *slog.Logger // default: nothing is logged
}

// Server is a NATS server in this process.
type Server struct {
	srv       *server.Server
	passwords map[string]string
	stop      sync.Once
}

// Embedded starts a server and returns when it takes connections, which is a matter of milliseconds. A port that is taken and a
// folder that cannot be used are faults.
func Embedded(cfg Config) (*Server, error) {
	passwords, err := credentials(cfg)
	if err != nil {
		return nil, err
	}
	o, err := options(cfg, passwords)
	if err != nil {
		return nil, err
	}
	if err := usable(cfg); err != nil {
		return nil, err
	}
	srv, err := server.NewServer(o)
	if err != nil {
		return nil, fmt.Errorf("make the nats server: %w", err)
	}
	log := &serverLog{log: cfg.Logger}
	if log.log == nil {
		log.log = slog.New(slog.DiscardHandler)
	}
	srv.SetLoggerV2(log, false, false, false)
	s := &Server{srv: srv, passwords: passwords}
	srv.Start()
	if reason := log.reason(); reason != "" || !srv.ReadyForConnections(5*time.Second) {
		s.Stop()
		return nil, fault.New(fault.Unavailable, "nats-not-started",
			"消息总线未能启动，原因见日志。", "the NATS server did not start; the log says why").Because(errors.New(reason))
	}
	return s, nil
}

func options(cfg Config, passwords map[string]string) (*server.Options, error) {
	text, err := accountsConfig(cfg, passwords)
	if err != nil {
		return nil, err
	}
	o := &server.Options{}
	if err := o.ProcessConfigString(text); err != nil {
		return nil, fmt.Errorf("read the accounts of nats: %w", err)
	}
	o.ServerName = "anjie"
	o.NoSigs, o.NoLog = true, true // signals belong to main, lines to our logger
	o.JetStream, o.StoreDir, o.SyncInterval = true, cfg.Dir, SyncInterval
	o.JetStreamMaxMemory, o.JetStreamMaxStore = cfg.MaxMemory, cfg.MaxFile
	if cfg.MaxMemory <= 0 {
		o.JetStreamMaxMemory = 64 << 20
	}
	if cfg.MaxFile <= 0 {
		o.JetStreamMaxStore = 1 << 30
	}
	if cfg.Listen == "" {
		o.DontListen = true
		return o, nil
	}
	host, port, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("nats listen address: %w", err)
	}
	if o.Host = host; host == "" {
		o.Host = "0.0.0.0"
	}
	if o.Port, err = strconv.Atoi(port); err != nil {
		return nil, fmt.Errorf("nats listen address %q: the port is not a number", cfg.Listen)
	}
	if o.Port == 0 {
		o.Port = server.RANDOM_PORT
	}
	return o, nil
}

// usable tries what the server would only complain of in its log.
func usable(cfg Config) error {
	unusable := fault.New(fault.Unavailable, "nats-folder-unusable",
		fmt.Sprintf("消息总线的数据文件夹 %s 不可写。", cfg.Dir), fmt.Sprintf("the data folder of NATS, %s, cannot be written", cfg.Dir))
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return unusable.Because(err)
	}
	probe := filepath.Join(cfg.Dir, ".probe")
	if err := os.WriteFile(probe, nil, 0o600); err != nil {
		return unusable.Because(err)
	}
	if err := os.Remove(probe); err != nil {
		return unusable.Because(err)
	}
	if cfg.Listen == "" {
		return nil
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", cfg.Listen)
	if err != nil {
		return fault.New(fault.Unavailable, "nats-port-taken",
			fmt.Sprintf("消息总线的地址 %s 不可用，可能已被另一进程占用。", cfg.Listen),
			fmt.Sprintf("NATS cannot listen on %s; another process probably holds the port", cfg.Listen)).Because(err)
	}
	return l.Close()
}

// URL is where clients connect, empty without a port.
func (s *Server) URL() string {
	if a := s.Addr(); a != "" {
		return "nats://" + a
	}
	return ""
}

// Addr is HOST:PORT, empty without a port.
func (s *Server) Addr() string {
	a := s.srv.Addr()
	if a == nil {
		return ""
	}
	return a.String()
}

// Password returns that of a user, given or generated, empty for an unknown one. The process is its only reader: do not log it.
func (s *Server) Password(user string) string { return s.passwords[user] }

// Stop ends all connections, writes what is not on disk, and waits for both. It may be called twice.
func (s *Server) Stop() {
	s.stop.Do(s.srv.Shutdown)
	s.srv.WaitForShutdown()
}

// serverLog passes the server's lines on and remembers the first fatal one, after which Start returns as if nothing happened.
type serverLog struct {
	log *slog.Logger

	mu    sync.Mutex
	fatal string
}

func (l *serverLog) reason() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fatal
}

func (l *serverLog) write(level slog.Level, format string, v ...any) {
	l.log.LogAttrs(context.Background(), level, "nats server", slog.String("line", strings.TrimSpace(fmt.Sprintf(format, v...))))
}

// Noticef is a line about normal operation; the server is talkative.
func (l *serverLog) Noticef(format string, v ...any) { l.write(slog.LevelDebug, format, v...) }

// plaintext is a warning about configuration files that hold passwords. Ours is a text in memory, made at each start, and the
// passwords in it are random or given by this process: hashing them would cost a bcrypt round for every user and every
// connection and hide nothing from anybody.
const plaintext = "Plaintext passwords detected"

// Warnf is a line about something that may need attention.
func (l *serverLog) Warnf(format string, v ...any) {
	if !strings.HasPrefix(format, plaintext) {
		l.write(slog.LevelWarn, format, v...)
	}
}

// Errorf is a line about something that went wrong.
func (l *serverLog) Errorf(format string, v ...any) { l.write(slog.LevelError, format, v...) }

// Fatalf is a line after which the server does not work.
func (l *serverLog) Fatalf(format string, v ...any) {
	l.write(slog.LevelError, format, v...)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fatal == "" {
		l.fatal = fmt.Sprintf(format, v...)
	}
}

// Debugf is never switched on.
func (l *serverLog) Debugf(string, ...any) {}

// Tracef is never switched on: it would log what facts hold.
func (l *serverLog) Tracef(string, ...any) {}
