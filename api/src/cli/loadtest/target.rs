//! The server under test: one that runs already, or a child of our own on the shop's data.
use std::{
    net::{SocketAddr, TcpListener, ToSocketAddrs},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::time::{Instant, sleep};
use url::Url;

use super::{Failure, http::Connection};
use crate::config::DataOptions;

/// A child may have a large index to bring up to date before it is ready.
const READY_TIMEOUT: Duration = Duration::from_mins(5);

/// A process that ends with us, also when we fail.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // What it is in the middle of is nobody's, or is what a test is about.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where a server is, and how it is spoken to.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) address: SocketAddr,
    host: String,
    path: String,
}

pub(super) struct Target {
    pub(super) place: Place,
    child: Option<Server>,
}

impl Target {
    /// A server that somebody else runs: on this machine, unless its owner says it is theirs.
    pub(super) fn running(url: &Url, owned: bool) -> Result<Self, Failure> {
        if url.scheme() != "http" {
            return Err(Failure::new("load is generated over plain http:// only"));
        }
        let host = url.host_str().ok_or_else(|| Failure::new("the address names no host"))?;
        let port = url.port_or_known_default().unwrap_or(80);
        let address = (host.trim_matches(['[', ']']), port)
            .to_socket_addrs()
            .map_err(|error| Failure::new(format!("{host} is not found: {error}")))?
            .next()
            .ok_or_else(|| Failure::new(format!("{host} has no address")))?;
        if !address.ip().is_loopback() && !owned {
            return Err(Failure::new(format!(
                "{address} is another machine: a load test on somebody else's server is an attack. \
                 If it is yours, say --i-own-this-host"
            )));
        }
        let path = if url.path() == "/" { "/graphql" } else { url.path() };
        Ok(Self { place: Place { address, host: format!("{host}:{port}"), path: path.to_owned() }, child: None })
    }

    /// Starts `oxcart serve` on the shop's data, on a free port.
    /// `file` is served as it is, once it is there.
    pub(super) async fn child(data: &DataOptions, file: Option<&Path>) -> Result<Self, Failure> {
        let address = free_address()?;
        let place = Place { address, host: address.to_string(), path: "/graphql".to_owned() };
        let mut target = Self { place, child: None };
        target.start(data, file).await?;
        Ok(target)
    }

    /// Ends the child as a power cut would, and starts it anew at the same address.
    pub(super) async fn kill_and_start(&mut self, data: &DataOptions) -> Result<(), Failure> {
        // Dropped: killed, and waited for.
        self.child = None;
        self.start(data, None).await
    }

    async fn start(&mut self, data: &DataOptions, file: Option<&Path>) -> Result<(), Failure> {
        let program =
            std::env::current_exe().map_err(|error| Failure::new(format!("finding oxcart itself: {error}")))?;
        let mut command = Command::new(program);
        command
            .args(["serve", "--bind", &self.place.address.to_string(), "--data-dir"])
            .arg(&data.data_dir)
            // The address may hold a password: not on the command line.
            .env("DATABASE_URL", data.url())
            .env("OXCART_POOL_SIZE", data.pool_size.to_string())
            .env("OXCART_LOG_LEVEL", "error")
            // Everybody comes from one address here.
            .env("OXCART_DECLINES_PER_MINUTE", "0")
            // Shoppers pay without money, whatever the caller's own shop takes.
            .env("OXCART_PAYMENT_GATEWAYS", "manual,test")
            .env_remove("OXCART_STRIPE_SECRET_KEY")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        if let Some(file) = file {
            command.arg("--loadtest-file").arg(file);
        }
        let child = command.spawn().map_err(|error| Failure::new(format!("starting the server: {error}")))?;
        self.child = Some(Server(child));
        self.wait_until_ready().await
    }

    async fn wait_until_ready(&mut self) -> Result<(), Failure> {
        let ask = self.place.get("/health/ready");
        let started = Instant::now();
        let mut connection = Connection::to(self.place.address);
        while started.elapsed() < READY_TIMEOUT {
            if connection.send(&ask).await.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            let ended = self.child.as_mut().map(|server| server.0.try_wait());
            if let Some(Ok(Some(status))) = ended {
                return Err(Failure::new(format!("the server stopped before it was ready: {status}")));
            }
            sleep(Duration::from_millis(20)).await;
        }
        Err(Failure::new(format!("the server was not ready after {} s", READY_TIMEOUT.as_secs())))
    }

    /// Memory of the server that is really in use, in KiB: ours to see when it is our child, on Linux.
    pub(super) fn memory_kib(&self) -> Option<u64> {
        let id = self.child.as_ref()?.0.id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    pub(super) fn is_child(&self) -> bool {
        self.child.is_some()
    }
}

impl Place {
    pub(super) fn get(&self, path: &str) -> Vec<u8> {
        format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: */*\r\n\r\n", self.host).into_bytes()
    }

    /// A GraphQL request to the storefront. `headers` are whole lines.
    pub(super) fn post(&self, headers: &str, body: &str) -> Vec<u8> {
        self.post_to(&self.path, headers, body)
    }

    /// The same, to another path.
    pub(super) fn post_to(&self, path: &str, headers: &str, body: &str) -> Vec<u8> {
        format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nAccept: application/json\r\n{headers}\
             Content-Length: {}\r\n\r\n{body}",
            path,
            self.host,
            body.len()
        )
        .into_bytes()
    }
}

/// A port that was free a moment ago.
fn free_address() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map_err(|error| Failure::new(format!("finding a free port: {error}")))
}
