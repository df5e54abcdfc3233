package intake

import (
	"github.com/google/uuid"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/unit"
)

// profileCategory is the first part of the names of the streams of profiles, one per city: profile-<uuid5 of the city's code>.
const profileCategory = "profile"

// publishedV1 is the frozen name of the stored event. It is never changed and never reused.
const publishedV1 = "profile-published-v1"

// profileNamespace is the namespace of the ids of profiles. It never changes.
var profileNamespace = uuid.MustParse("0b1f7c52-5f0d-5b37-8f4e-3a6f0f5d9c21")

// ProfileID is the id of a city's profile.
func ProfileID(city unit.Code) uuid.UUID { return uuid.NewSHA1(profileNamespace, []byte(city)) }

// ProfileCodec reads and writes the stored form of profile events.
func ProfileCodec() (*es.Codec[profile.Event], error) {
	return es.NewCodec[profile.Event](es.Named[*profile.PublishedV1](publishedV1))
}
