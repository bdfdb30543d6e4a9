//! A running server: from options to an address that answers, and down again without losing a request.
//!
//! Entry points: [`start`] opens everything that the options name; [`serve`] takes a shop that
//! somebody else opened, with its own clock, and serves it.
use std::{
    io,
    net::{SocketAddr, TcpListener, ToSocketAddrs},
    time::Duration,
};

use actix_web::{
    App as Actix, HttpServer,
    dev::ServerHandle,
    middleware::{Compress, from_fn},
    web::Data,
};
use service::{
    cart::tidy,
    catalogue::best_selling,
    doctor::watch,
    inventory::sweep,
    media::{Media, MediaOptions},
    payment::{gateway::Gateways, reconcile},
    search::SearchIndex,
    shop::Shop,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{
    cli::{
        Failure,
        open::{self, Schema},
        seed,
    },
    config::{HttpOptions, ServeOptions},
    http::{self, Jobs},
    payment,
};

/// A client that stops reading its answer is dropped after this.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Threads per worker for work that blocks, which is compression only.
const BLOCKING_THREADS_PER_WORKER: usize = 2;
/// A start waits so long for the search index. That of the demo shop is built in a tenth of it.
const SEARCH_WAIT_MAX: Duration = Duration::from_secs(2);

/// A server that answers. Dropping it leaves it running: call [`stop`](Self::stop).
#[must_use = "a server runs until it is stopped"]
pub struct RunningServer {
    addr: SocketAddr,
    shop: Shop,
    search: SearchIndex,
    handle: ServerHandle,
    serving: JoinHandle<io::Result<()>>,
    /// By what it does.
    background: Vec<(&'static str, JoinHandle<()>)>,
    shutdown: CancellationToken,
}

impl RunningServer {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its address for clients on this machine.
    pub fn url(&self) -> String {
        http::local_url(self.addr)
    }

    pub fn shop(&self) -> &Shop {
        &self.shop
    }

    pub fn search(&self) -> &SearchIndex {
        &self.search
    }

    /// Stops taking requests, lets those in flight finish within the shutdown timeout, and returns
    /// when all is down. The shop's database stays open: whoever opened it may still need it.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        self.shutdown.cancel();
        if let Err(error) = flatten(self.serving.await) {
            tracing::error!(%error, what = "http", "did not end well");
        }
        for (what, task) in self.background {
            if let Err(error) = task.await {
                tracing::error!(%error, what, "did not end well");
            }
        }
    }
}

fn flatten(ended: Result<io::Result<()>, tokio::task::JoinError>) -> io::Result<()> {
    ended.map_err(io::Error::other)?
}

/// Opens the shop that `options` name, makes it ready and serves it.
pub async fn start(options: ServeOptions) -> Result<RunningServer, Failure> {
    // Before anything else: a port that is taken is the mistake made most often.
    let listener = listen(&options.http.bind)?;
    let schema = if options.start.no_migrate { Schema::Require } else { Schema::Migrate };
    let shop = open::shop(&options.data, schema).await?;
    if !options.start.no_demo {
        seed::if_empty(&shop, &options.data).await?;
    }
    serve_on(listener, shop, options).await
}

/// Serves a shop whose database is open and current.
pub async fn serve(shop: Shop, options: ServeOptions) -> Result<RunningServer, Failure> {
    let listener = listen(&options.http.bind)?;
    serve_on(listener, shop, options).await
}

async fn serve_on(listener: TcpListener, shop: Shop, options: ServeOptions) -> Result<RunningServer, Failure> {
    let addr = listener.local_addr().map_err(|error| Failure::new(format!("cannot listen: {error}")))?;
    let folder = options.data.search_dir();
    let search = tokio::task::spawn_blocking(move || SearchIndex::open(Some(&folder)))
        .await
        .map_err(|error| Failure::new(format!("opening the search index failed: {error}")))?
        .map_err(|fault| Failure::while_doing("opening the search index", &fault))?;
    let media = Media::open(&options.data.media_dir(), MediaOptions::default())
        .map_err(|fault| Failure::while_doing("opening the media folder", &fault))?;
    let gateways = payment::gateways(&options.payment, &http::base_url(&options.http, addr))?;
    let shutdown = CancellationToken::new();
    let jobs = Jobs::default();
    let background = background(&shop, &search, &gateways, &jobs, &options, &shutdown);
    until_found(&search, &shop, &shutdown).await;
    let app = http::App::new(shop.clone(), search.clone(), media, gateways, jobs, addr, &options)
        .map_err(|error| Failure::new(format!("cannot count requests: {error}")))?;
    let app = Data::new(app);
    let server = http_server(listener, app, &options.http)
        .map_err(|error| Failure::new(format!("cannot serve on {addr}: {error}")))?;
    let handle = server.handle();
    let serving = tokio::spawn(server);
    Ok(RunningServer { addr, shop, search, handle, serving, background, shutdown })
}

/// What a server does beside answering, until `shutdown`.
fn background(
    shop: &Shop,
    search: &SearchIndex,
    gateways: &Gateways,
    jobs: &Jobs,
    options: &ServeOptions,
    shutdown: &CancellationToken,
) -> Vec<(&'static str, JoinHandle<()>)> {
    let with = || (shop.clone(), shutdown.clone());
    let reconcile_period = Duration::from_secs(options.payment.reconcile_period_s);
    let doctor_period = Duration::from_secs(options.http.doctor_period_s);
    let following = {
        let ((shop, shutdown), search) = (with(), search.clone());
        tokio::spawn(async move { search.follow(&shop, shutdown).await })
    };
    let tidying = {
        let (shop, shutdown) = with();
        tokio::spawn(async move { tidy::run(&shop, shutdown).await })
    };
    let sweeping = {
        let ((shop, shutdown), swept) = (with(), jobs.swept.clone());
        tokio::spawn(async move { sweep::keep(&shop, &swept, shutdown).await })
    };
    let reconciling = {
        let ((shop, shutdown), gateways, reconciled) = (with(), gateways.clone(), jobs.reconciled.clone());
        tokio::spawn(async move { reconcile::run(&shop, &gateways, reconcile_period, &reconciled, shutdown).await })
    };
    let counting = {
        let (shop, shutdown) = with();
        tokio::spawn(async move { best_selling::run(&shop, shutdown).await })
    };
    let watching = {
        let ((shop, shutdown), watched) = (with(), jobs.watched.clone());
        tokio::spawn(async move { watch::run(&shop, doctor_period, &watched, shutdown).await })
    };
    vec![
        ("search", following),
        ("carts", tidying),
        ("sweeping", sweeping),
        ("payments", reconciling),
        ("best selling", counting),
        ("doctor", watching),
    ]
}

/// Waits until search finds what the shop has, but not for long: a large index is built while visitors come.
async fn until_found(search: &SearchIndex, shop: &Shop, shutdown: &CancellationToken) {
    let (search, shop, shutdown) = (search.clone(), shop.clone(), shutdown.clone());
    // On a task of its own, so that what was begun is not thrown away when the time is up.
    let catching_up = tokio::spawn(async move {
        tokio::select! {
            () = shutdown.cancelled() => {}
            // What is wrong with the index, or with the shop, is said by the one that follows.
            _ = search.catch_up(&shop) => {}
        }
    });
    let _ = tokio::time::timeout(SEARCH_WAIT_MAX, catching_up).await;
}

fn http_server(
    listener: TcpListener,
    app: Data<http::App>,
    options: &HttpOptions,
) -> io::Result<actix_web::dev::Server> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = options.workers.map_or(cores, usize::from);
    let server = HttpServer::new(move || {
        let app = app.clone();
        Actix::new().app_data(app).wrap(Compress::default()).wrap(from_fn(http::around)).configure(http::routes)
    })
    .workers(workers)
    .worker_max_blocking_threads(BLOCKING_THREADS_PER_WORKER)
    .keep_alive(Duration::from_secs(options.keep_alive_s))
    .client_request_timeout(Duration::from_millis(options.client_timeout_ms))
    .client_disconnect_timeout(DISCONNECT_TIMEOUT)
    .shutdown_timeout(options.shutdown_timeout_s)
    .disable_signals()
    .listen(listener)?;
    Ok(server.run())
}

/// Takes the port, or says who may have it.
fn listen(bind: &str) -> Result<TcpListener, Failure> {
    let addresses: Vec<_> = bind
        .to_socket_addrs()
        .map_err(|_| Failure::new(format!("{bind:?} is no address to listen on: use one like 127.0.0.1:8000")))?
        .collect();
    TcpListener::bind(addresses.as_slice()).map_err(|error| {
        Failure::new(match error.kind() {
            io::ErrorKind::AddrInUse => {
                format!("{bind} is in use: stop what listens there, or choose another address with --bind")
            }
            io::ErrorKind::PermissionDenied => {
                format!("not allowed to listen on {bind}: ports below 1024 need rights; choose another with --bind")
            }
            _ => format!("cannot listen on {bind}: {error}; choose another address with --bind"),
        })
    })
}
