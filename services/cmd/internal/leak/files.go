package leak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// piece is how much of a file is read at a time: it stays in the processor's cache.
const piece = 256 << 10

// Files looks at every byte of every regular file in dir. kind names the kind of a file by its path within dir; with lines it counts
// its lines as items. What does not stand still, a file that goes away, is an error: scan what has stopped. dir itself may be a link to a
// folder; links within it lead elsewhere and are not followed.
func Files(ctx context.Context, f *Finder, dir string, kind func(path string) (name string, lines bool), to *Report) error {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		within, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		g.Go(func() error {
			name, lines := kind(within)
			s := f.Search()
			items, err := file(ctx, path, lines, s)
			if err != nil {
				return fmt.Errorf("scan: %w", err)
			}
			to.add(name, path, items, s)
			return nil
		})
		return ctx.Err()
	})
	return errors.Join(g.Wait(), err)
}

// file looks at one file and counts its lines if they are asked for.
func file(ctx context.Context, path string, lines bool, s *Search) (items int64, err error) {
	in, err := os.Open(path) //nolint:gosec // G304: the folder that the operator names
	if err != nil {
		return 0, err
	}
	defer in.Close() //nolint:errcheck // only read
	buf := make([]byte, piece)
	for {
		n, err := in.Read(buf)
		_, _ = s.Write(buf[:n]) // never fails
		if lines {
			items += int64(bytes.Count(buf[:n], []byte{'\n'}))
		}
		switch {
		case errors.Is(err, io.EOF):
			return items, nil
		case err != nil:
			return items, err
		case ctx.Err() != nil:
			return items, ctx.Err()
		}
	}
}
