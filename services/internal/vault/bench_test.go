package vault_test

import (
	"testing"

	"github.com/google/uuid"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/vault"
)

// BenchmarkSeal seals three fields of an event. With a new key for each (a registration) the number is bounded by how fast the
// background makes keys durable, which is one insert for 512; with a known key (a later event) by AES and the random salt.
func BenchmarkSeal(b *testing.B) {
	v := open(b, vault.Config{Pool: pgtest.Fresh(b), KEK: newKEK(b), Batch: 512})
	three := func() map[string]*personal.Field {
		return map[string]*personal.Field{"name": personal.Plain("张三"), "phone": personal.Plain("13800000000"), "narrative": personal.Plain("邻里因采光发生纠纷，多次协商未果，请求调解。")}
	}
	event := uuid.New()
	known := seal(b, v, "dispute-1", uuid.Nil, event, three())
	for name, key := range map[string]uuid.UUID{"a new key": uuid.Nil, "a known key": known} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(32)
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if _, err := v.Seal(b.Context(), "dispute-1", key, event, three()); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
