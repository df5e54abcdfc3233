package eventstore

import (
	"context"
	_ "embed" // queries
)

var (
	//go:embed queries/page_all_forwards.sql
	pageAllForwardsSQL string
	//go:embed queries/page_all_backwards.sql
	pageAllBackwardsSQL string
	//go:embed queries/page_stream_forwards.sql
	pageStreamForwardsSQL string
	//go:embed queries/page_stream_backwards.sql
	pageStreamBackwardsSQL string
)

// Bounds of one page. A page is what a reader holds in memory; one more is fetched while it is sent.
const (
	pageBytes  = 1 << 20
	pageLimit  = 2048
	pageFirst  = 128 // most reads of a stream end within it
	pageGrowth = 8   // a page is at most so much longer than the one before it
)

// cursor walks over committed events page by page. Between pages it holds nothing but where it is.
type cursor interface {
	// next returns the next page, nil at the end. It reports whether there may be another one.
	next(ctx context.Context) (page []*record, more bool, err error)
}

// paging chooses how many events a page has, so that it weighs about pageBytes.
type paging struct {
	left  int64 // events still wanted
	most  int64 // events of the largest page
	limit int64 // events of the next page
}

func newPaging(wanted uint64, most int64) paging {
	return paging{left: signed(wanted), most: most, limit: min(pageFirst, most)}
}

func (p *paging) size() int64 { return min(p.limit, p.left) }

// full reports whether as many events were read as are wanted.
func (p *paging) full() bool { return p.left <= 0 }

func (p *paging) learn(page []*record) {
	if len(page) == 0 {
		return
	}
	weight := 0
	for _, e := range page {
		weight += e.size()
	}
	fitting := int64(pageBytes/(weight/len(page)+1)) + 1
	p.limit = min(fitting, p.limit*pageGrowth, p.most)
	p.left -= int64(len(page))
}

// allForwards walks $all over the positions from..to.
type allForwards struct {
	reader   *reader
	from, to int64
	paging   paging
}

func (c *allForwards) next(ctx context.Context) ([]*record, bool, error) {
	if c.from > c.to || c.paging.full() {
		return nil, false, nil
	}
	until := min(c.to, c.from+c.paging.size()-1)
	page, cut, err := c.reader.page(ctx, pageBytes, pageAllForwardsSQL, c.from, until)
	if err != nil {
		return nil, false, err
	}
	if cut {
		until = page[len(page)-1].position
	}
	c.from = until + 1
	c.paging.learn(page)
	return page, c.from <= c.to && !c.paging.full(), nil
}

// allBackwards walks $all over the positions from down to 1.
type allBackwards struct {
	reader *reader
	from   int64
	paging paging
}

func (c *allBackwards) next(ctx context.Context) ([]*record, bool, error) {
	if c.from < 1 || c.paging.full() {
		return nil, false, nil
	}
	until := max(1, c.from-c.paging.size()+1)
	page, cut, err := c.reader.page(ctx, pageBytes, pageAllBackwardsSQL, until, c.from)
	if err != nil {
		return nil, false, err
	}
	if cut {
		until = page[len(page)-1].position
	}
	c.from = until - 1
	c.paging.learn(page)
	return page, c.from >= 1 && !c.paging.full(), nil
}

// streamForwards walks one stream from a revision on, over what is published at head and not older than oldest.
type streamForwards struct {
	reader *reader
	id     int64
	from   int64
	head   int64
	oldest int64
	paging paging
}

func (c *streamForwards) next(ctx context.Context) ([]*record, bool, error) {
	if c.paging.full() {
		return nil, false, nil
	}
	limit := c.paging.size()
	page, cut, err := c.reader.page(ctx, pageBytes, pageStreamForwardsSQL, c.id, c.from, c.head, c.oldest, limit)
	if err != nil || len(page) == 0 {
		return nil, false, err
	}
	c.from = page[len(page)-1].revision + 1
	c.paging.learn(page)
	return page, (cut || int64(len(page)) == limit) && !c.paging.full(), nil
}

// streamBackwards walks one stream from a revision down to the lowest visible one.
type streamBackwards struct {
	reader *reader
	id     int64
	from   int64
	lowest int64
	head   int64
	oldest int64
	paging paging
}

func (c *streamBackwards) next(ctx context.Context) ([]*record, bool, error) {
	if c.from < c.lowest || c.paging.full() {
		return nil, false, nil
	}
	limit := c.paging.size()
	page, cut, err := c.reader.page(ctx, pageBytes, pageStreamBackwardsSQL, c.id, c.from, c.lowest, c.head, c.oldest, limit)
	if err != nil || len(page) == 0 {
		return nil, false, err
	}
	c.from = page[len(page)-1].revision - 1
	c.paging.learn(page)
	return page, (cut || int64(len(page)) == limit) && c.from >= c.lowest && !c.paging.full(), nil
}
