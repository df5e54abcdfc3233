package durable_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"anjie.internal/services/internal/durable"
)

func TestOneOfManyCreatesTheFileAndAllReadIt(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "deep", "er")
	path := filepath.Join(dir, "key")
	var wg sync.WaitGroup
	var read [16][]byte
	for i := range read {
		wg.Go(func() {
			if err := durable.Create(path, bytes.Repeat([]byte{byte('a' + i)}, 1<<16)); err != nil {
				t.Error(err)
			}
			b, err := os.ReadFile(path)
			if err != nil || len(b) != 1<<16 {
				t.Errorf("%d bytes, %v", len(b), err)
			}
			read[i] = b
		})
	}
	wg.Wait()
	for _, b := range read {
		if !bytes.Equal(b, read[0]) {
			t.Fatal("two have read different files")
		}
	}
	for p, want := range map[string]fs.FileMode{path: 0o600, dir: 0o700 | fs.ModeDir} {
		if st, err := os.Stat(p); err != nil || st.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", p, st.Mode(), err, want)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func TestWhatCannotBeMadeIsAnError(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := durable.Create(file, nil); err != nil {
		t.Fatal(err)
	}
	if err := durable.Create(filepath.Join(file, "key"), nil); err == nil {
		t.Error("a file became a folder")
	}
	if err := durable.SyncDir(file + "s"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v for no folder", err)
	}
}
