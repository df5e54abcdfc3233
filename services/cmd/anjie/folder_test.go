package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"anjie.internal/services/internal/pg/pgtest"
)

// TestAFolderThatATokenHasMade is one that anjie all can use, also when it belongs to a careful root.
func TestAFolderThatATokenHasMade(t *testing.T) {
	before := syscall.Umask(0o077)
	t.Cleanup(func() { syscall.Umask(before) })
	above := filepath.Join(pgtest.Dir(t), "srv")
	h := person{t: t, dir: filepath.Join(above, "anjie")}
	h.does("token")
	for path, want := range map[string]os.FileMode{above: 0o711, h.dir: 0o711, keyFile(h.dir): 0o600} {
		if st, err := os.Stat(path); err != nil || st.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %o", path, st.Mode(), err, want)
		}
	}
	h.starts()()
	contains(t, person{t: t, dir: keyFile(h.dir)}.fails("token"), "数据文件夹", "not a directory", "[data-folder]")

	alone := person{t: t, dir: filepath.Join(above, "events")}
	alone.runs(`连接串：(\S+)`, "eventstore", "--listen", "127.0.0.1:0", "--log-level", "error")
}

func TestAFolderThatIsThereStaysAsItIs(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	person{t: t, dir: dir}.does("token")
	if st, err := os.Stat(dir); err != nil || st.Mode().Perm() != 0o750 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
}
