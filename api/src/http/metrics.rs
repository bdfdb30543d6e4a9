//! What a monitoring system reads at `/metrics`, in Prometheus' text.
//!
//! Invariant: nobody from outside can make it grow. Labels are our own words, except for operations'
//! names, of which the first [`OPERATIONS_MAX`] of each API get a series of their own.
use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use actix_web::{
    HttpResponse,
    http::{Method, header},
    web::Data,
};
use prometheus::{
    Counter, Encoder, Gauge, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, TextEncoder, core::Collector,
};

use super::App;
use crate::graphql::{Api, request::Answer};

/// Operations that are told apart.
const OPERATIONS_MAX: usize = 100;
const OPERATION_CHARS_MAX: usize = 64;
/// Upper bounds of latencies, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Everything that is counted, for one server.
pub(super) struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    in_flight: IntGauge,
    operations: HistogramVec,
    errors: IntCounterVec,
    statements: IntCounter,
    statement_seconds: Counter,
    connections: IntGaugeVec,
    reservations_expired: IntCounter,
    sweep_failures: IntCounter,
    orders_reconciled: IntCounter,
    orders_expired: IntCounter,
    reconcile_failures: IntCounter,
    doctor_wrong: IntGauge,
    doctor_looks: IntCounter,
    doctor_failures: IntCounter,
    search_lag: IntGauge,
    search_documents: IntGauge,
    memory: Gauge,
    /// The operations that have a series.
    known: Mutex<HashMap<Api, HashSet<String>>>,
}

/// Counts a request as being answered, until it is dropped.
pub(super) struct InFlight(IntGauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    pub(super) fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let timed = |name: &str, help: &str, labels: &[&str]| {
            let options = HistogramOpts::new(name, help).buckets(SECONDS.to_vec());
            registered(&registry, HistogramVec::new(options, labels)?)
        };
        let counted = |name: &str, help: &str, labels: &[&str]| {
            registered(&registry, IntCounterVec::new(Opts::new(name, help), labels)?)
        };
        let total = |name: &str, help: &str| registered(&registry, IntCounter::new(name, help)?);
        let level = |name: &str, help: &str| registered(&registry, IntGauge::new(name, help)?);
        Ok(Self {
            requests: counted("oxcart_http_requests_total", "HTTP requests answered.", &["method", "path", "status"])?,
            seconds: timed("oxcart_http_request_seconds", "Time to answer an HTTP request.", &["path"])?,
            in_flight: level("oxcart_http_requests_in_flight", "HTTP requests being answered.")?,
            operations: timed("oxcart_graphql_operation_seconds", "Time to run an operation.", &["api", "operation"])?,
            errors: counted(
                "oxcart_graphql_errors_total",
                "GraphQL errors answered, by their code.",
                &["api", "code"],
            )?,
            statements: total("oxcart_sql_statements_total", "SQL statements run.")?,
            statement_seconds: registered(
                &registry,
                Counter::new("oxcart_sql_seconds_total", "Time spent waiting for SQL statements.")?,
            )?,
            connections: registered(
                &registry,
                IntGaugeVec::new(Opts::new("oxcart_database_connections", "Database connections."), &["state"])?,
            )?,
            reservations_expired: total(
                "oxcart_reservations_expired_total",
                "Reservations that ended and were swept.",
            )?,
            sweep_failures: total("oxcart_sweep_failures_total", "Rounds of sweeping that failed.")?,
            orders_reconciled: total("oxcart_orders_reconciled_total", "Orders whose payments were looked at again.")?,
            orders_expired: total("oxcart_orders_expired_total", "Orders that ended because nobody paid in time.")?,
            reconcile_failures: total(
                "oxcart_reconcile_failures_total",
                "Orders and rounds that could not be reconciled.",
            )?,
            doctor_wrong: level("oxcart_doctor_wrong_checks", "Checks that found something wrong at the last look.")?,
            doctor_looks: total("oxcart_doctor_looks_total", "How often the doctor looked at the data.")?,
            doctor_failures: total(
                "oxcart_doctor_failures_total",
                "Looks that the database did not let come to an end.",
            )?,
            search_lag: level("oxcart_search_lag_events", "Events that are not in the search index yet.")?,
            search_documents: level("oxcart_search_documents", "Documents in the search index.")?,
            memory: registered(&registry, Gauge::new("process_resident_memory_bytes", "Memory in use.")?)?,
            known: Mutex::default(),
            registry,
        })
    }

    pub(super) fn begin(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    pub(super) fn responded(&self, method: &Method, path: &str, status: u16, elapsed: Duration) {
        let method = match *method {
            Method::GET | Method::POST | Method::HEAD | Method::OPTIONS => method.as_str(),
            _ => "other",
        };
        self.requests.with_label_values(&[method, path, &status.to_string()]).inc();
        self.seconds.with_label_values(&[path]).observe(elapsed.as_secs_f64());
    }

    pub(super) fn answered(&self, api: Api, answer: &Answer) {
        if let Some(elapsed) = answer.elapsed {
            let operation = self.label(api, answer.operation.as_deref().unwrap_or("anonymous"));
            self.operations.with_label_values(&[api.name(), operation]).observe(elapsed.as_secs_f64());
        }
        for error in &answer.errors {
            let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
            let code = match code {
                Some(async_graphql::Value::String(code)) => code.as_str(),
                _ => "other",
            };
            self.refused(api, code);
        }
    }

    pub(super) fn refused(&self, api: Api, code: &str) {
        self.errors.with_label_values(&[api.name(), code]).inc();
    }

    /// Shoppers' clients cannot use up the names of the back office.
    fn label<'a>(&self, api: Api, operation: &'a str) -> &'a str {
        if operation.len() > OPERATION_CHARS_MAX {
            return "other";
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.entry(api).or_default();
        if known.contains(operation) {
            return operation;
        }
        if known.len() >= OPERATIONS_MAX {
            return "other";
        }
        known.insert(operation.to_owned());
        operation
    }
}

fn registered<C: Collector + Clone + 'static>(registry: &Registry, metric: C) -> Result<C, prometheus::Error> {
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}

/// The figures, as of now.
pub(super) async fn show(app: Data<App>) -> HttpResponse {
    let metrics = &app.metrics;
    let database = app.ports.shop.database();
    let pool = database.pool();
    metrics.connections.with_label_values(&["open"]).set(i64::from(pool.open));
    metrics.connections.with_label_values(&["idle"]).set(i64::from(pool.idle));
    if let Ok(status) = app.ports.search.status(&app.ports.shop).await {
        metrics.search_lag.set(i64::try_from(status.lag_events).unwrap_or(i64::MAX));
        metrics.search_documents.set(i64::try_from(status.documents).unwrap_or(i64::MAX));
    }
    if let Some(kib) = resident_kib() {
        metrics.memory.set(bytes(kib));
    }
    // Counted elsewhere since the start, and only copied here.
    let totals = database.totals();
    metrics.statements.reset();
    metrics.statements.inc_by(totals.statements());
    metrics.reservations_expired.reset();
    metrics.reservations_expired.inc_by(app.jobs.swept.reservations());
    metrics.sweep_failures.reset();
    metrics.sweep_failures.inc_by(app.jobs.swept.failures());
    let reconciled = &app.jobs.reconciled;
    metrics.orders_reconciled.reset();
    metrics.orders_reconciled.inc_by(reconciled.orders());
    metrics.orders_expired.reset();
    metrics.orders_expired.inc_by(reconciled.expired());
    metrics.reconcile_failures.reset();
    metrics.reconcile_failures.inc_by(reconciled.failures());
    let watched = &app.jobs.watched;
    metrics.doctor_wrong.set(i64::try_from(watched.wrong()).unwrap_or(i64::MAX));
    metrics.doctor_looks.reset();
    metrics.doctor_looks.inc_by(watched.looks());
    metrics.doctor_failures.reset();
    metrics.doctor_failures.inc_by(watched.failures());
    metrics.statement_seconds.reset();
    metrics.statement_seconds.inc_by(totals.waited().as_secs_f64());

    let mut text = Vec::new();
    let encoder = TextEncoder::new();
    if let Err(error) = encoder.encode(&metrics.registry.gather(), &mut text) {
        tracing::error!(%error, "the metrics cannot be written");
        return HttpResponse::InternalServerError().finish();
    }
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, encoder.format_type()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text)
}

/// What Linux says this process keeps in memory; elsewhere nothing.
fn resident_kib() -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

#[expect(clippy::float_arithmetic, reason = "Prometheus' gauges are floats; this is memory, not money")]
fn bytes(kib: u32) -> f64 {
    f64::from(kib) * 1024.0
}
