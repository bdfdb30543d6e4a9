//! What an operator can decide, with one spelling each: a flag, its environment variable, its default.
//!
//! `oxcart serve --help` lists them all. Nothing is read from anywhere else.

#![expect(clippy::doc_markdown, reason = "what stands on a flag is shown in a terminal, where no markup belongs")]

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum, builder::BoolishValueParser};
use service::{
    payment::gateway::{signature::SigningSecret, stripe::StripeKey},
    shop::database::DatabaseOptions,
};
use url::Url;

use crate::graphql::limits::Limits;

const MIB: usize = 1024 * 1024;

/// Where the shop's data is.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Data")]
pub struct DataOptions {
    /// Folder for everything the shop keeps on disk: the SQLite file, media, the search index
    #[arg(long, env = "OXCART_DATA_DIR", value_name = "DIR", default_value = "data")]
    pub data_dir: PathBuf,

    /// The database: postgres://user:password@host/name, or sqlite://path
    /// [default: the file oxcart.db in the data folder]
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Database connections for reading; on PostgreSQL as many again for writing
    #[arg(long, env = "OXCART_POOL_SIZE", value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub pool_size: u32,

    /// How long a request waits for a free database connection
    #[arg(long, env = "OXCART_POOL_TIMEOUT_MS", value_name = "MS", default_value_t = 5_000)]
    pub pool_timeout_ms: u64,

    /// PostgreSQL ends a statement that runs longer
    #[arg(long, env = "OXCART_STATEMENT_TIMEOUT_MS", value_name = "MS", default_value_t = 30_000)]
    pub statement_timeout_ms: u64,
}

impl Default for DataOptions {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("data"),
            database_url: None,
            pool_size: 8,
            pool_timeout_ms: 5_000,
            statement_timeout_ms: 30_000,
        }
    }
}

impl DataOptions {
    /// The database's address: the one given, or that of the file in the data folder.
    pub fn url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| {
            let path = self.data_dir.join("oxcart.db").display().to_string();
            // The address is percent-decoded when it is opened.
            let path = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
            format!("sqlite://{path}")
        })
    }

    pub fn is_sqlite(&self) -> bool {
        self.url().starts_with("sqlite:")
    }

    /// How to open the database.
    pub fn database(&self) -> DatabaseOptions {
        DatabaseOptions {
            connections_max: self.pool_size,
            acquire_timeout: Duration::from_millis(self.pool_timeout_ms),
            statement_timeout: Duration::from_millis(self.statement_timeout_ms),
            ..DatabaseOptions::new(self.url())
        }
    }

    /// Where pictures and other files of the shop are.
    pub fn media_dir(&self) -> PathBuf {
        self.data_dir.join("media")
    }

    /// Where the search index is. It may be deleted: it is rebuilt from the database.
    pub fn search_dir(&self) -> PathBuf {
        self.data_dir.join("search")
    }
}

/// How the log is written.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Log")]
pub struct LogOptions {
    /// How log lines are written to stderr
    #[arg(long, env = "OXCART_LOG_FORMAT", global = true, value_enum, value_name = "FORMAT", default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// What is logged: error, warn, info, debug, trace, or per module as in `warn,api=debug`
    #[arg(long, env = "OXCART_LOG_LEVEL", global = true, value_name = "LEVEL", default_value = "info")]
    pub log_level: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// Everything `oxcart serve` can be told.
#[derive(Args, Clone, Debug, Default)]
pub struct ServeOptions {
    #[command(flatten)]
    pub http: HttpOptions,

    #[command(flatten)]
    pub data: DataOptions,

    #[command(flatten)]
    pub start: StartOptions,

    #[command(flatten)]
    pub payment: PaymentOptions,

    #[command(flatten)]
    pub limits: Limits,
}

/// What happens before the first request.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Start")]
pub struct StartOptions {
    /// Refuse to start when the database's schema is not current, instead of bringing it up to date
    #[arg(long, env = "OXCART_NO_MIGRATE", value_parser = BoolishValueParser::new())]
    pub no_migrate: bool,

    /// Leave an empty database empty, instead of filling it with the demo shop
    #[arg(long, env = "OXCART_NO_DEMO", value_parser = BoolishValueParser::new())]
    pub no_demo: bool,
}

/// How buyers can pay.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Payments")]
pub struct PaymentOptions {
    /// Ways to pay: manual (by hand), test (no money moves), stripe; repeat or separate by commas
    /// [default: manual, and stripe where it has a key, test where it has none]
    #[arg(
        long = "payment-gateway",
        env = "OXCART_PAYMENT_GATEWAYS",
        value_enum,
        value_name = "NAME",
        value_delimiter = ','
    )]
    pub gateways: Vec<GatewayName>,

    /// Where Stripe is: another address for a stand-in
    /// [default: Stripe's own]
    #[arg(long, env = "OXCART_STRIPE_API_URL", value_name = "URL")]
    pub stripe_api_url: Option<Url>,

    /// How long a provider may take for an answer
    #[arg(long, env = "OXCART_PAYMENT_TIMEOUT_MS", value_name = "MS", default_value_t = 10_000)]
    pub payment_timeout_ms: u64,

    /// How often what stayed open is looked at again
    #[arg(long, env = "OXCART_RECONCILE_PERIOD_S", value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub reconcile_period_s: u64,

    /// From the environment only: what stands on a command line is read by everybody on the machine.
    #[arg(skip = StripeSecrets::from_environment())]
    pub stripe: StripeSecrets,
}

/// A way to pay, as an operator names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GatewayName {
    Manual,
    Test,
    Stripe,
}

/// What a shop and Stripe know of each other. Never printed.
#[derive(Clone, Debug, Default)]
pub struct StripeSecrets {
    pub key: Option<StripeKey>,
    pub webhook_secret: Option<SigningSecret>,
}

impl StripeSecrets {
    /// `OXCART_STRIPE_SECRET_KEY` and `OXCART_STRIPE_WEBHOOK_SECRET`.
    fn from_environment() -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            key: set("OXCART_STRIPE_SECRET_KEY").map(StripeKey::new),
            webhook_secret: set("OXCART_STRIPE_WEBHOOK_SECRET").map(SigningSecret::new),
        }
    }
}

impl Default for PaymentOptions {
    fn default() -> Self {
        Self {
            gateways: Vec::new(),
            stripe_api_url: None,
            payment_timeout_ms: 10_000,
            reconcile_period_s: 30,
            stripe: StripeSecrets::default(),
        }
    }
}

/// How the shop is reached, and what it takes from strangers.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "HTTP")]
pub struct HttpOptions {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "OXCART_BIND", value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    pub bind: String,

    /// The address that clients see, for links in answers [default: http:// and the bind address]
    #[arg(long, env = "OXCART_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<Url>,

    /// Threads that answer requests [default: one per core]
    #[arg(long, env = "OXCART_WORKERS", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub workers: Option<u16>,

    /// A web page's origin that may call the API, such as `https://shop.example`; repeat or separate by commas
    /// [default: every origin]
    #[arg(long = "cors-origin", env = "OXCART_CORS_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    pub cors_origins: Vec<String>,

    /// Size of a request's body at most
    #[arg(long, env = "OXCART_BODY_BYTES_MAX", value_name = "BYTES", default_value_t = MIB / 4)]
    pub body_bytes_max: usize,

    /// A request that is not answered by then is given up
    #[arg(long, env = "OXCART_REQUEST_TIMEOUT_MS", value_name = "MS", default_value_t = 10_000)]
    pub request_timeout_ms: u64,

    /// A client that takes longer to send its request is dropped
    #[arg(long, env = "OXCART_CLIENT_TIMEOUT_MS", value_name = "MS", default_value_t = 10_000)]
    pub client_timeout_ms: u64,

    /// How long an idle connection is kept open
    #[arg(long, env = "OXCART_KEEP_ALIVE_S", value_name = "S", default_value_t = 75)]
    pub keep_alive_s: u64,

    /// How long requests in flight may take to finish when the server is told to stop
    #[arg(long, env = "OXCART_SHUTDOWN_TIMEOUT_S", value_name = "S", default_value_t = 15)]
    pub shutdown_timeout_s: u64,

    /// How long caches may keep what anonymous GET requests read
    #[arg(long, env = "OXCART_CACHE_MAX_AGE_S", value_name = "S", default_value_t = 5)]
    pub cache_max_age_s: u32,

    /// Logins, registrations, forgotten passwords and cart links of one address of the net per minute, after a hundred
    /// at once; 0 for any number
    #[arg(long, env = "OXCART_LOGINS_PER_MINUTE", value_name = "N", default_value_t = 60)]
    pub logins_per_minute: u32,

    /// Declined payments of one address of the net per minute, after a hundred at once; 0 for any number
    #[arg(long, env = "OXCART_DECLINES_PER_MINUTE", value_name = "N", default_value_t = 10)]
    pub declines_per_minute: u32,

    /// How often the data is checked as by `oxcart doctor`, for /metrics and the log; 0 for never. It reads whole tables
    #[arg(long, env = "OXCART_DOCTOR_PERIOD_S", value_name = "S", default_value_t = 3_600)]
    pub doctor_period_s: u64,

    /// The header in which a proxy in front says where a request comes from, such as `x-forwarded-for`. Its last
    /// address is taken; set it only where everybody comes by that proxy [default: the connection's own]
    #[arg(long, env = "OXCART_CLIENT_IP_HEADER", value_name = "NAME")]
    pub client_ip_header: Option<String>,

    /// A file that `oxcart loadtest` has served, to compare with
    #[arg(long, env = "OXCART_LOADTEST_FILE", value_name = "FILE", hide = true)]
    pub loadtest_file: Option<PathBuf>,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            bind: "127.0.0.1:8000".to_owned(),
            public_url: None,
            workers: None,
            cors_origins: Vec::new(),
            body_bytes_max: MIB / 4,
            request_timeout_ms: 10_000,
            client_timeout_ms: 10_000,
            keep_alive_s: 75,
            shutdown_timeout_s: 15,
            cache_max_age_s: 5,
            logins_per_minute: 60,
            declines_per_minute: 10,
            doctor_period_s: 3_600,
            client_ip_header: None,
            loadtest_file: None,
        }
    }
}
