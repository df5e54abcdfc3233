package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
)

// part is a file of the package.
type part struct {
	name string
	data []byte
}

// newYear1980 is the first date that a ZIP file can say. Every part has it.
const newYear1980 = 1<<5 | 1

// pack writes the parts as they are: compressed by another compiler's library they would be other bytes.
func pack(parts []part) ([]byte, error) {
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, p := range parts {
		h := &zip.FileHeader{
			Name: p.name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(p.data),
			CompressedSize64: uint64(len(p.data)), UncompressedSize64: uint64(len(p.data)),
		}
		h.ModifiedDate = newYear1980 //nolint:staticcheck // SA1019: CreateRaw reads this field, and no other
		w, err := zw.CreateRaw(h)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", p.name, err)
		}
		if _, err := w.Write(p.data); err != nil {
			return nil, fmt.Errorf("pack %s: %w", p.name, err)
		}
	}
	if err := zw.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return out.Bytes(), nil
}
