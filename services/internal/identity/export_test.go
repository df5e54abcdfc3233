package identity

// PrivateOf returns the private key, to look for it where it must not be and to sign what no issuer would.
func PrivateOf(k Key) []byte { return k.private() }

// Kept returns how many verified tokens are remembered.
func (v *Verifier) Kept() int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return len(v.known)
}
