package intake

import (
	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
)

// How likely two cases are the same is a number from 1 to 100, of the two cases and never of a person: at most 60 for the people
// and at most 40 for the matter. Both halves are needed. The same people in another matter are another case, and to say that it
// exists would tell what a person has had to do with the centre.
//
//	people  60  a party with the same id number, or the same name and phone
//	        40  a party with the same phone: families and firms share one
//	        20  a party with the same name: there are many 王伟
//	       +15  for a second party that is the same, up to 60
//	matter  40  times the likeness of title and narrative: of the pairs of characters of both, the part that they share (Jaccard)
//
// Two clerks who write down the same matter in their own words share a tenth to a half of the pairs; different matters share some
// hundredths, which are the phrases of all matters. What is left of a name alone needs more of it.
const (
	peopleSure   = 60
	peoplePhone  = 40
	peopleName   = 20
	peopleSecond = 15
	peopleMost   = 60
	matterMost   = 40

	alikeWhenSure  = 0.08
	alikeWhenPhone = 0.12
	alikeWhenName  = 0.25
	alikeSame      = 0.6
)

// compared is a case beside the one that is asked for.
type compared struct {
	parties map[personMatch]int // how many parties are the same, and in what
	matter  float64             // likeness of title and narrative
}

// personMatch is what two parties have in common, the surest last.
type personMatch uint8

const (
	noMatch personMatch = iota
	sameName
	samePhone
	sameNameAndPhone
	sameID
)

// match compares two parties by their tokens.
func match(a, b person) personMatch {
	name, phone := equal(a.whole, b.whole), equal(a.phone, b.phone)
	switch {
	case equal(a.number, b.number):
		return sameID
	case name && phone:
		return sameNameAndPhone
	case phone:
		return samePhone
	case name:
		return sameName
	}
	return noMatch
}

func equal(a, b *int64) bool { return a != nil && b != nil && *a == *b }

// score says how likely the cases are the same and why, or zero when one of the halves is missing.
func (c compared) score() (uint32, []intakev1.DuplicateReason) {
	var reasons []intakev1.DuplicateReason
	people, needed, same := 0, 0.0, 0
	for _, m := range [...]struct {
		of     personMatch
		points int
		needed float64
		reason intakev1.DuplicateReason
	}{
		{sameID, peopleSure, alikeWhenSure, intakev1.DuplicateReason_DUPLICATE_REASON_ID_NUMBER},
		{sameNameAndPhone, peopleSure, alikeWhenSure, intakev1.DuplicateReason_DUPLICATE_REASON_NAME_AND_PHONE},
		{samePhone, peoplePhone, alikeWhenPhone, intakev1.DuplicateReason_DUPLICATE_REASON_PHONE},
		{sameName, peopleName, alikeWhenName, intakev1.DuplicateReason_DUPLICATE_REASON_NAME},
	} {
		if c.parties[m.of] == 0 {
			continue
		}
		if people == 0 {
			people, needed = m.points, m.needed
		}
		same += c.parties[m.of]
		reasons = append(reasons, m.reason)
	}
	if people == 0 || c.matter < needed {
		return 0, nil
	}
	if same > 1 {
		people = min(peopleMost, people+peopleSecond)
		reasons = append(reasons, intakev1.DuplicateReason_DUPLICATE_REASON_SEVERAL_PARTIES)
	}
	if c.matter >= alikeSame {
		reasons = append(reasons, intakev1.DuplicateReason_DUPLICATE_REASON_SAME_MATTER)
	} else {
		reasons = append(reasons, intakev1.DuplicateReason_DUPLICATE_REASON_SIMILAR_MATTER)
	}
	return uint32(people) + uint32(matterMost*c.matter+0.5), reasons
}

// jaccard is the part of two sorted sets that is in both; zero when both are empty.
func jaccard(a, b []int64) float64 {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	if both == 0 {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
}
