package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what operators watch. They name routes, never parcels or officers.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	appends  prometheus.Histogram
	feeds    prometheus.Gauge
	frames   *prometheus.CounterVec
	resumes  prometheus.Counter
	closed   prometheus.Counter
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "taizhang_http_requests_total", Help: "Requests by route and status."}, []string{"route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "taizhang_http_request_seconds", Help: "Time to answer by route.", Buckets: seconds}, []string{"route"}),
		appends:  prometheus.NewHistogram(prometheus.HistogramOpts{Name: "taizhang_append_seconds", Help: "Time of the write path for one request: decide, append, fsync.", Buckets: seconds}),
		feeds:    prometheus.NewGauge(prometheus.GaugeOpts{Name: "taizhang_feed_connections", Help: "Open feed connections."}),
		frames:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "taizhang_feed_frames_total", Help: "Frames sent on feeds by type."}, []string{"type"}),
		resumes:  prometheus.NewCounter(prometheus.CounterOpts{Name: "taizhang_feed_resumes_total", Help: "Feeds that began from a position."}),
		closed:   prometheus.NewCounter(prometheus.CounterOpts{Name: "taizhang_connections_closed_total", Help: "Connections closed at once, beyond the limits."}),
	}
	m.registry.MustRegister(m.requests, m.duration, m.appends, m.feeds, m.frames, m.resumes, m.closed, &lagCollector{s},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if s.Forgetting != nil {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "taizhang_store_forgetting_streams", Help: "Streams that the event store was told to forget events of; anything but 0 is an alarm."},
			func() float64 { return float64(s.Forgetting()) }))
	}
	if s.Waiting != nil {
		m.registry.MustRegister(s.observeWaiting())
	}
	return m
}

// seconds are the bounds of time histograms, from half a millisecond to 10 s.
var seconds = []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// route returns what observes one route.
func (m *metrics) route(pattern string) func(status int, took time.Duration) {
	duration := m.duration.WithLabelValues(pattern)
	return func(status int, took time.Duration) {
		m.requests.WithLabelValues(pattern, strconv.Itoa(status)).Inc()
		duration.Observe(took.Seconds())
	}
}

// lagCollector asks the models where they stand when somebody asks.
type lagCollector struct{ s *Server }

var behind = prometheus.NewDesc("taizhang_projection_behind", "1 when the model has not reached the head of the log.", []string{"projection"}, nil)

func (l *lagCollector) Describe(ch chan<- *prometheus.Desc) { ch <- behind }

func (l *lagCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := l.s.feeds.context(readWaitMax)
	defer cancel()
	head, err := l.s.Log.Head(ctx)
	if err != nil {
		return
	}
	report := func(name string, level bool) {
		value := 1.0
		if level {
			value = 0
		}
		ch <- prometheus.MustNewConstMetric(behind, prometheus.GaugeValue, value, name)
	}
	at, err := l.s.Parcels.Position(ctx)
	report("live", err == nil && at >= head)
	if l.s.Analytics != nil {
		at, err := l.s.Analytics.Position(ctx)
		report("analytics", err == nil && at >= head)
	}
}
