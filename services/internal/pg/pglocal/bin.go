package pglocal

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// debian matches the server binaries of every installed version on Debian and its relatives.
const debian = "/usr/lib/postgresql/*/bin/postgres"

// FindBin returns the folder of the server binaries: PG_BIN when it is set, else the newest of Debian's versioned folders,
// else what PATH knows. It returns ErrNoBinaries when there is no postgres or no initdb in it.
func FindBin() (string, error) {
	for _, dir := range candidates() {
		if complete(dir) {
			return dir, nil
		}
	}
	return "", ErrNoBinaries
}

// candidates lists folders to try, best first. PG_BIN is an order, not a hint: with it nothing else is tried.
func candidates() []string {
	if d := os.Getenv("PG_BIN"); d != "" {
		return []string{d}
	}
	found, _ := filepath.Glob(debian)
	slices.SortFunc(found, func(a, b string) int { return cmp.Compare(debianMajor(b), debianMajor(a)) })
	dirs := make([]string, 0, len(found)+1)
	for _, p := range found {
		dirs = append(dirs, filepath.Dir(p))
	}
	if p, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	return dirs
}

func debianMajor(p string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(p)))) // /usr/lib/postgresql/<major>/bin/postgres
	return n
}

func complete(dir string) bool {
	for _, name := range []string{"postgres", "initdb"} {
		if st, err := os.Stat(filepath.Join(dir, name)); err != nil || st.IsDir() || st.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}

// major asks the binary for its major version. Debian's folder name says it without starting a process.
func major(ctx context.Context, dir string) string {
	if n := debianMajor(filepath.Join(dir, "postgres")); n > 0 {
		return strconv.Itoa(n)
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output() //nolint:gosec // the operator's own PG_BIN
	if err != nil {
		return ""
	}
	f := strings.Fields(string(out)) // postgres (PostgreSQL) 15.18 (Debian …)
	if len(f) < 3 {
		return ""
	}
	v, _, _ := strings.Cut(f[2], ".")
	return v
}

// binFor returns the binaries for a data folder: those of the version that wrote it, or FindBin's for a new folder.
func binFor(ctx context.Context, data string) (string, error) {
	newest, err := FindBin()
	if err != nil {
		return "", err
	}
	b, err := os.ReadFile(filepath.Join(data, "PG_VERSION")) //nolint:gosec // the cluster's own folder
	if err != nil {
		return newest, nil // a new folder, or one whose fault launch reports
	}
	want := strings.TrimSpace(string(b))
	if n, err := strconv.Atoi(want); err != nil || n < 1 {
		return newest, nil // not a version: PostgreSQL itself says what is wrong
	}
	var have []string
	for _, dir := range candidates() {
		if !complete(dir) {
			continue
		}
		m := major(ctx, dir)
		if m == want {
			return dir, nil
		}
		if !slices.Contains(have, m) {
			have = append(have, m)
		}
	}
	return "", say(ErrVersion,
		"数据文件夹 %[1]s 由 PostgreSQL %[2]s 写成，而已安装的是 PostgreSQL %[3]s：请安装 PostgreSQL %[2]s 或用 pg_upgrade 升级该文件夹。",
		"the data folder %[1]s was written by PostgreSQL %[2]s, installed is PostgreSQL %[3]s: install PostgreSQL %[2]s or upgrade the folder with pg_upgrade",
		data, want, strings.Join(have, ", "))
}
