package web

import (
	"net/http"
	"strconv"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what happens, for /metrics. Every label has a fixed set of
// values, so that no input can make a new time series, and none of them says
// who it was or which event it was about.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	accepted prometheus.Counter
	repeated prometheus.Counter
	refused  map[string]prometheus.Counter
	streams  prometheus.Gauge
	routes   sync.Map // pattern → *routeMetrics: looking labels up costs more than counting
}

// routeMetrics are those of one route.
type routeMetrics struct {
	requests [6]prometheus.Counter // by class of status
	seconds  prometheus.Observer
}

// The reasons for which a request is refused.
const (
	RefusedUnknownCode    = "unknown_code"
	RefusedNotOpen        = "not_open"
	RefusedClosed         = "closed"
	RefusedInvalidAnswers = "invalid_answers"
	RefusedBodyTooLarge   = "body_too_large"
	RefusedTooManyKeys    = "too_many_keys"
	RefusedBadEncoding    = "bad_encoding"
	RefusedMethod         = "method"
	RefusedBusy           = "busy"
	RefusedForeignOrigin  = "foreign_origin"
	RefusedCutOff         = "cut_off"
	RefusedFlood          = "flood"
	RefusedDoubt          = "doubt" // to be sent again after work or a wait
	RefusedOther          = "other" // also stands for any value that is not listed here
)

var refusals = [...]string{
	RefusedUnknownCode, RefusedNotOpen, RefusedClosed, RefusedInvalidAnswers, RefusedBodyTooLarge,
	RefusedTooManyKeys, RefusedBadEncoding, RefusedMethod, RefusedBusy, RefusedForeignOrigin,
	RefusedCutOff, RefusedFlood, RefusedDoubt, RefusedOther,
}

// NewMetrics returns metrics that start at zero, in a registry of their own.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "resonanz_requests_total", Help: "Requests answered, by route pattern and class of status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "resonanz_request_seconds", Help: "Time to answer a request, by route pattern.",
			// From a cached page to a workbook of a large event.
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route"}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "resonanz_streams", Help: "Live streams that are open now.",
		}),
		refused: map[string]prometheus.Counter{},
	}
	submissions := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "resonanz_submissions_total", Help: "Submissions acknowledged: stored, or recognised as stored before.",
	}, []string{"result"})
	m.accepted = submissions.WithLabelValues("accepted")
	m.repeated = submissions.WithLabelValues("duplicate")
	refused := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "resonanz_refused_total", Help: "Requests refused, by reason.",
	}, []string{"reason"})
	for _, reason := range refusals {
		m.refused[reason] = refused.WithLabelValues(reason)
	}
	m.registry.MustRegister(m.requests, m.seconds, m.streams, submissions, refused,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Request counts an answered request. Route is the pattern of the route, never
// the path that was asked for; status is the HTTP status.
func (m *Metrics) Request(route string, status int, seconds float64) {
	of, found := m.routes.Load(route)
	if !found {
		of, _ = m.routes.LoadOrStore(route, m.ofRoute(route))
	}
	r := of.(*routeMetrics)
	r.requests[min(max(status/100, 0), len(r.requests)-1)].Inc()
	r.seconds.Observe(seconds)
}

func (m *Metrics) ofRoute(route string) *routeMetrics {
	r := &routeMetrics{seconds: m.seconds.WithLabelValues(route)}
	for class := range r.requests {
		r.requests[class] = m.requests.WithLabelValues(route, strconv.Itoa(class)+"xx")
	}
	return r
}

// Accepted counts a submission that was stored.
func (m *Metrics) Accepted() { m.accepted.Inc() }

// Duplicate counts a submission that had been stored before.
func (m *Metrics) Duplicate() { m.repeated.Inc() }

// Refused counts a request that was refused for one of the reasons above.
func (m *Metrics) Refused(reason string) {
	counter, known := m.refused[reason]
	if !known {
		counter = m.refused[RefusedOther]
	}
	counter.Inc()
}

// StreamOpened counts a live stream that began.
func (m *Metrics) StreamOpened() { m.streams.Inc() }

// StreamClosed counts a live stream that ended.
func (m *Metrics) StreamClosed() { m.streams.Dec() }

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}
