// Package pglocal runs a private PostgreSQL cluster from the installed server binaries.
//
// It makes the data folder, starts the server on a unix socket in a folder that only its owner can enter, waits until it
// answers, and stops it. Nothing listens on TCP. Root is dropped to user postgres (else nobody), because PostgreSQL refuses to
// run as root. When the process that started the server dies, the server shuts down by itself.
//
// What a person has to act on (no binaries, a broken folder, a folder of another version, folders that cannot be entered) comes
// as one fault with one sentence in Chinese and English. The package does not tune for large machines and does not back up.
package pglocal
