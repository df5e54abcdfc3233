package pglocal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	// maxSocket is the length of sun_path without its final zero.
	maxSocket = 107
	// socketName is the file that PostgreSQL makes in the socket folder for port 5432.
	socketName = ".s.PGSQL.5432"
	// remembered holds the path of a socket folder outside Dir.
	remembered = "socket"
)

// socketDir returns the folder of the unix socket: Dir/s, or for a Dir that is too deep a private folder in the temporary
// folder, remembered in Dir/socket so that other processes (and the next start) find it.
func socketDir(dir string, o owner) (string, error) {
	sock := filepath.Join(dir, "s")
	if len(filepath.Join(sock, socketName)) <= maxSocket {
		if err := os.MkdirAll(sock, 0o700); err != nil { // with trust, whoever enters here is superuser
			return "", access(sock, err)
		}
		return sock, errors.Join(os.Chmod(sock, 0o700), o.own(sock)) //nolint:gosec // a folder needs its x bit
	}
	note := filepath.Join(dir, remembered)
	if b, err := os.ReadFile(note); err == nil { //nolint:gosec // the cluster's own folder
		sock = strings.TrimSpace(string(b))
		if os.Mkdir(sock, 0o700) == nil { //nolint:gosec // our own note; gone since: the same path again, so that connection strings stay true
			return sock, o.own(sock)
		}
		if private(sock, o) {
			return sock, nil
		}
	}
	sock, err := os.MkdirTemp("", "anjie-pg-") // 0700
	if err != nil {
		return "", fmt.Errorf("make a socket folder: %w", err)
	}
	if len(filepath.Join(sock, socketName)) > maxSocket {
		return "", say(ErrAccess, "文件夹 %s 与临时文件夹 %s 的路径都太长，无法容纳 unix 套接字（107 字节）：请选择较短的路径。",
			"the paths of %s and of the temporary folder %s are both too long for a unix socket (107 bytes): choose a shorter one", dir, os.TempDir())
	}
	if err := o.own(sock); err != nil {
		return "", fmt.Errorf("own the socket folder: %w", err)
	}
	if err := o.reach(sock); err != nil {
		return "", err
	}
	if err := os.WriteFile(note, []byte(sock+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("remember the socket folder: %w", err)
	}
	return sock, nil
}

// private reports whether path is still a folder that only PostgreSQL's user can enter: temporary folders get cleaned, and
// somebody else may have made one of the same name.
func private(path string, o owner) bool {
	st, err := os.Lstat(path) //nolint:gosec // our own note, and this is the check of it
	if err != nil || !st.IsDir() || st.Mode().Perm() != 0o700 {
		return false
	}
	sys, ok := st.Sys().(*syscall.Stat_t)
	want := o.uid
	if want < 0 {
		want = os.Geteuid()
	}
	return ok && int(sys.Uid) == want
}

// DSN returns the connection string of a database in the cluster that runs in dir, started by this process or another one.
func DSN(dir, db string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	sock := filepath.Join(dir, "s")
	if len(filepath.Join(sock, socketName)) > maxSocket {
		b, err := os.ReadFile(filepath.Join(dir, remembered)) //nolint:gosec // the cluster's own folder
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("no PostgreSQL was started in %s", dir)
		}
		if err != nil {
			return "", fmt.Errorf("find the socket folder: %w", access(dir, err))
		}
		sock = strings.TrimSpace(string(b))
	}
	return dsn(sock, db), nil
}

// dsn names every setting that the environment (PGPORT, PGUSER …) could otherwise change.
func dsn(sock, db string) string {
	return fmt.Sprintf("host=%s port=5432 user=postgres dbname=%s sslmode=disable", quote(sock), quote(db))
}

func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
