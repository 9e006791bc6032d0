package server

import (
	"context"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A fairness is what keeps one caller from taking what is for all. A caller is a
// principal, or where nobody is asked who he is, an address. Who asks too fast waits; who
// asks for too much at once is refused; what takes long has few places, and one caller
// few of those. Safe for concurrent use.
type fairness struct {
	capacity
	places, heavyPlaces chan struct{} // of all callers

	mu      sync.Mutex // guards all below, and the counts in callers
	callers map[string]*caller
	tries   map[string]*rate.Limiter // failed sign-ins, by address
}

// A capacity is how much there is.
type capacity struct {
	requests, requestsEach int           // handled at once: of all callers, of one
	heavy, heavyEach       int           // of them such that take long
	heavyWait              time.Duration // for one of those places
	feedsEach              int           // open at once
	rate                   rate.Limit    // requests in a second of one caller
	burst                  int
	paceWait               time.Duration // the longest that who is too fast is made to wait
	attemptEvery           time.Duration // failed sign-ins of one address: one more each time …
	attempts               int           // … up to so many
	callersMax             int           // remembered
}

var defaultCapacity = capacity{
	requests: requestsMax, requestsEach: requestsEachMax, heavy: heavyMax, heavyEach: heavyEachMax, heavyWait: heavyWaitMax, feedsEach: feedsEachMax,
	rate: ratePerSecond, burst: rateBurst, paceWait: paceWaitMax, attemptEvery: attemptEvery, attempts: attemptsMax, callersMax: callersMax,
}

// A caller is what one has open.
type caller struct {
	running, feeds int
	heavy          chan struct{}
	pace           *rate.Limiter
}

func newFairness(c capacity) *fairness {
	return &fairness{capacity: c, places: make(chan struct{}, c.requests), heavyPlaces: make(chan struct{}, c.heavy),
		callers: make(map[string]*caller), tries: make(map[string]*rate.Limiter)}
}

var (
	errTooMany  = &apiError{status: http.StatusTooManyRequests, code: "too_many", zh: "同时提出的请求过多，请稍后再试", en: "too many requests at once: try again later"}
	errCrowded  = &apiError{status: http.StatusServiceUnavailable, code: "unavailable", zh: "服务繁忙，请稍后再试", en: "the server is busy: try again later"}
	errAttempts = &apiError{status: http.StatusTooManyRequests, code: "too_many_attempts", zh: "此地址登录失败次数过多，请稍后再试", en: "too many failed sign-ins from this address: try again later"}
)

// A seat is what a request holds while it is answered. Nil is none.
type seat struct {
	f                *fairness
	one              *caller
	among, heavyOnes bool // it has one among all, and among those that take long
}

// enter takes a place for a request, to be left at its end.
func (f *fairness) enter(ctx context.Context, who string, heavy bool) (*seat, error) {
	one, err := f.one(who)
	if err != nil {
		return nil, err
	}
	p := &seat{f: f, one: one}
	if err := p.enter(ctx, heavy); err != nil {
		p.leave()
		return nil, err
	}
	return p, nil
}

func (p *seat) enter(ctx context.Context, heavy bool) error {
	if err := p.f.slow(ctx, p.one); err != nil {
		return err
	}
	select {
	case p.f.places <- struct{}{}:
		p.among = true
	default:
		return errCrowded
	}
	if !heavy {
		return nil
	}
	err := p.f.take(ctx, p.one.heavy, p.f.heavyPlaces)
	p.heavyOnes = err == nil
	return err
}

func (p *seat) leave() {
	if p == nil {
		return
	}
	if p.heavyOnes {
		<-p.f.heavyPlaces
		<-p.one.heavy
	}
	if p.among {
		<-p.f.places
	}
	p.f.count(p.one, -1, 0)
}

// one counts a request of a caller, unless he has too many.
func (f *fairness) one(who string) (*caller, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.caller(who)
	if one.running >= f.requestsEach {
		return nil, errTooMany
	}
	one.running++
	return one, nil
}

func (f *fairness) count(one *caller, requests, feeds int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one.running += requests
	one.feeds += feeds
}

// slow makes who asks too fast wait.
func (f *fairness) slow(ctx context.Context, one *caller) error {
	place := one.pace.Reserve()
	wait := place.Delay()
	if wait == 0 {
		return nil
	}
	if wait > f.paceWait {
		place.Cancel()
		return errTooMany
	}
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take waits for a place among one's own and then among all.
func (f *fairness) take(ctx context.Context, own, all chan struct{}) error {
	limit := time.After(f.heavyWait)
	for i, places := range []chan struct{}{own, all} {
		select {
		case places <- struct{}{}: // there is one: the limit says nothing
			continue
		default:
		}
		var err error
		select {
		case places <- struct{}{}:
			continue
		case <-ctx.Done():
			err = ctx.Err()
		case <-limit:
			err = []error{errTooMany, errCrowded}[i]
		}
		if i > 0 {
			<-own
		}
		return err
	}
	return nil
}

// openFeed counts a feed, unless the caller has too many.
func (f *fairness) openFeed(who string) (closed func(), err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.caller(who)
	if one.feeds >= f.feedsEach {
		return func() {}, errFeedCrowd
	}
	one.feeds++
	return func() { f.count(one, 0, -1) }, nil
}

// caller requires mu. Callers beyond those remembered share one place.
func (f *fairness) caller(who string) *caller {
	if one := f.callers[who]; one != nil {
		return one
	}
	if len(f.callers) >= f.callersMax {
		f.forget()
	}
	if len(f.callers) >= f.callersMax && who != crowd {
		return f.caller(crowd)
	}
	one := &caller{heavy: make(chan struct{}, f.heavyEach), pace: rate.NewLimiter(f.rate, f.burst)}
	f.callers[who] = one
	return one
}

// crowd stands for the callers beyond those told apart.
const crowd = "@others"

// forget drops who has nothing open and has asked nothing for a while. It requires mu.
func (f *fairness) forget() {
	for who, one := range f.callers {
		if one.running == 0 && one.feeds == 0 && one.pace.Tokens() >= float64(f.burst) {
			delete(f.callers, who)
		}
	}
}

// failed counts a failed sign-in of an address and says whether it was one too many. Who
// signs in rightly is not asked: nobody can lock out his neighbours behind one address.
func (f *fairness) failed(address string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	address = network(address)
	tries := f.tries[address]
	if tries == nil && len(f.tries) >= f.callersMax {
		f.forgetAttempts()
		if len(f.tries) >= f.callersMax {
			address = crowd
			tries = f.tries[address]
		}
	}
	if tries == nil {
		tries = rate.NewLimiter(rate.Every(f.attemptEvery), f.attempts)
		f.tries[address] = tries
	}
	if !tries.Allow() {
		return errAttempts
	}
	return errNoToken
}

// forgetAttempts requires mu.
func (f *fairness) forgetAttempts() {
	for address, tries := range f.tries {
		if tries.Tokens() >= float64(f.attempts) {
			delete(f.tries, address)
		}
	}
}

// network is what one caller has of an address: of IPv6 a whole network, in which he can
// have any number.
func network(address string) string {
	addr, err := netip.ParseAddr(address)
	if err != nil || addr.Is4() || addr.Is4In6() || addr.IsLoopback() {
		return address
	}
	prefix, err := addr.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}
