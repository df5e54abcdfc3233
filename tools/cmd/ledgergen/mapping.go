package main

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed m.yaml
var mappingText string

// mapping is how the importer reads the ledger.
func mapping(year int) string { return strings.ReplaceAll(mappingText, "YEAR", strconv.Itoa(year)) }
