package eventstore

import "math"

// ticksPerSecond converts seconds of $maxAge to the unit of created.
const ticksPerSecond = int64(10_000_000)

// streamInfo is what readers must know of a stream.
type streamInfo struct {
	ID             int64
	LastRevision   int64
	State          int16
	TruncateBefore *int64
	MaxCount       *int64
	MaxAgeS        *int64
}

// lowest is the first revision that $tb and $maxCount leave visible.
func (s *streamInfo) lowest() int64 {
	low := int64(0)
	if s.TruncateBefore != nil {
		low = max(low, *s.TruncateBefore)
	}
	if s.MaxCount != nil && s.LastRevision < tombstoneRevision {
		low = max(low, s.LastRevision-*s.MaxCount+1)
	}
	return low
}

// oldest is the first creation time that $maxAge leaves visible at now, both in ticks. One read uses one now.
func (s *streamInfo) oldest(now int64) int64 {
	if s.MaxAgeS == nil {
		return math.MinInt64
	}
	if *s.MaxAgeS > now/ticksPerSecond {
		return math.MinInt64
	}
	return now - *s.MaxAgeS*ticksPerSecond
}
