package intake

import (
	"cmp"
	"context"
	"encoding/base64"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/unit"
)

const (
	defaultUnits = 500
	maxUnits     = 2000
)

var errUnitsPage = fault.New(fault.Invalid, "page-size", "每页最多2000个机构。", "A page has 2000 units at most.")

// ListUnits answers with a page of the units at and below a unit.
func (s *Service) ListUnits(ctx context.Context, req *intakev1.ListUnitsRequest) (*intakev1.ListUnitsResponse, error) {
	a, err := identity.Require(ctx)
	if err != nil {
		return nil, err
	}
	prefix, ok := unit.Prefix(cmp.Or(req.GetUnit(), a.Unit))
	if !ok {
		return nil, dispute.ErrUnitFormat.On("unit")
	}
	if req.GetPageSize() > maxUnits {
		return nil, errUnitsPage.On("page_size")
	}
	var on calendar.Date
	if req.GetOn() != "" {
		if on, err = calendar.Parse(req.GetOn()); err != nil {
			return nil, entry.ErrDateFormat.On("on")
		}
	}
	top := unit.Code(prefix + strings.Repeat("0", 12-len(prefix)))
	after, err := unitToken(req.GetPageToken(), prefix)
	if err != nil {
		return nil, err
	}
	d, _, _, err := s.profiles.Version(ctx, top, req.GetVersion())
	if err != nil {
		return nil, err
	}
	if err := mayRead(a, d.Profile); err != nil {
		return nil, err
	}
	out := &intakev1.ListUnitsResponse{Version: uint32(d.Profile.Version)} //nolint:gosec // G115: counted from 1
	size := int(cmp.Or(req.GetPageSize(), defaultUnits))
	for _, u := range d.Below(prefix, after) {
		if !u.In(on) || req.GetDepth() > 0 && uint32(u.Code.Tier()) > uint32(top.Tier())+req.GetDepth() {
			continue
		}
		if len(out.GetUnits()) == size {
			out.NextPageToken = base64.RawURLEncoding.EncodeToString([]byte(out.GetUnits()[size-1].GetUnit().GetCode()))
			break
		}
		out.Units = append(out.Units, listedUnit(d, u))
	}
	return out, nil
}

func listedUnit(d *profile.Directory, u profile.Unit) *intakev1.ListedUnit {
	m := &intakev1.ListedUnit{Unit: unitMessage(u), Tier: profile.TierCode(u.Code.Tier()), Departments: d.Departments(u.Code)}
	if u.Code != d.Profile.City {
		m.Parent = string(u.Code.Parent())
	}
	return m
}

// unitToken reads a page token: the code of the last unit of the page before.
func unitToken(token, prefix string) (unit.Code, error) {
	if token == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if code := unit.Code(b); err == nil && code.Valid() && strings.HasPrefix(string(code), prefix) {
		return code, nil
	}
	return "", errPageToken.On("page_token")
}
