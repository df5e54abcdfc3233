package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/unit"
)

var errProfileMissing = fault.New(fault.NotFound, "profile-missing",
	"该机构所属城市没有已发布的配置，或该日期尚无生效的配置。", "No profile is published for the city of this unit, or none holds on that day.")

const (
	// profileAge is how old what is known of a city may be before its stream is looked at again. A version that another replica
	// publishes is seen no later; one that this replica publishes is seen at once.
	profileAge = time.Second
	// profileStale is how old it may become while somebody looks.
	profileStale = 10 * time.Second
	// maxShelves bounds what is remembered of cities, those without a profile included.
	maxShelves = 4096
)

// profiles keeps the published profiles of cities in memory. It reads the stream of a city when it is first asked for, and what has been
// appended to it since when it is asked again after profileAge. It holds nothing that it could not read again.
type profiles struct {
	store es.Store
	codec *es.Codec[profile.Event]
	now   func() time.Time

	mu      sync.Mutex
	shelves map[unit.Code]*shelf
}

// shelf is what is known of one city.
type shelf struct {
	known atomic.Pointer[editions]
	turn  chan struct{} // held by whoever reads the stream
}

// editions are the versions of a city as of a moment. They are never changed.
type editions struct {
	checked time.Time
	list    []*edition // version 1 first
}

type edition struct {
	publishedAt   time.Time
	position      es.Position
	effectiveFrom calendar.Date
	open          func() (*profile.Directory, error) // once, when it is first asked
}

func newProfiles(store es.Store, now func() time.Time) (*profiles, error) {
	codec, err := ProfileCodec()
	if err != nil {
		return nil, err
	}
	return &profiles{store: store, codec: codec, now: now, shelves: map[unit.Code]*shelf{}}, nil
}

// For returns the profile that holds for a unit at a moment: of the nearest unit above that has one in force, the highest version whose day
// has come. It fails with profile-missing when there is none.
func (p *profiles) For(ctx context.Context, u unit.Code, at time.Time) (*profile.Directory, error) {
	day := calendar.DateOf(at)
	var found *edition
	_, err := p.nearest(ctx, u, func(known *editions) bool {
		for _, e := range known.list {
			if !e.effectiveFrom.After(day) {
				found = e
			}
		}
		return found != nil
	})
	if err != nil {
		return nil, err
	}
	return found.open()
}

// Version returns a version of the profile of a unit's city, 0 for the newest, with everything that is known of the city.
func (p *profiles) Version(ctx context.Context, u unit.Code, version uint32) (*profile.Directory, *edition, *editions, error) {
	known, err := p.nearest(ctx, u, func(known *editions) bool { return len(known.list) > 0 })
	if err != nil {
		return nil, nil, nil, err
	}
	if version == 0 {
		version = uint32(len(known.list)) //nolint:gosec // G115: a city publishes fewer
	}
	if uint64(version) > uint64(len(known.list)) {
		return nil, nil, nil, errProfileMissing.On("version")
	}
	e := known.list[version-1]
	d, err := e.open()
	return d, e, known, err
}

// nearest goes from a unit upwards to the first city, county or province that will do.
func (p *profiles) nearest(ctx context.Context, u unit.Code, will func(*editions) bool) (*editions, error) {
	for code := u; code != ""; code = code.Parent() {
		if code.Tier() > unit.County || !code.Valid() {
			continue
		}
		known, err := p.city(ctx, code, profileAge)
		if err != nil {
			return nil, err
		}
		if will(known) {
			return known, nil
		}
	}
	return nil, errProfileMissing
}

// city returns what is known of a city. While somebody looks whether what has grown older than age is still the newest, others go on
// with it: a moment more changes nothing that a moment less would not.
func (p *profiles) city(ctx context.Context, code unit.Code, age time.Duration) (*editions, error) {
	s := p.shelf(code)
	known := s.known.Load()
	if p.fresh(known, age) {
		return known, nil
	}
	select {
	case s.turn <- struct{}{}:
	default:
		if age > 0 && p.fresh(known, profileStale) {
			return known, nil
		}
		select {
		case s.turn <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	defer func() { <-s.turn }()
	known = s.known.Load()
	if p.fresh(known, age) { // read while we waited
		return known, nil
	}
	next, err := p.read(ctx, code, known)
	if err != nil {
		if errors.Is(err, es.ErrUnavailable) {
			err = es.ErrStoreUnavailable.Because(err)
		}
		return nil, err
	}
	s.known.Store(next)
	return next, nil
}

// read reads what has been published since.
func (p *profiles) read(ctx context.Context, code unit.Code, known *editions) (*editions, error) {
	next := &editions{checked: p.now()}
	if known != nil {
		next.list = slices.Clip(known.list) // others read the same array
	}
	for rec, err := range p.store.ReadStream(ctx, es.Stream(profileCategory, ProfileID(code)), uint64(len(next.list))) {
		if err != nil {
			return nil, fmt.Errorf("read the profile of %s: %w", code, err)
		}
		e, err := p.edition(rec)
		if err != nil {
			return nil, fmt.Errorf("read the profile of %s, revision %d: %w", code, rec.Revision, err)
		}
		next.list = append(next.list, e)
	}
	return next, nil
}

// published makes a version that was just published known here.
func (p *profiles) published(ctx context.Context, city unit.Code) error {
	_, err := p.city(ctx, city, 0)
	return err
}

func (p *profiles) fresh(known *editions, age time.Duration) bool {
	return known != nil && p.now().Sub(known.checked) < age
}

func (p *profiles) shelf(code unit.Code) *shelf {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.shelves[code]
	if !ok {
		if len(p.shelves) >= maxShelves {
			clear(p.shelves)
		}
		s = &shelf{turn: make(chan struct{}, 1)}
		p.shelves[code] = s
	}
	return s
}

// edition reads a stored event. Its directory is made when it is first asked for: of old versions nobody asks any more.
func (p *profiles) edition(rec es.Record) (*edition, error) {
	event, err := p.codec.Decode(rec.Type, rec.Data)
	if err != nil {
		return nil, err
	}
	switch e := event.(type) {
	case *profile.PublishedV1:
		if e.Profile == nil || uint64(e.Profile.Version) != rec.Revision+1 { //nolint:gosec // G115: versions are counted from 1
			return nil, fmt.Errorf("the event does not hold version %d", rec.Revision+1)
		}
		return &edition{
			publishedAt: e.RecordedAt, position: rec.Position, effectiveFrom: e.Profile.EffectiveFrom,
			open: sync.OnceValues(func() (*profile.Directory, error) { return profile.Open(e.Profile) }),
		}, nil
	}
	return nil, fmt.Errorf("no profile in %s", rec.Type)
}
